"""The dates and numbers that a text names, in one form for all languages.

They are what texts in different languages share once words are of no help.

Deliberately not understood, and so left out or taken apart:

- dates with two-digit years, and numeric dates whose day and month could change places (05/09/2023, 9/11);
- months without a day or year beside them; weekdays, quarters, decades, clock times, "yesterday";
- years before 1900 or after 2099 as part of a date; calendars other than the Gregorian;
- ordinals (sixth, 75th, ke-75) but for the day of a month, and numbers that are part of a name (F-16, Covid-19);
- signs, fractions (½, 1/2, two and a half), decimals in words (satu koma dua), dozens, vague numbers (a million,
  sejuta, thousands, puluhan ribu);
- lone "one" and "satu"; "2m" unless it is money in anything but rupiah; lakh and crore; spaces between thousands;
- Chinese, Japanese and Korean numerals (万, 억); month names and number words but English and Indonesian ones,
  which are read alike in any text, so that Lima in Peru is five;
- numbers of more than 15 digits. A number with three digits after its only mark, 1.500, is read as 1500, unless a
  word of magnitude tells which language writes it: "1.234 billion" and "1,234 miliar" are the same number.
"""

from .dates import MONTHS, east_asian_date, numeric_date, written_date
from .numbers import WORDS, figures, number_words
from .tokens import PADDING, tokens_of

# With no other does a date or a number begin, unless it ends in a digit: most tokens do neither, and are passed over.
BEGINNINGS = MONTHS.keys() | WORDS
READERS = (written_date, east_asian_date, numeric_date, figures, number_words)


def quantities(text: str) -> list[str]:
    """Normalised dates and numbers, each once, in the order of the text.

    Days `2023-09-13` or, without a year, `--09-13`; months `2023-09`; numbers and years `1000000`, `12.5`, `2023`;
    percentages `13%`. After a day follow its month, its year and the day without year; after a month its year.
    Takes time in proportion to the text, and never raises.
    """
    tokens = tokens_of(text)
    found, at = [], PADDING
    while at < len(tokens) - PADDING:
        if (text := tokens[at].text) not in BEGINNINGS and not text[-1].isdecimal():
            at += 1
            continue
        # The first reader that gets anywhere has read it, even if what it read names nothing.
        readings = (read(tokens, at) for read in READERS)
        names, at = next(((names, after) for names, after in readings if after > at), ([], at + 1))
        found += names
    return list(dict.fromkeys(found))
