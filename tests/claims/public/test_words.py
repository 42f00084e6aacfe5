import pytest
from django.utils.translation import override

from claims.models import Actor, Evidence, Rebuttal, ReplyRequest
from claims.public import words
from sources.grades import Credibility, Reliability
from sources.models import Source


def test_every_code_of_a_document_has_words():
    for codes, group in [
        (Rebuttal.Stance, words.STANCES), (ReplyRequest.Outcome, words.OUTCOMES), (Evidence.Bearing, words.BEARINGS),
        (Source.Lineage, words.LINEAGES), (Source.Kind, words.SOURCE_KINDS), (Actor.Kind, words.ACTOR_KINDS),
        (words.Kind, words.KINDS), (words.Kind, words.KIND_MEANINGS), (Reliability, words.RELIABILITY),
        (Credibility, words.CREDIBILITY), (words.Role, words.PARTS),
    ]:  # fmt: skip
        assert set(codes.values) == set(group)


@pytest.mark.parametrize(
    ("code", "english", "indonesian"),
    [("id", "Indonesian", "Indonesia"), ("zh", "Chinese", "Tionghoa"), ("ban", "Balinese", "Bali"),
     ("ps-AF", "Pashto", "Pashto"), ("x-own", "x-own", "x-own")],
)  # fmt: skip
def test_language_has_a_name_in_the_readers_language(code, english, indonesian):
    names = []
    for language in ("en", "id"):
        with override(language):
            names.append(str(words.language_name(code)))
    assert names == [english, indonesian]
