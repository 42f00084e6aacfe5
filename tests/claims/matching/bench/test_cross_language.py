"""How good it is across languages: the figures of the small set, below which it must not fall."""

from claims.matching.bench import cross_language


def test_indonesian_statement_finds_the_english_check(db):
    cross_language.load()
    figures = cross_language.measure(cross_language.slugs)
    assert figures["translated"].p1 == 1
    assert figures["not translated"].recall10 >= 0.98
    assert figures["not translated"].p1 >= 0.65
