"""A long text → its sentences, in any language: by rules that hold for most, not by a model of one."""

import re

LONGEST = 1_000  # characters of a sentence: what goes on for longer is cut
LONGEST_SHORT_FORM = 12  # characters before a full stop that can be an abbreviation

# These end a sentence wherever they stand; those only before a space.
WIDE = "。｡！？؟۔।॥።។။"
NARROW = ".!?…"
CLOSING = "\"'”’“»«›)\\]}」』）】》〉"
# French puts a narrow space before the closing mark.
STOP = re.compile(rf"[{NARROW}{WIDE}]+(?:[{CLOSING}]|[\u00a0\u202f]»)*")
# What follows a stop, without the marks that open a quotation or a bracket.
NEXT = re.compile(r"\s+[\"'“„‘«»(\[¿¡–—-]*(.?)", re.DOTALL)
BEFORE_A_WORD = re.compile(r"[\s\"'“„‘«»()\[\]/–—-]")
# U.S, a.m, z.B, т.е: their last full stop is not counted.
LETTERS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")

# Before a name, or in mid-sentence: “Dr. Santoso”, “Jl. Sudirman”, “vs. Brazil”.
TITLES = """
mr mrs ms mx dr drs dra prof rev fr sr sra st mt ft gen col lt maj capt cmdr sgt cpl adm sen rep gov pres amb hon v vs
viz cf messrs ir hj jl pt cv jend letjen brigjen kol bpk sdr yth mme mlle mgr dipl ing bzw vgl inkl им ул тов проф акад
"""
NEVER_LAST = frozenset(TITLES.split())
# Before a number: “No. 4”, “Sept. 11”, “Rp. 5.000”.
COUNTED = """
no nos nr n° art arts p pp pg hlm hal vol ch fig sec para ps pasal ayat abs bd c ca approx tgl rp rs jan feb mar apr
jun jul aug agt sep sept oct okt nov dec des
"""
BEFORE_NUMBERS = frozenset(COUNTED.split())


def sentences(text: str) -> list[str]:
    """The sentences in order, without those that hold no letter and no digit. Line breaks end them too.

    Takes time in proportion to the text, and never raises.
    """
    whole = (each.strip() for line in text.splitlines() for each in _of_line(line))
    return [piece for each in whole for piece in _pieces(each) if any(map(str.isalnum, piece))]


def _of_line(line: str) -> list[str]:
    found, start = [], 0
    written_small = line.islower()  # by somebody who uses no capitals: then a small letter may begin a sentence
    for stop in STOP.finditer(line):
        if _ends(line, start, stop, written_small):
            found.append(line[start : stop.end()])
            start = stop.end()
    return [*found, line[start:]]


def _ends(line: str, start: int, stop: re.Match, written_small: bool) -> bool:
    if any(mark in WIDE for mark in stop[0]):
        return True
    after = NEXT.match(line, stop.end())
    if after is None:
        return stop.end() == len(line)
    if after[1].islower() and not written_small:
        return False
    return stop[0] != "." or not _is_short_form(line, start, stop.start(), after[1])


def _is_short_form(line: str, start: int, end: int, following: str) -> bool:
    """Whether the full stop at `end` belongs to the word before it."""
    word = BEFORE_A_WORD.split(line[max(start, end - LONGEST_SHORT_FORM - 1) : end])[-1]
    if word.isdecimal():
        return not line[start : end - len(word)].strip()  # “1. First point”
    if len(word) == 1 and word.isupper():
        return True  # an initial
    short = word.lower()
    if short in BEFORE_NUMBERS and following.isdecimal():
        return True
    return short in NEVER_LAST or LETTERS.fullmatch(word) is not None


def _pieces(sentence: str) -> list[str]:
    """Cut where it is too long, between words if there is a space in the second half."""
    pieces, start = [], 0
    while len(sentence) - start > LONGEST:
        space = sentence.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = space if space > 0 else start + LONGEST
        pieces.append(sentence[start:end].strip())
        start = end
    return [*pieces, sentence[start:].strip()]
