import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sources.models import Derivation, Source
from sources.repeating import repeat
from tests.claims.desk import everything
from tests.factories import make_derivation, make_source

FIRST_HAND = (
    "“Wire” is marked first-hand, and such a source repeats none. If that is wrong, open it and change its lineage to "
    "“Repeats other sources” first."
)
RING = "“Copy” already repeats “Wire”, directly or through others: two sources cannot repeat each other."


@pytest.fixture
def wire(db):
    return make_source("Wire")


@pytest.fixture
def copy(db):
    return make_source("Copy", lineage="unknown")


def refused(source, of, by):
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        repeat(source, of, by=by)
    assert everything() == before
    return refusal.value.messages


def test_source_not_traced_yet_repeats_another_from_then_on(reporter, wire, copy):
    derivation = repeat(copy, wire, by=reporter, notes="It names the wire.")
    assert (derivation.source, derivation.derived_from, derivation.notes) == (copy, wire, "It names the wire.")
    assert Source.objects.get(pk=copy.pk).lineage == "derived"


def test_source_that_repeats_one_repeats_a_second(reporter, wire, copy):
    make_derivation(copy, make_source())
    repeat(copy, wire, by=reporter)
    assert copy.derivations.count() == 2


def test_first_hand_source_repeats_none(reporter, wire, copy):
    assert refused(wire, copy, reporter) == [FIRST_HAND]


def test_ring_is_refused_in_words_and_leaves_the_lineage_as_it_was(reporter, wire, copy):
    make_derivation(copy, wire)
    Source.objects.filter(pk=wire.pk).update(lineage="unknown")
    assert refused(wire, copy, reporter) == [RING]
    assert Source.objects.get(pk=wire.pk).lineage == "unknown"


def test_what_is_there_already_is_refused_in_words(reporter, wire, copy):
    make_derivation(copy, wire)
    assert refused(copy, wire, reporter) == ["This derivation is already there."]


def test_source_does_not_repeat_itself(reporter, copy):
    assert refused(copy, copy, reporter) != []


@pytest.mark.parametrize(
    ("who", "may"), [("reporter", True), ("editor", True), ("chief", True), ("superuser", True), ("charlie", False)]
)
def test_each_role_says_so_as_in_the_table(request, wire, copy, who, may):
    by = request.getfixturevalue(who)
    if may:
        repeat(copy, wire, by=by)
    else:
        with pytest.raises(PermissionDenied):
            repeat(copy, wire, by=by)
    assert Derivation.objects.exists() is may
