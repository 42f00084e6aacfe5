"""Which of its names an actor or a topic is shown under."""

import pytest

from claims.naming import Name, all_names, name_in, names_besides, with_names_in

KOREA = {
    "name": "North Korea",
    "names": [
        {"language": "id", "name": "Korea Utara"},
        {"language": "id", "name": "Korut"},
        {"language": "pt-BR", "name": "Coreia do Norte"},
        {"language": "zh-Hant", "name": "北韓"},
        {"language": "zh-Hant-HK", "name": "北韓（港）"},
        {"language": "zh", "name": "朝鲜"},
    ],
}
OLD = {"slug": "arms", "name": "Arms"}  # a topic of before topics had other names


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("id", Name("Korea Utara", "id")),  # the first of two
        ("zh", Name("朝鲜", "zh")),  # exactly, though others come first
        ("zh-Hant", Name("北韓", "zh-Hant")),
        ("zh-Hans", Name("北韓", "zh-Hant")),  # the first in any form of the language
        ("pt", Name("Coreia do Norte", "pt-BR")),
        ("id-ID", Name("Korea Utara", "id")),
        ("en", Name("North Korea", "")),  # nobody has noted in which language the main name is
        ("i", Name("North Korea", "")),
        ("", Name("North Korea", "")),
        (None, Name("North Korea", "")),
    ],
)
def test_name_is_the_first_that_is_exactly_in_the_language_or_in_a_form_of_it(language, shown):
    assert name_in(KOREA, language) == shown


def test_document_of_before_topics_had_names_is_read():
    assert (name_in(OLD, "id"), all_names(OLD), names_besides(OLD, Name("Arms", ""))) == (
        Name("Arms", ""),
        ["Arms"],
        [],
    )


def test_names_besides_the_one_shown_have_the_main_one_first():
    besides = names_besides(KOREA, name_in(KOREA, "id"))
    assert besides[:2] == [Name("North Korea", ""), Name("Korut", "id")]
    assert [name.value for name in names_besides(KOREA, name_in(KOREA, "en"))] == all_names(KOREA)[1:]


def test_main_name_that_is_also_in_the_language_is_said_once():
    named = {"name": "Rusia", "names": [{"language": "id", "name": "Rusia"}, {"language": "en", "name": "Russia"}]}
    assert names_besides(named, name_in(named, "id")) == [Name("Russia", "en")]


def test_document_is_shown_with_the_names_of_a_language_and_kept_as_it_is():
    document = {"actors": {"north-korea": KOREA}, "topics": [OLD], "headline": "A"}
    shown = with_names_in(document, "id")
    assert shown["actors"]["north-korea"] == KOREA | {"name": "Korea Utara", "name_language": "id"}
    assert shown["topics"] == [OLD | {"name_language": ""}]
    assert (shown["headline"], document["actors"]["north-korea"]["name"]) == ("A", "North Korea")
