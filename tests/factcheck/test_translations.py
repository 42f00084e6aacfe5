"""The interface in its other languages: complete, compiled, and with the same places to fill in."""

import re

import pytest

from factcheck import translations

PLACE = re.compile(r"%(?:\([a-z_]+\))?[a-z]|\{[a-z_]*\}")


@pytest.fixture(params=translations.languages())
def language(request):
    return request.param


def test_compiled_file_is_that_of_the_translations(language):
    kept = translations.kept(language)
    assert translations.po(language).read_bytes() == translations.written(kept)
    assert translations.po(language).with_suffix(".mo").read_bytes() == translations.compiled(kept)


def test_every_text_is_there_and_no_other(language):
    """Run `manage.py messages` where this fails."""
    now, kept = translations.gathered(), translations.kept(language)
    assert {(each.id, each.context) for each in kept} == {(each.id, each.context) for each in now}


def test_every_text_is_translated(language):
    assert translations.missing(translations.kept(language)) == []


def test_translations_have_the_places_of_the_original(language):
    wrong = []
    for message in translations.kept(language):
        originals = [message.id] if isinstance(message.id, str) else message.id
        strings = [message.string] if isinstance(message.string, str) else message.string
        places = set(PLACE.findall(originals[-1]))
        wrong += [string for string in strings if string and set(PLACE.findall(string)) != places]
    assert wrong == []


def test_text_of_a_template_and_of_code_are_both_gathered():
    found = {(each.id, each.context) for each in translations.gathered()}
    assert ("Skip to the content", None) in found
    assert ("First publication", "kind of revision") in found
