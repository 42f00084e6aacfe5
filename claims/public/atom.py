"""Atom (RFC 4287) as the feeds here write it: every text says its language, and what is gone says so (RFC 6721)."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from claims.models import Publication

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class RecordFeed(Atom1Feed):
    """Its `updated` is the time of the last publication: it never goes back, also where an entry leaves the feed.

    Items come with the `language` of their title, and with a `summary` in plain text, which Django would send as HTML,
    in its own. They have one `category`: its term, which stays, and its label for readers. A feed takes two things
    more: `editions`, the (language, address) of the same feed in other languages, and `gone`, the entries that were
    withdrawn.
    """

    def latest_post_date(self) -> datetime:
        last = Publication.objects.newest().values_list("published_at", flat=True).first()
        return last or NEVER

    def root_attributes(self) -> dict:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for language, address in self.feed["editions"]:
            link = {"rel": "alternate", "type": "application/atom+xml", "hreflang": language, "href": address}
            handler.addQuickElement("link", "", link)

    def item_attributes(self, item: dict) -> dict:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        summary = item["summary"]
        handler.addQuickElement("summary", summary.value, {"type": "text", "xml:lang": summary.language})
        term, label = item["category"]
        handler.addQuickElement("category", "", {"term": term, "label": label})

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        super().write_items(handler)
        for each in self.feed["gone"]:
            handler.startElement("at:deleted-entry", {"ref": each["unique_id"], "when": rfc3339_date(each["when"])})
            handler.addQuickElement("link", "", {"rel": "alternate", "href": each["link"]})
            handler.addQuickElement("at:comment", each["why"], {"xml:lang": each["language"]})
            handler.endElement("at:deleted-entry")
