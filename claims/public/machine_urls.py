"""The public addresses that are for machines: each is there once, whatever the language."""

from django.urls import path

from claims.public import embedding, machines

app_name = "machines"

urlpatterns = [
    path("oembed", embedding.oembed, name="oembed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]
