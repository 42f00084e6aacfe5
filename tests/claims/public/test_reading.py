from claims.public.reading import Text, headline_in, history, use_of


def changes(*kinds):
    return {
        "language": "id",
        "changes": [{"revision": number, "kind": kind} for number, kind in enumerate(kinds, start=1)],
    }


def compared(*kinds):
    """Each revision with the one that it is compared with, newest first."""
    return [(change["revision"], change["compared_with"]) for change in history(changes(*kinds))]


def test_each_revision_is_compared_with_the_one_before():
    assert compared("first", "amendment", "correction") == [(3, 2), (2, 1), (1, None)]


def test_notice_of_withdrawal_is_compared_with_nothing_and_neither_is_what_follows_it():
    assert compared("first", "withdrawal", "update", "update") == [(4, 3), (3, None), (2, None), (1, None)]


def test_amended_notice_is_still_a_notice():
    assert compared("first", "withdrawal", "amendment", "update") == [(4, None), (3, None), (2, None), (1, None)]


def test_headline_is_in_the_readers_language_where_there_is_one():
    document = {"language": "id", "headline": "Kapal", "translations": {"en": {"headline": "Ship"}}}
    assert headline_in(document, "en") == Text("Ship", "en")
    assert headline_in(document, "id") == Text("Kapal", "id")
    assert headline_in(document, "fr") == Text("Kapal", "id")


def test_headline_of_a_notice_is_in_its_own_language():
    assert headline_in({"language": "id", "headline": "Kapal"}, "en") == Text("Kapal", "id")


def test_source_says_what_it_is_there_for():
    """One that is cited only for what happened has nothing that goes back to it."""
    document = {
        "evidence": [{"source": "s1", "bearing": "supports"}, {"source": "s2", "bearing": "context"}],
        "accusations": [{"source": "s3"}],
        "rebuttals": [{"source": None}],
        "events": [{"source": "s1"}, {"source": "s3"}, {"source": "s4"}],
    }
    uses = {"s1": "", "s2": "context", "s3": "said", "s4": "happened", "s5": "traced"}
    assert {key: use_of(document, key) for key in uses} == uses
