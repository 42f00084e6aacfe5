"""Everything in one answer, streamed: it takes the same memory at any size.

Each claim comes once, as it stood at the end of the record when the answer began, in the order of its publications.
What is published meanwhile is for the next time, and the Link header says where that begins.
"""

from collections.abc import Iterator
from typing import NamedTuple

import orjson
from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.text import compress_sequence
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from claims.api import feed, insights, tables
from claims.api.openapi import endpoint
from claims.api.parameters import LARGEST, whole_number
from claims.api.renderers import CSV, JSON, JSONLD
from claims.api.views import RecordView
from claims.codings import preferred
from claims.models import Publication

AT_ONCE = 50  # documents in memory
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": LARGEST, "default": 0},
    description="Leave out what the record held up to this `sequence`: only what was published after it is sent.",
)
AFTER_OF_TABLE = OpenApiParameter(
    "after",
    AFTER.type,
    description=f"{AFTER.description} A row replaces the one with the same `id`. It tells of no withdrawal.",
)
GZIP = "Sent compressed where `Accept-Encoding` names gzip. "


class NDJSON(JSON):
    media_type = "application/x-ndjson"
    format = "ndjson"


class Stretch(NamedTuple):
    """Of the record: what came after one publication, up to another."""

    after: int
    until: int

    def pages(self) -> Iterator[list[tuple[int, str]]]:
        """Sequence and document of each claim's publication. Each page is a query of its own, and holds no lock."""
        reached, latest = self.after, Publication.objects.latest_until(self.until).values_list("sequence", "document")
        while page := list(latest.filter(sequence__gt=reached)[:AT_ONCE]):
            yield page
            reached = page[-1][0]


class Export(RecordView):
    parameters = frozenset({"after"})

    def write(self, stretch: Stretch) -> Iterator[bytes]:
        raise NotImplementedError

    def stream(self, request: Request) -> StreamingHttpResponse:
        after = whole_number(request.query_params, "after", default=0, least=0)
        end = Publication.objects.newest().values_list("sequence", flat=True).first() or 0
        following = f"{settings.SITE_URL}{request.path_info}?after={max(after, end)}"
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        response = StreamingHttpResponse(
            # The body of HEAD is thrown away by the server, but only after it was made.
            () if request.method == "HEAD" else self.write(Stretch(after, end)),
            content_type=f"{renderer.media_type}{charset}",
            headers={"Link": f'<{following}>; rel="next"'},
        )
        return _compressed(request, response)


class Claims(Export):
    renderer_classes = [NDJSON]

    @endpoint(
        "export_claims",
        "Everything: the latest document of each claim on a line of its own, notices of withdrawal included",
        {"type": "string", "description": f"{GZIP}Each line is a document, as /api/v1/claims/{{slug}}/ sends it."},
        parameters=[AFTER],
        media_types=(NDJSON.media_type,),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return self.stream(request)

    def write(self, stretch: Stretch) -> Iterator[bytes]:
        for page in stretch.pages():
            yield from (f"{document}\n".encode() for _, document in page)


class ClaimReviews(Export):
    renderer_classes = [JSON, JSONLD]

    @endpoint(
        "export_claimreview",
        "Everything as a schema.org DataFeed of ClaimReviews, with the day on which a withdrawn one was withdrawn",
        [feed.SCHEMA, feed.SCHEMA],
        parameters=[AFTER],
        media_types=(JSON.media_type, JSONLD.media_type),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return self.stream(request)

    def write(self, stretch: Stretch) -> Iterator[bytes]:
        url = f"{settings.SITE_URL}/api/v1/export/claimreview.json"
        yield orjson.dumps(feed.head(url)).removesuffix(b"}") + b',"dataFeedElement":['
        between = b""
        for page in stretch.pages():
            yield between + b",".join(orjson.dumps(feed.element(*row)) for row in page)
            between = b","
        yield b"]}"


class Table(Export):
    """A claim that was withdrawn has no row, and these columns have no place to say so. A copy that is brought up to
    date with `after` keeps its verdict: take the whole table again, or keep the copy from
    /api/v1/export/claims.ndjson, /api/v1/export/claimreview.json or /api/v1/changes/, which tell of withdrawals.
    """

    renderer_classes = [CSV]

    @endpoint(
        "export_csv",
        "The verdicts that stand as a table, in the columns of the Fact-Check Insights data",
        {"type": "string", "description": f"{GZIP}Cells that a spreadsheet would compute begin with an apostrophe."},
        parameters=[AFTER_OF_TABLE],
        media_types=(CSV.media_type,),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return self.stream(request)

    def write(self, stretch: Stretch) -> Iterator[bytes]:
        yield tables.head(insights.COLUMNS)
        for page in stretch.pages():
            rows = filter(None, (insights.row(orjson.loads(document)) for _, document in page))
            yield tables.body(insights.COLUMNS, rows)


def _compressed(request: Request, response: StreamingHttpResponse) -> StreamingHttpResponse:
    """Where it is asked for, as it goes out. That it depends on what is asked for, the middleware says."""
    if preferred(request.headers.get("Accept-Encoding", ""), ["gzip"]):
        response.headers["Content-Encoding"] = "gzip"
        if request.method != "HEAD":
            response.streaming_content = compress_sequence(response.streaming_content)
    return response
