import orjson

from claims import record
from claims.models import Head
from tests.factories import make_published_claim, publish_again


def test_first_publication_is_sequence_one(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)

    publication = claim.publications.get()
    assert (publication.sequence, publication.revision, publication.kind) == (1, 1, "first")
    assert Head.objects.get().digest == publication.digest
    assert record.verify() is None


def test_second_revision_follows_the_first(reporter, editor, other_editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    first, second = claim.publications.all()
    assert second.previous_digest == first.digest
    assert [change["kind"] for change in orjson.loads(second.document)["changes"]] == ["first", "correction"]
    assert record.verify() is None
