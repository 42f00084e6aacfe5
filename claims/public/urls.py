"""The addresses of pages and feeds, in each language. Those for machines are in machine_urls.py."""

from django.urls import path

from claims.public import about, catalogues, check, comparing, embedding, feeds, sharing, table, views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("claims/", views.claim_list, name="claims"),
    path("claims.csv", table.claims, name="claims_csv"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("claims/<slug:slug>/compare/", comparing.choose, name="compare"),
    path("claims/<slug:slug>/revisions/<int:old>/compare/<int:new>/", comparing.compare, name="comparison"),
    path("claims/<slug:slug>/claimreview.jsonld", views.review, name="claimreview"),
    path("claims/<slug:slug>/revisions/<int:number>/", views.revision, name="revision"),
    path("claims/<slug:slug>/revisions/<int:number>/citation.bib", views.citation, {"form": "bib"}, name="bibtex"),
    path("claims/<slug:slug>/revisions/<int:number>/citation.ris", views.citation, {"form": "ris"}, name="ris"),
    path("claims/<slug:slug>/revisions/<int:number>/share.png", sharing.picture, name="picture"),
    path("claims/<slug:slug>/embed/", embedding.card, name="embed"),
    path("check/", check.check, name="check"),
    path("actors/", catalogues.actors, name="actors"),
    path("actors/<slug:slug>/", catalogues.actor, name="actor"),
    path("sources/", catalogues.sources, name="sources"),
    path("sources/<slug:slug>/", catalogues.source, name="source"),
    path("outlets/", catalogues.outlets, name="outlets"),
    path("outlets/<slug:slug>/", catalogues.outlet, name="outlet"),
    path("outlets/<slug:slug>/sources/", catalogues.outlet_sources, name="outlet_sources"),
    path("topics/", catalogues.topics, name="topics"),
    path("topics/<slug:slug>/", catalogues.topic, name="topic"),
    path("corrections/", about.corrections, name="corrections"),
    path("methodology/", about.methodology, name="methodology"),
    path("record/", about.record, name="record"),
    path("feeds/claims.atom", feeds.claims, name="claims_feed"),
    path("feeds/corrections.atom", feeds.corrections, name="corrections_feed"),
]
