from django.urls import path

from claims.api import catalogues, docs, exports, views

app_name = "api"

urlpatterns = [
    path("", docs.Index.as_view(), name="index"),
    path("claims/", views.ClaimList.as_view(), name="claims"),
    path("claims/<slug:slug>/", views.ClaimDetail.as_view(), name="claim"),
    path("claims/<slug:slug>/revisions/", views.RevisionList.as_view(), name="revisions"),
    path("claims/<slug:slug>/revisions/<int:revision>/", views.RevisionDetail.as_view(), name="revision"),
    path("verdicts/", views.VerdictList.as_view(), name="verdicts"),
    path("match/", views.MatchList.as_view(), name="match"),
    path("actors/", catalogues.ActorList.as_view(), name="actors"),
    path("actors/<slug:slug>/", catalogues.ActorDetail.as_view(), name="actor"),
    path("sources/", catalogues.SourceList.as_view(), name="sources"),
    path("sources/<slug:slug>/", catalogues.SourceDetail.as_view(), name="source"),
    path("outlets/", catalogues.OutletList.as_view(), name="outlets"),
    path("outlets/<slug:slug>/", catalogues.OutletDetail.as_view(), name="outlet"),
    path("topics/", catalogues.TopicList.as_view(), name="topics"),
    path("topics/<slug:slug>/", catalogues.TopicDetail.as_view(), name="topic"),
    path("ratings/", catalogues.RatingList.as_view(), name="ratings"),
    path("ratings/<slug:slug>/", catalogues.RatingDetail.as_view(), name="rating"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
    path("record/head", views.RecordHead.as_view(), name="record-head"),
    path("export/claims.ndjson", exports.Claims.as_view(), name="export-claims"),
    path("export/claimreview.json", exports.ClaimReviews.as_view(), name="export-claimreview"),
    path("export/claims.csv", exports.Table.as_view(), name="export-csv"),
    path("problems/", docs.ProblemList.as_view(), name="problems"),
    path("problems/<slug:slug>/", docs.ProblemDetail.as_view(), name="problem"),
    path("claim.schema.json", docs.ClaimSchema.as_view(), name="claim-schema"),
    path("schema/", docs.OpenAPISchema.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
]
