"""The short texts of a public document in the reader's language, as far as they were translated. Pure functions."""

from typing import NamedTuple

from claims.phrases import TEXTS, language_of, reads_as, translated


class Text(NamedTuple):
    value: str
    language: str


class Phrase(NamedTuple):
    """What is shown; of a translation, with what it translates."""

    value: str
    language: str
    original: Text | None = None

    @property
    def quote(self) -> Text:
        """Word for word: no translation takes the place of a quote."""
        return self.original or Text(self.value, self.language)


def phrased(document: dict, language: str) -> dict:
    """The document with a Phrase in place of each short text, for readers of this language."""
    own = document["language"]
    return document | {
        member: [
            entry | {name: phrase(document, entry[name], language_of(name, entry, own), language) for name in names}
            for entry in document.get(member, [])
        ]
        for member, names in TEXTS.items()
    }


def phrase(document: dict, said: str | None, spoken: str, language: str) -> Phrase | None:
    if not said:
        return None
    told = {} if reads_as(spoken, language) else translated(document, language)
    return Phrase(told[said], language, Text(said, spoken)) if said in told else Phrase(said, spoken)
