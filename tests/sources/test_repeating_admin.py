"""“This repeats that”, said on the page of the source that is repeated."""

import pytest

from sources.admin.repeating import RepeatedByFormSet
from sources.models import Derivation, Source
from tests.claims.admin.browser import add_row, fields_of
from tests.claims.desk import everything
from tests.factories import make_derivation, make_outlet, make_source


@pytest.fixture
def wire(db):
    return make_source("Wire")


def address(source):
    return f"/admin/sources/source/{source.pk}/change/"


def opened(client, source):
    return fields_of(client.get(address(source)), "source_form")


def repeated(client, this, **row):
    """Add a row to “sources that repeat it”."""
    form = opened(client, this)
    add_row(form, "repeated_by", **row)
    return client.post(address(this), form)


def errors_of(response, prefix="repeated_by"):
    formsets = {each.formset.prefix: each.formset for each in response.context["inline_admin_formsets"]}
    return [dict(errors) for errors in formsets[prefix].errors]


def test_source_that_repeats_it_is_marked_so(client, reporter, wire):
    copy = make_source("Copy", lineage="unknown")
    client.force_login(reporter)
    assert repeated(client, wire, source=copy.pk, notes="It names the wire.").status_code == 302
    assert [*Derivation.objects.values_list("source", "derived_from", "notes")] == [
        (copy.pk, wire.pk, "It names the wire.")
    ]
    assert Source.objects.get(pk=copy.pk).lineage == "derived"


def test_both_sides_say_the_same(client, reporter, wire):
    copy = make_source("Copy")
    make_derivation(copy, wire)
    client.force_login(reporter)
    assert opened(client, copy)["derivations-0-derived_from"] == [str(wire.pk)]
    assert opened(client, wire)["repeated_by-TOTAL_FORMS"] == "1"
    form = opened(client, wire) | {"repeated_by-0-notes": "A note."}
    client.post(address(wire), form)
    assert Derivation.objects.get().notes == "A note."


def test_new_source_is_added_with_what_repeats_it(client, reporter):
    copy = make_source("Copy", lineage="unknown")
    client.force_login(reporter)
    form = fields_of(client.get("/admin/sources/source/add/"), "source_form")
    form |= {"title": "Wire", "slug": "wire", "outlet": make_outlet().pk, "document_number": "1"}
    add_row(form, "repeated_by", source=copy.pk)
    client.post("/admin/sources/source/add/", form)
    assert copy.derivations.get().derived_from.title == "Wire"


def test_first_hand_source_is_not_made_to_repeat(client, reporter, wire):
    copy = make_source("Copy")
    client.force_login(reporter)
    before = everything()
    refusal = (
        "“Copy” is marked first-hand, and such a source repeats none. If that is wrong, open it and change its "
        "lineage to “Repeats other sources” first."
    )
    assert errors_of(repeated(client, wire, source=copy.pk)) == [{"source": [refusal]}]
    assert everything() == before


def test_ring_is_an_error_of_the_row(client, reporter):
    wire, copy = make_source("Wire", lineage="unknown"), make_source("Copy")
    make_derivation(copy, wire)
    client.force_login(reporter)
    before = everything()
    (errors,) = errors_of(repeated(client, copy, source=wire.pk))
    ring = "“Copy” already repeats “Wire”, directly or through others: two sources cannot repeat each other."
    assert errors == {"__all__": [ring]}
    assert everything() == before


def test_ring_that_both_lists_make_together_is_an_error_of_the_row(client, reporter):
    """This repeats A, as is typed; A repeats B; B repeats this, as is typed."""
    this, a, b = (make_source(title, lineage="derived") for title in ("This", "A", "B"))
    make_derivation(a, b)
    client.force_login(reporter)
    before = everything()
    form = opened(client, this)
    add_row(form, "derivations", derived_from=a.pk)
    add_row(form, "repeated_by", source=b.pk)
    refusal = "“B” is also, directly or through others, a source that this one repeats."
    assert errors_of(client.post(address(this), form)) == [{"source": [refusal]}]
    assert everything() == before


def test_source_of_a_row_is_not_exchanged(client, reporter, wire):
    copy, other = make_source("Copy"), make_source("Other", lineage="unknown")
    make_derivation(copy, wire)
    client.force_login(reporter)
    client.post(address(wire), opened(client, wire) | {"repeated_by-0-source": other.pk, "repeated_by-0-notes": "x"})
    assert Derivation.objects.get().source == copy


def test_removing_the_row_leaves_the_mark(client, reporter, wire):
    copy = make_source("Copy")
    make_derivation(copy, wire)
    client.force_login(reporter)
    client.post(address(wire), opened(client, wire) | {"repeated_by-0-DELETE": "on"})
    copy.refresh_from_db()
    assert (Derivation.objects.count(), copy.lineage) == (0, "derived")


@pytest.mark.parametrize("typed", [{"source": ""}, {"source": "999999"}])
def test_source_that_is_none_is_an_error_of_the_row(client, reporter, wire, typed):
    client.force_login(reporter)
    (errors,) = errors_of(repeated(client, wire, notes="How it is known.", **typed))
    assert list(errors) == ["source"]


def test_ring_that_only_the_database_sees_is_an_error_of_the_row_too(client, reporter, wire, monkeypatch):
    """As where two people each add half of a ring at once: the form sees nothing the first time."""
    this, copy = make_source("This", lineage="derived"), make_source("Copy", lineage="derived")
    make_derivation(this, copy)
    looks = iter([lambda derivation: None] * 2)
    real = Derivation.clean
    monkeypatch.setattr(RepeatedByFormSet, "_repeated_in_the_same_form", lambda formset: [])
    monkeypatch.setattr(Derivation, "clean", lambda derivation: next(looks, real)(derivation))
    client.force_login(reporter)
    (errors,) = errors_of(repeated(client, this, source=copy.pk))
    assert "two sources cannot repeat each other" in str(errors)
    assert Derivation.objects.count() == 1
