"""Makes the fonts beside it out of Debian's fonts-noto-core and fonts-noto-cjk: python make.py FOLDER

The folder is where both were unpacked:

    apt-get download fonts-noto-core fonts-noto-cjk && for each in *.deb; do dpkg -x "$each" FOLDER; done
    pip install fonttools brotli

Everything alphabetic becomes one font, so that a line in several scripts is one text to the shaper, and goes the right
way. What each font has is written to coverage.txt, because Pillow does not say.
"""

import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NOT_NEEDED = {"locl", "frac", "numr", "dnom", "vert", "vrt2", "valt", "vkrn", "vpal", "vhal"}

EUROPEAN = (
    "0020-007E 00A0-024F 0259 02B0-03FF 0400-052F 1E00-1EFF 2010-2027 2030-205E 2070-209F 20A0-20BF 2100-214F "
    "25CC FFFD"
)
ALPHABETS = {
    "NotoSans-Bold": EUROPEAN,
    "NotoSansArabic-Bold": "0600-06FF 0750-077F 08A0-08FF FB50-FDFF FE70-FEFC",
    "NotoSansHebrew-Bold": "0590-05FF FB1D-FB4F",
    "NotoSansDevanagari-Bold": "0900-097F A8E0-A8FF",
    "NotoSansBengali-Bold": "0980-09FF",
    "NotoSansTamil-Bold": "0B80-0BFF",
    "NotoSansThai-Bold": "0E00-0E7F",
}
KANA_AND_SIGNS = "0020 2190-2193 2212 2248 2260-2267 2460-2473 25A0-25CF 2605-2606 3000-30FF 3131-318E FF01-FFEE"
HANGUL = "AC00-D7A3"
SIMPLIFIED_CHINESE = 2  # in the collection; which forms of characters that other countries write otherwise


def characters(ranges: str) -> set[int]:
    ends = ((each.partition("-")[0], each.rpartition("-")[2]) for each in ranges.split())
    return {code for first, last in ends for code in range(int(first, 16), int(last, 16) + 1)}


def ideographs() -> set[int]:
    """The commonest of each country, as its standard of old has them: GB 2312 and JIS, level 1, and Big5, level 1."""
    levels = [("gb2312", 0xB0, 0xD7), ("euc_jp", 0xB0, 0xCF), ("big5", 0xA4, 0xC6)]
    pairs = [
        bytes([row, cell]).decode(encoding, "ignore")
        for encoding, first, last in levels
        for row in range(first, last + 1)
        for cell in range(0x40, 0xFF)
    ]
    return {ord(pair) for pair in pairs if len(pair) == 1 and ord(pair) > 0x2E80}


def subset(font: TTFont, codes: set[int]) -> TTFont:
    options = Options(hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.layout_features = [tag for tag in options.layout_features if tag not in NOT_NEEDED]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def merged(parts: dict[str, TTFont], folder: Path) -> TTFont:
    files = []
    for name, part in parts.items():
        files.append(str(folder / f"{name}.part.ttf"))
        part.save(files[-1])
    return Merger().merge(files)


def ranges(codes: Iterable[int]) -> str:
    """As characters() reads them."""
    ordered = sorted(codes)
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after != before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after != before + 1), ordered[-1]]
    return " ".join(f"{first:04X}-{last:04X}" for first, last in zip(starts, ends, strict=True))


def main(folder: Path) -> None:
    noto = folder / "usr/share/fonts"
    alphabets = {
        name: subset(TTFont(noto / f"truetype/noto/{name}.ttf"), characters(codes))
        for name, codes in ALPHABETS.items()
    }
    regular = TTFont(noto / "truetype/noto/NotoSans-Regular.ttf")
    cjk = TTFont(noto / "opentype/noto/NotoSansCJK-Bold.ttc", fontNumber=SIMPLIFIED_CHINESE)
    fonts = {
        "regular": subset(regular, characters(EUROPEAN)),
        "bold": merged(alphabets, folder),
        "cjk": subset(cjk, characters(f"{KANA_AND_SIGNS} {HANGUL}") | ideographs()),
    }
    for name, font in fonts.items():
        font.flavor = "woff2"
        font.save(HERE / f"{name}.woff2")
    lines = [f"{name} {ranges(font.getBestCmap())}\n" for name, font in fonts.items()]
    (HERE / "coverage.txt").write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
