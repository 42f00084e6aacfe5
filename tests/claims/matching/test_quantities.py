import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.quantities import BEGINNINGS, PADDING, READERS, quantities
from claims.matching.quantities.tokens import tokens_of

DAY = ["2023-09-13", "2023-09", "2023", "--09-13"]


@pytest.mark.parametrize("text", [
    "2023-09-13", "2023/09/13", "2023.9.13", "2023-09-13T10:20:00Z", "13/09/2023", "9/13/2023", "13.09.2023",
    "13-09-2023", "13 September 2023", "13 september, 2023", "September 13, 2023", "Sept. 13, 2023", "SEPT 13 2023",
    "13 Sept 2023", "13-Sep-2023", "13Sept2023", "13th of September 2023", "the 13th September, 2023",
    "September 13th, 2023", "Rabu (13/9/2023)", "Rabu, 13 September tahun 2023", "2023년 9월 13일",
    "2023년 09월 13일에", "2023年9月13日、", "२०२३-०९-१३", "١٣ September ٢٠٢٣", "１３ Ｓｅｐｔｅｍｂｅｒ ２０２３",
    "13\u00a0September\u200f 2023", "2023–09–13",
    unicodedata.normalize("NFD", "2023년 9월 13일"), "example.org/2023/09/13/news",
])  # fmt: skip
def test_day_is_read_in_all_its_forms(text):
    assert quantities(text) == DAY


@pytest.mark.parametrize(("name", "month"), [
    ("Januari", 1), ("Feb", 2), ("Pebruari", 2), ("Maret", 3), ("April", 4), ("Mei", 5), ("Juni", 6), ("Juli", 7),
    ("Agustus", 8), ("Agt", 8), ("Agu", 8), ("Okt", 10), ("Nopember", 11), ("Desember", 12), ("Des", 12),
    ("January", 1), ("february", 2), ("March", 3), ("may", 5), ("AUGUST", 8), ("Oct.", 10), ("december", 12),
])  # fmt: skip
def test_months_are_known_in_both_languages(name, month):
    assert quantities(f"13 {name} 2023")[0] == f"2023-{month:02}-13"
    assert quantities(f"{name} 2023") == [f"2023-{month:02}", "2023"]


@pytest.mark.parametrize(("text", "found"), [
    ("Jan 6", ["--01-06"]),
    ("6 Januari", ["--01-06"]),
    ("9월 13일", ["--09-13"]),
    ("29 Februari", ["--02-29"]),
    ("March 10", ["--03-10"]),
    ("13 des", ["13"]),
    ("13 Des", ["--12-13"]),
    ("12-13 September 2023", ["2023-09-12", "2023-09", "2023", "--09-12", "2023-09-13", "--09-13"]),
    ("September 12–13", ["--09-12", "--09-13"]),
    ("2023-09", ["2023-09", "2023"]),
    ("2023년 9월", ["2023-09", "2023"]),
    ("September, 2023", ["2023-09", "2023"]),
    ("2023年", ["2023"]),
    ("pertengahan 2023, mid-2023", ["2023"]),
    ("2022-2023", ["2022", "2023"]),
    ("tahun ajaran 2022/2023", ["2022", "2023"]),
    ("13 Agustus dan 14 Agustus 2024", ["--08-13", "2024-08-14", "2024-08", "2024", "--08-14"]),
])  # fmt: skip
def test_parts_of_dates_and_spans_are_read(text, found):
    assert quantities(text) == found


@pytest.mark.parametrize(("text", "found"), [
    ("05/09/2023", []),
    ("05/05/2023", ["2023-05-05", "2023-05", "2023", "--05-05"]),
    ("9/11, 24/7, 1/2", []),
    ("13/09/23", []),
    ("31 Februari 2023", ["2023-02", "2023"]),
    ("2023-02-31", ["2023-02", "2023"]),
    ("2023-13-45", ["2023"]),
    ("31 Februari", []),
    ("we may 10 times", ["10"]),
    ("they march 10 km", ["10"]),
    ("in March 20 million people", ["20000000"]),
    ("a Long March 5B", []),
    ("in September, 13 people", ["13"]),
    ("sejak Mei. 13 orang tewas", ["13"]),
    ("100年", ["100"]),
    ("9月", []),
    ("the 2020s", []),
])  # fmt: skip
def test_what_could_be_another_date_is_no_date(text, found):
    assert quantities(text) == found


@pytest.mark.parametrize(("text", "number"), [
    ("1,000,000", "1000000"), ("1.000.000", "1000000"), ("12.5", "12.5"), ("12,5", "12.5"), ("12,50", "12.5"),
    ("1.500", "1500"), ("1,500", "1500"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("0,5", "0.5"),
    ("0.125", "0.125"), ("1500.25", "1500.25"), ("0", "0"), ("1.0", "1"), ("١٬٠٠٠٬٠٠٠", "1000000"),
    ("2 million", "2000000"), ("2 juta", "2000000"), ("2jt", "2000000"), ("1.5 billion", "1500000000"),
    ("1,5 miliar", "1500000000"), ("1.234 billion", "1234000000"), ("1,234 milyar", "1234000000"),
    ("1.234 juta", "1234000000"), ("3 ribu", "3000"), ("5rb", "5000"), ("3 thousand", "3000"), ("5k", "5000"),
    ("$3bn", "3000000000"), ("US$3,5 miliar", "3500000000"), ("€2m", "2000000"), ("$1.5M", "1500000"),
    ("$2b", "2000000000"), ("2 trillion", "2000000000000"), ("Rp5 triliun", "5000000000000"), ("Rp1.500", "1500"),
    ("3 hundred thousand", "300000"), ("500km", "500"), ("300人", "300"), ("3 days", "3"), ("1,1 juta", "1100000"),
])  # fmt: skip
def test_number_in_digits(text, number):
    assert quantities(text) == [number]


@pytest.mark.parametrize(("text", "number"), [
    ("two", "2"), ("twenty", "20"), ("twenty-five", "25"), ("twenty five thousand", "25000"),
    ("Twenty-Five Thousand", "25000"), ("one hundred", "100"), ("two hundred and five", "205"),
    ("one hundred and twenty thousand", "120000"), ("twelve hundred", "1200"), ("one million", "1000000"),
    ("two million three hundred thousand", "2300000"), ("nine billion", "9000000000"),
    ("dua", "2"), ("sepuluh", "10"), ("sebelas", "11"), ("dua belas", "12"), ("dua puluh", "20"),
    ("dua puluh lima ribu", "25000"), ("seratus", "100"), ("seratus dua puluh tiga", "123"), ("dua ratus", "200"),
    ("seratus ribu", "100000"), ("seribu seratus", "1100"), ("satu juta", "1000000"), ("seratus sebelas", "111"),
    ("dua juta lima ratus ribu", "2500000"), ("seribu sembilan ratus empat puluh lima", "1945"),
    ("tiga miliar", "3000000000"),
])  # fmt: skip
def test_number_in_words(text, number):
    assert quantities(text) == [number]


@pytest.mark.parametrize(("text", "found"), [
    ("2-3 million", ["2000000", "3000000"]),
    ("5–10 ribu orang", ["5000", "10000"]),
    ("one two three", ["2", "3"]),
    ("dua tiga ratus", ["2", "300"]),
    ("between one hundred and two hundred", ["100", "200"]),
    ("between two thousand and three thousand", ["2000", "3000"]),
    ("sepuluh-dua puluh", ["10", "20"]),
    ("twenty, thirty", ["20", "30"]),
    ("5 dan 5", ["5"]),
    ("1. 2. 3", ["1", "2", "3"]),
])  # fmt: skip
def test_neighbouring_numbers_stay_apart(text, found):
    assert quantities(text) == found


@pytest.mark.parametrize("text", ["13%", "13 %", "13 percent", "13 per cent", "13 persen", "thirteen percent", "١٣٪",
    "tiga belas persen", "13,0 persen"])  # fmt: skip
def test_percentage(text):
    assert quantities(text) == ["13%"]


def test_range_of_percentages():
    assert quantities("10-12,5 persen") == ["10%", "12.5%"]


@pytest.mark.parametrize("text", [
    "", "one", "satu", "a million", "sejuta umat", "seribu", "hundreds of thousands", "puluhan ribu", "juta", "2m",
    "Rp2m", "½", "2½", "dua setengah juta", "300万", "3만", "F-16", "S400", "Covid-19", "Hwasong-18", "ke-75", "75th",
    "10:20", "pukul 10.20", "10.20 WIB", "5 am", "192.168.1.1", "1.2.3", "007", "0812345678", "021-555-1234",
    "1,00,000", "1234567890123456", "1" * 400, "dua puluh dua puluh", "ribu juta", "two hundred hundred",
    "999 trillion trillion",
    "satu koma dua juta", "two point five million", "two and a half million", "2 setengah juta", "half a million",
    ",.", "x\x00", "٫", "²", "①②③", "1.234 ribu juta",
])  # fmt: skip
def test_what_is_not_understood_is_left_out(text):
    assert quantities(text) == []


def test_names_come_once_and_in_the_order_of_the_text():
    text = "Pada 13 September 2023, 2.000 orang; 12,5% dari dua ribu, sejak 2023."
    assert quantities(text) == [*DAY, "2000", "12.5%"]


def test_languages_meet():
    english = quantities("On Sept. 13, 2023 some 25,000 tonnes worth $1.5 billion, or 12.5 per cent")
    assert english == quantities(
        "Pada 13 September 2023 dua puluh lima ribu ton senilai 1,5 miliar dolar, 12,5 persen"
    )


PIECES = st.sampled_from([
    "13", "9", "2023", "1.500", "12,5", "0", "-", "/", ".", ",", "%", "$", " ", " ", " ", "k", "m", "September", "May",
    "Mei", "th", "of", "two", "twenty", "hundred", "and", "million", "dua", "puluh", "belas", "ratus",
    "seribu", "ribu", "juta", "setengah", "persen", "per", "cent", "년", "9월", "日", "\x00", "\u200f",
    "\u0301", "½", "٣", "\ud800",
])  # fmt: skip


TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@given(TEXTS)
def test_its_own_output_is_read_as_it_is(text):
    found = quantities(text)
    assert quantities(" ".join(found)) == found


@pytest.mark.parametrize("piece", [
    "1", "1.", "1,", ".,", "1/", "1-", "1:", "-", "1 ", "9/9/", "1.000.", "\x00", "\u200f", "\u0315\u0300", "a\u0300",
    "twenty ", "two hundred and ", "seratus ", "ribu ", "ratus ", "dua puluh ", "juta ", "13 ", "Mei ", "13 Mei ",
    "2023年", "9月", "ﷺ", "①", "½", "--01-", "%", "five thousand million ", "setengah ", "1 million ", "1k", "᠎",
])  # fmt: skip
def test_a_hundred_thousand_characters_of_anything_return(piece):
    assert len(quantities(piece * (100_000 // len(piece)))) < 10


@given(TEXTS)
def test_no_reader_gets_anywhere_from_what_is_passed_over(text):
    tokens = tokens_of(text)
    places = range(PADDING, len(tokens) - PADDING)
    passed = [at for at in places if tokens[at].text not in BEGINNINGS and not tokens[at].text[-1].isdecimal()]
    assert [read(tokens, at) for at in passed for read in READERS] == [([], at) for at in passed for _ in READERS]
