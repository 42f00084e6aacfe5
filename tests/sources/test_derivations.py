import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sources.models import Derivation, Source
from tests.factories import make_derivation, make_source

REFUSAL = "derivations must not form a cycle"


def derived(title):
    return make_source(title, lineage=Source.Lineage.DERIVED)


@pytest.fixture
def chain(db):
    """A repeats B, B repeats C."""
    a, b, c = derived("A"), derived("B"), derived("C")
    make_derivation(a, b)
    make_derivation(b, c)
    return a, b, c


def refused_by_form(source, derived_from, *messages):
    with pytest.raises(ValidationError) as refusal:
        Derivation(source=source, derived_from=derived_from).full_clean()
    assert refusal.value.messages == list(messages)


def refused_by_database(sql, *params):
    before = list(Derivation.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    assert list(Derivation.objects.order_by("pk").values()) == before


INSERT = "INSERT INTO sources_derivation (source_id, derived_from_id, notes) VALUES (%s, %s, '')"


def test_derivation_that_closes_a_ring_is_refused_in_words(chain):
    a, b, c = chain
    why = "directly or through others: two sources cannot repeat each other."
    refused_by_form(b, a, f"“A” already repeats “B”, {why}")
    refused_by_form(c, a, f"“A” already repeats “C”, {why}")


def test_derivation_of_a_source_that_is_not_derived_is_refused_in_words(db):
    words = "Say first that the source repeats others: its lineage is another one now."
    refused_by_form(make_source("First-hand"), make_source("Other"), words)
    refused_by_form(make_source("Unknown", lineage="unknown"), make_source(), words)


def test_derivation_of_itself_is_refused(db):
    same = derived("Same")
    with pytest.raises(ValidationError):
        Derivation(source=same, derived_from=same).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Derivation.objects.create(source=same, derived_from=same)


def test_derivation_without_its_sources_is_refused_by_their_fields(db):
    with pytest.raises(ValidationError) as refusal:
        Derivation().full_clean()
    assert refusal.value.message_dict == {
        "source": ["This field cannot be null."],
        "derived_from": ["This field cannot be null."],
    }


def test_derivations_that_form_a_diamond_are_kept(chain):
    a, _, c = chain
    d = derived("D")
    for source, derived_from in [(a, d), (d, c), (a, c)]:
        derivation = Derivation(source=source, derived_from=derived_from)
        derivation.full_clean()
        derivation.save()
    assert Derivation.objects.count() == 5


def test_ring_is_refused_to_the_application(chain):
    a, _, c = chain
    with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
        Derivation.objects.create(source=c, derived_from=a)
    with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
        Derivation.objects.bulk_create([Derivation(source=c, derived_from=a)])


def test_ring_within_one_statement_is_refused(db):
    a, b = derived("A"), derived("B")
    rows = "(%s, %s, ''), (%s, %s, '')"
    sql = f"INSERT INTO sources_derivation (source_id, derived_from_id, notes) VALUES {rows}"
    refused_by_database(sql, a.pk, b.pk, b.pk, a.pk)


def test_ring_is_refused_in_sql(chain):
    a, b, c = chain
    refused_by_database(INSERT, b.pk, a.pk)
    refused_by_database(INSERT, c.pk, a.pk)


def test_ring_made_by_an_update_is_refused_in_sql(chain):
    a, b, c = chain
    d = derived("D")
    make_derivation(c, d)
    move = "UPDATE sources_derivation SET derived_from_id = %s WHERE source_id = %s"
    refused_by_database(move, a.pk, c.pk)
    refused_by_database(move, b.pk, c.pk)
    refused_by_database("UPDATE sources_derivation SET source_id = %s WHERE source_id = %s", d.pk, b.pk)


def test_update_that_forms_no_ring_is_kept(chain):
    a, _, c = chain
    assert Derivation.objects.filter(source=a).update(derived_from=c) == 1


def test_source_said_to_be_first_hand_while_it_repeats_others_is_refused(chain):
    a, *_ = chain
    for lineage in ("original", "unknown"):
        a.lineage = lineage
        with pytest.raises(ValidationError) as refusal:
            a.full_clean()
        assert refusal.value.message_dict == {
            "lineage": ["Sources that this one repeats are listed below: remove them, or say that it repeats others."]
        }


def test_repeated_source_cannot_be_deleted(chain):
    *_, c = chain
    with pytest.raises(Exception, match="protected foreign keys"):
        c.delete()
    assert Source.objects.filter(pk=c.pk).exists() is True
