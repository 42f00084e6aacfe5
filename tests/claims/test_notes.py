import pytest
from django.core.exceptions import ValidationError

from claims import notes
from claims.models import Mention
from tests.factories import make_claim, make_person


@pytest.fixture
def people(db):
    return [
        make_person("edith", "Editor", first_name="Edith", last_name="Ames"),
        make_person("edith.b", "Editor", first_name="Edith", last_name="Ames Baker"),
        make_person("rita", "Reporter", first_name="Rita", last_name=""),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nobody is meant.", []),
        ("@edith please look.", ["edith"]),
        ("Please look, @edith.", ["edith"]),
        ("(@EDITH)", ["edith"]),
        ("@edith.b and @rita, and again @rita", ["edith.b", "rita"]),
        ("@Edith Ames: see p. 4", ["edith"]),
        ("@edith ames baker, see p. 4", ["edith.b"]),
        ("Write to press@edith.example or a.b@rita", []),
        ("at @ rita's desk", []),
    ],
)
def test_people_are_mentioned_by_username_or_full_name(people, text, told):
    assert [person.username for person in notes.mentioned_in(text, people)] == told


@pytest.mark.parametrize("text", ["@nobody", "@editha", "@rita @nobody", "@@rita", "@edith_"])
def test_mention_of_somebody_unknown_is_refused(people, text):
    with pytest.raises(ValidationError) as refusal:
        notes.mentioned_in(text, people)
    assert refusal.value.code == "unknown"


def test_refusal_says_what_to_write_instead(people):
    with pytest.raises(ValidationError) as refusal:
        notes.mentioned_in("Ask @nobody.", people)
    assert refusal.value.messages == [
        "Nobody at this desk is called “nobody.”. Write @ and a username or a full name, such as @edith; "
        "or put a space after the @ where nobody is meant."
    ]


def test_name_of_two_people_is_refused(people):
    people.append(make_person("edith2", "Editor", first_name="Edith", last_name="Ames"))
    with pytest.raises(ValidationError) as refusal:
        notes.mentioned_in("@Edith Ames", people)
    assert refusal.value.code == "shared"


def test_only_those_who_may_see_claims_can_be_told(reporter, editor, charlie, superuser):
    make_person("left", "Editor", is_active=False)
    make_person("reader", "Reporter", is_staff=False)
    assert set(notes.readers()) == {reporter, editor, superuser}


def test_mentions_wait_until_they_are_seen(reporter, editor, chief):
    claim = make_claim(by=reporter)
    first = notes.write(claim, "@edith", by=reporter, tell=[editor, reporter])
    second = notes.write(claim, "@edith @chen", by=reporter, tell=[editor, chief])
    waiting = Mention.objects.unseen_by(editor)
    assert [mention.note for mention in waiting] == [second, first]
    assert list(Mention.objects.unseen_by(reporter)) == []  # nobody is told of their own

    notes.see([first], by=editor)
    assert [mention.note for mention in waiting.all()] == [second]
    assert [mention.note for mention in Mention.objects.unseen_by(chief)] == [second]
