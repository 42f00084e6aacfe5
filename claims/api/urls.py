from django.urls import path

from claims.api import docs, exports, views

app_name = "api"

urlpatterns = [
    path("claims/", views.ClaimList.as_view(), name="claims"),
    path("claims/<slug:slug>/", views.ClaimDetail.as_view(), name="claim"),
    path("claims/<slug:slug>/revisions/", views.RevisionList.as_view(), name="revisions"),
    path("claims/<slug:slug>/revisions/<int:revision>/", views.RevisionDetail.as_view(), name="revision"),
    path("verdicts/", views.VerdictList.as_view(), name="verdicts"),
    path("match/", views.MatchList.as_view(), name="match"),
    path("actors/", views.ActorList.as_view(), name="actors"),
    path("sources/", views.SourceList.as_view(), name="sources"),
    path("topics/", views.TopicList.as_view(), name="topics"),
    path("ratings/", views.RatingList.as_view(), name="ratings"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
    path("record/head", views.RecordHead.as_view(), name="record-head"),
    path("export/claims.ndjson", exports.Claims.as_view(), name="export-claims"),
    path("export/claimreview.json", exports.ClaimReviews.as_view(), name="export-claimreview"),
    path("export/claims.csv", exports.Table.as_view(), name="export-csv"),
    path("claim.schema.json", views.ClaimSchema.as_view(), name="claim-schema"),
    path("schema/", views.OpenAPISchema.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
]
