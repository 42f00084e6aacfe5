"""Letters of other scripts → Latin ones, for addresses. Readable, and by no standard."""

import unicodedata

from django.utils.text import slugify

from claims import text

# A letter and what it becomes, by turns; “_” for nothing.
LETTERS = """
    а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh
    щ shch ъ _ ы y ь _ э e ю yu я ya і i ї i є ie ґ g ў u
    α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
    ا a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l م m ن n ه h
    و w ي y ة a ى a پ p چ ch ژ zh گ g ک k ی y
"""
LATIN = {letter: latin.strip("_") for letter, latin in zip(*[iter(LETTERS.split())] * 2, strict=True)}
# Their characters bear names that say how they sound: HANGUL SYLLABLE BUG, KATAKANA LETTER TE.
SPOKEN = ("HANGUL SYLLABLE ", "HIRAGANA LETTER ", "KATAKANA LETTER ")


def slug(said: str, longest: int) -> str:
    """An address of Latin letters, digits and hyphens that ends with a whole word; "" where no letter can be told."""
    made = slugify("".join(map(_latin, unicodedata.normalize("NFKC", said.lower()))))
    if len(made) <= longest:
        return made
    cut = made[: longest + 1]
    return (cut.rpartition("-")[0] or made[:longest]).strip("-_")


def _latin(character: str) -> str:
    if character in LATIN:
        return LATIN[character]
    name = unicodedata.name(character, "")
    for start in SPOKEN:
        if name.startswith(start):
            sound = name.removeprefix(start).removeprefix("SMALL ")
            return sound.lower() if sound.isalpha() else ""
    return "".join(LATIN.get(each, each) for each in text.fold(character))
