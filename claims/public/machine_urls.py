"""The public addresses that are for machines: each is there once, whatever the language."""

from django.urls import path

from claims.public import embedding, machines, sitemaps

app_name = "machines"

urlpatterns = [
    path("oembed", embedding.oembed, name="oembed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]
