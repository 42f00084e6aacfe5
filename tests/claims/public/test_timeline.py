import orjson
import pytest
from django.utils import translation

from claims.public.reading import numbered
from claims.public.timeline import Entry, entries


@pytest.fixture
def document(weapons):
    return orjson.loads(weapons.publications.get().document) | {
        "changes": [{"revision": 1, "kind": "first", "published_at": "2024-06-20T09:00:00Z"}]
    }


def timeline(document):
    return entries(document, numbered(document["sources"]))


def shown(entry):
    return entry.date, entry.kind, entry.who if entry.kind == "said" else entry.what


def test_dates_stand_in_order_and_those_of_one_day_as_happened_said_reported_done(document):
    document["events"].append(document["events"][0] | {"happened_on": "2024-06-18", "what": "Presiden tiba."})
    assert [shown(entry) for entry in timeline(document)] == [
        ("2006-10-14", "happened", "Dewan memberlakukan larangan."),
        ("2023", "happened", "Puing ditemukan."),
        ("2023-09", "happened", "Kedua pemimpin bertemu."),
        ("2023-09", "happened", "Kapal berlayar <pulang pergi>."),
        ("2023-09-13", "said", ""),
        ("2024-03-07", "reported", "Panel report"),
        ("2024-06", "happened", "Perjanjian dibuat."),
        ("2024-06-01", "desk", "was asked for an answer"),
        ("2024-06-18", "happened", "Presiden tiba."),
        ("2024-06-18", "said", "South Korea"),
        ("2024-06-18", "said", "Ukraine"),
        ("2024-06-18", "said", "United States"),
        ("2024-06-18", "reported", "Wire report"),
        ("2024-06-19", "reported", "Surat kabar"),
        ("2024-06-20", "said", "North Korea"),
        ("2024-06-20", "desk", "Looked at the evidence up to this day"),
        ("2024-06-20T09:00:00Z", "desk", "Revision 1: First publication"),
        ("2025-01-01", "desk", "Day set for looking at it again"),
    ]


def test_day_on_which_an_accuser_said_it_first_is_one_event(document):
    document["accusations"][0]["said_on"] = document["first_said_on"]
    of_the_day = [shown(entry) for entry in timeline(document) if entry.date == "2023-09-13"]
    assert of_the_day == [("2023-09-13", "said", "South Korea")]


def test_what_has_no_date_is_left_out(document):
    before = len(timeline(document))
    document["accusations"][0]["said_on"] = None
    document["verdict"]["recheck_on"] = None
    assert len(timeline(document)) == before - 2


def test_event_has_its_language_its_place_and_its_source_with_the_number_on_the_page(document):
    met = next(entry for entry in timeline(document) if entry.what == "Kedua pemimpin bertemu.")
    number = [source["title"] for source in document["sources"].values()].index("Surat kabar") + 1
    assert (met.language, met.locator, met.source["title"], met.source["number"]) == (
        "id", "hlm. 2", "Surat kabar", number,
    )  # fmt: skip


def test_document_without_events_has_the_other_dates(document):
    rest = [entry for entry in timeline(document) if entry.kind != "happened"]
    del document["events"]
    assert timeline(document) == rest


@pytest.mark.parametrize(("entry", "when", "days"), [
    (Entry("2023", "happened", "x"), "2023", ["2023-01-01", "2023-12-31"]),
    (Entry("2023-09", "happened", "x"), "September 2023", ["2023-09-01", "2023-09-30"]),
    (Entry("2023-09-13", "said", "x"), "13 September 2023", ["2023-09-13", "2023-09-13"]),
    (Entry("2024-06-20T09:00:00Z", "desk", "x"), "20 June 2024", ["2024-06-20", "2024-06-20"]),
    (Entry("2023-09", "happened", "x", until="2024"), "September 2023 to 2024", ["2023-09-01", "2024-12-31"]),
])  # fmt: skip
def test_when_says_no_more_than_is_known(entry, when, days):
    with translation.override("en"):
        assert entry.when == when
    assert [day.isoformat() for day in entry.days] == days
