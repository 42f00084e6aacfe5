"""The site map."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import Http404
from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from django.views.i18n import set_language

urlpatterns = [
    path("admin/language/", set_language, name="desk-language"),
    # Django's “view on site” would tell any staff account, without a role too, the address of a claim by its number.
    re_path(r"^admin/r/", page_not_found, {"exception": Http404()}),
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    path("v1alpha1/", include("claims.api.google.urls")),
    path("", include("claims.public.machine_urls")),
    *i18n_patterns(path("", include("claims.public.urls")), prefix_default_language=False),
]
