"""The catalogues: actors, sources, outlets, topics and ratings, as lists and one by one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import openapi, pagination, rows, shapes
from claims.api.openapi import endpoint, list_endpoint, page_of
from claims.api.views import CURSOR, NOTHING_HERE, ListView, RecordView
from claims.models import PublicActor, PublicOutlet, PublicSource, PublicTopic, Rating

SLUGGED = openapi.cursor_parameters(pagination.SLUGS)


# A table, and how a row of it is shown. (Comments, because the contract shows docstrings to its readers.)
class Catalogue:
    model: ClassVar[Any]
    columns_read: ClassVar[tuple[str, ...]]
    row: ClassVar[Callable[[dict], Any]]

    def entries(self) -> QuerySet:
        return self.model.objects.values(*self.columns_read)


class Actors(Catalogue):
    model, columns_read, row = (
        PublicActor,
        ("slug", "name", "kind", "country", "wikidata", "names"),
        staticmethod(rows.actor),
    )
    members = shapes.members(shapes.Actor)


class Sources(Catalogue):
    model, columns_read, row = PublicSource, ("slug", "document"), staticmethod(rows.source)
    members = shapes.document_members("source")


class Outlets(Catalogue):
    model, columns_read, row = PublicOutlet, ("slug", "name", "reliability"), staticmethod(rows.outlet)
    members = shapes.members(shapes.Outlet)


class Topics(Catalogue):
    model, columns_read, row = PublicTopic, ("slug", "name", "names"), staticmethod(rows.topic)
    members = shapes.members(shapes.Topic)


class Ratings(Catalogue):
    model, columns_read, row = Rating, ("slug", "label", "definition", "value", "is_offered"), staticmethod(dict)
    members = shapes.members(shapes.Rating)


class CatalogueList(ListView):
    """In the order of their slugs."""

    parameters = CURSOR

    def page(self, request: Request) -> Response:
        pages = pagination.CursorPages("slug", pagination.SLUGS)
        found = pages.paginate_queryset(self.entries(), request)
        return pages.get_paginated_response(self.row(each) for each in found)


class CatalogueEntry(RecordView):
    def entry(self, slug: str) -> Response:
        found = self.entries().filter(slug=slug).first()
        if found is None:
            raise NotFound(NOTHING_HERE)
        return Response(self.row(found))


class ActorList(Actors, CatalogueList):
    @list_endpoint(
        "list_actors",
        "Actors named in public claims",
        page_of(shapes.Actor, "Actor"),
        parameters=SLUGGED,
        members=Actors.members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class ActorDetail(Actors, CatalogueEntry):
    @endpoint("get_actor", "An actor", shapes.Actor, members=Actors.members, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:
        return self.entry(slug)


class SourceList(Sources, CatalogueList):
    @list_endpoint(
        "list_sources",
        "Sources cited in public claims",
        page_of(shapes.SourceField(), "Source"),
        parameters=SLUGGED,
        members=Sources.members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class SourceDetail(Sources, CatalogueEntry):
    @endpoint("get_source", "A source", openapi.SOURCE, members=Sources.members, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:
        return self.entry(slug)


class OutletList(Outlets, CatalogueList):
    @list_endpoint(
        "list_outlets",
        "Outlets of the sources cited in public claims",
        page_of(shapes.Outlet, "Outlet"),
        parameters=SLUGGED,
        members=Outlets.members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class OutletDetail(Outlets, CatalogueEntry):
    @endpoint("get_outlet", "An outlet", shapes.Outlet, members=Outlets.members, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:
        return self.entry(slug)


class TopicList(Topics, CatalogueList):
    @list_endpoint(
        "list_topics",
        "Topics of public claims",
        page_of(shapes.Topic, "Topic"),
        parameters=SLUGGED,
        members=Topics.members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class TopicDetail(Topics, CatalogueEntry):
    @endpoint("get_topic", "A topic", shapes.Topic, members=Topics.members, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:
        return self.entry(slug)


class RatingList(Ratings, ListView):
    @list_endpoint("list_ratings", "The verdict scale, whole", page_of(shapes.Rating, "Rating"),
                   members=Ratings.members)  # fmt: skip
    def get(self, request: Request) -> Response:
        return pagination.listing(self.entries())


class RatingDetail(Ratings, CatalogueEntry):
    @endpoint("get_rating", "A step of the verdict scale", shapes.Rating, members=Ratings.members, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:
        return self.entry(slug)
