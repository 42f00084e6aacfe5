from django.urls import path

from claims.api.google import views

app_name = "google"

urlpatterns = [path("claims:search", views.Search.as_view(), name="search")]
