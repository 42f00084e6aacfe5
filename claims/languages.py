"""Which language a text is probably in: by its script, and in Latin script by its commonest words.

A proposal for a form. It does not tell apart what a sentence cannot: Malay is taken for Indonesian.
"""

import re
from collections import Counter

from claims import text

# Letters that only one language of a script has come before the script.
LETTERS = [
    ("ko", "\uac00-\ud7af"),
    ("ja", "\u3041-\u30ff"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("uk", "іїєґІЇЄҐ"),
    ("ru", "\u0400-\u04ff"),
    ("ur", "ٹڈڑے"),
    ("fa", "پچژگ"),
    ("ar", "\u0620-\u06ff"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff"),
    ("hi", "\u0900-\u097f"),
    ("bn", "\u0980-\u09ff"),
    ("ta", "\u0b80-\u0bff"),
    ("th", "\u0e01-\u0e5b"),
]
SCRIPTS = [(language, re.compile(f"[{letters}]")) for language, letters in LETTERS]
LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
# As text.fold() writes them.
WORDS = {
    "en": "the of and to is was that for with has have been were are this not by from they it its would their will",
    "id": "atau juga lain mereka karena seperti lebih orang para yang dan di dari untuk dengan ini itu telah pada "
    "adalah tidak akan ke oleh dalam bahwa ada sudah bisa",
    "es": "el la los las que una por con para del se es han fue esta mas pero su como",
    "fr": "le les des une est dans pour qui sur pas avec sont ont ete par aux cette il elle du et",
    "de": "der die das und ist nicht ein eine den dem mit von zu auf fur im sind wurde hat",
    "pt": "os um uma que nao com para dos das foi por mais ao sao ser em pelo pela e o",
    "nl": "het een van dat niet zijn voor met op aan werd ook door naar bij heeft",
}
SPEAKS = {language: frozenset(words.split()) for language, words in WORDS.items()}


def guess(said: str) -> str:
    """The tag of the language (BCP 47) that a text is probably in, or "" where nothing tells it."""
    if not (letters := sum(map(str.isalpha, said))):
        return ""
    if len(LATIN.findall(said)) * 2 < letters:
        return next((language for language, script in SCRIPTS if script.search(said)), "")
    found = text.words(said)
    counts = Counter({language: sum(word in words for word in found) for language, words in SPEAKS.items()})
    (first, most), (_, next_most) = counts.most_common(2)
    return first if most > next_most else ""
