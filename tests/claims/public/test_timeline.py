import orjson
import pytest

from claims.public.timeline import events


@pytest.fixture
def document(weapons):
    return orjson.loads(weapons.publications.get().document) | {
        "changes": [{"revision": 1, "kind": "first", "published_at": "2024-06-20T09:00:00Z"}]
    }


def shown(event):
    return event.date, event.kind, event.who if event.kind == "said" else event.what


def test_dates_stand_in_order_and_those_of_one_day_as_said_reported_done(document):
    assert [shown(event) for event in events(document)] == [
        ("2023-09-13", "said", ""),
        ("2024-03-07", "reported", "Panel report"),
        ("2024-06-01", "desk", "was asked for an answer"),
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
    assert [shown(event) for event in events(document)][:2] == [
        ("2023-09-13", "said", "South Korea"),
        ("2024-03-07", "reported", "Panel report"),
    ]


def test_what_has_no_date_is_left_out(document):
    document["accusations"][0]["said_on"] = None
    document["verdict"]["recheck_on"] = None
    assert len(events(document)) == 10
