"""The picture itself."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from claims.public.picture.faces import BOLD, REGULAR, Style, face
from claims.public.picture.lines import Line, fit, length

WIDTH, HEIGHT = 1200, 630  # pixels: what Open Graph and cards are shown at
MARGIN = 64
INNER = WIDTH - 2 * MARGIN
SMALL = (24, 20)
MANY_STEPS = 11  # of a scale with more, the numbers would not be legible

# As the style sheet has them.
GROUND, INK, SOFT, LINE, ACCENT, ON_ACCENT = "#fbfaf7", "#1b1f1e", "#56605d", "#d9d5ca", "#12403f", "#f4f8f5"
OFF_SCALE = ("#e2e3e8", "#33384a")
FROM_WORST_TO_BEST = (
    ("#f8d6d3", "#6f1410"),
    ("#fbdfc9", "#6a2f04"),
    ("#fbeac2", "#5c3f00"),
    ("#dfeed6", "#2f4a12"),
    ("#d6ecd9", "#12461f"),
)


class Words(NamedTuple):
    """Everything that a picture says."""

    site: str
    kicker: str
    headline: str
    is_right_to_left: bool
    verdict: str
    value: int | None  # its place on the scale, from worst to best; None for a verdict off it
    worst: int | None
    best: int | None
    place: str  # the same in words
    facts: str
    address: str
    description: str  # of the picture, for those who do not see it


# A picture is asked for many times when its address has been shared. They are some 30 kB each.
@lru_cache(maxsize=64)
def png(words: Words) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    _headline(draw, words)
    _masthead(draw, words)
    _verdict(draw, words)
    _footer(draw, words)
    said = PngInfo()
    for name, text in (("Title", words.headline), ("Description", words.description), ("Source", words.address)):
        said.add_itxt(name, text)
    out = BytesIO()
    image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", pnginfo=said)
    return out.getvalue()


def _headline(draw: ImageDraw.ImageDraw, words: Words) -> None:
    top, height = 104, 332
    sizes = ((72, 3), (60, 4), (52, 4), (46, 5))
    lines = fit(words.headline, BOLD, sizes, INNER, words.is_right_to_left)
    step = round(lines[0].size * 1.32) if lines else 0
    baseline = top + (height - step * len(lines)) // 2 + round(step * 0.76)
    for line in lines:
        _put(draw, [line], baseline, INK, at_end=words.is_right_to_left)
        baseline += step


def _masthead(draw: ImageDraw.ImageDraw, words: Words) -> None:
    draw.rectangle((0, 0, WIDTH, 84), ACCENT)
    _put(draw, _one(words.site, BOLD, (34, 24), INNER // 2), 54, ON_ACCENT)
    _put(draw, _one(words.kicker, REGULAR, SMALL, INNER // 2 - 32), 53, ON_ACCENT, at_end=True)


def _verdict(draw: ImageDraw.ImageDraw, words: Words) -> None:
    ground, ink = _colours(words)
    draw.line((MARGIN, 444, WIDTH - MARGIN, 444), LINE, 2)
    wide = 500
    for line in _one(words.verdict, BOLD, (46, 34), wide - 48):
        draw.rounded_rectangle((MARGIN, 466, MARGIN + 48 + line.width, 544), 8, ground)
        _write(draw, line, 505 + round(line.size * 0.36), ink, MARGIN + 24)
    if words.value is not None:
        _scale(draw, words, ground, ink)
    baseline = 515 if words.value is None else 541
    _put(draw, _one(words.place, REGULAR, SMALL, INNER - wide - 16), baseline, SOFT, at_end=True)


def _scale(draw: ImageDraw.ImageDraw, words: Words, ground: str, ink: str) -> None:
    """Its steps from worst to best, each with its number; the verdict's own is filled, and larger."""
    steps = range(words.worst, words.best + 1)
    left, right, top, bottom = 748, WIDTH - MARGIN, 468, 508
    if len(steps) > MANY_STEPS:
        draw.rectangle((left, top + 16, right, bottom - 16), LINE)
        at = left + (right - left) * (words.value - words.worst) / (words.best - words.worst)
        draw.rectangle((at - 8, top, at + 8, bottom), ink)
        return
    wide, gap = (right - left) / len(steps), 6
    for number, step in enumerate(steps):
        box = (left + number * wide + gap, top, left + (number + 1) * wide, bottom)
        own = step == words.value
        draw.rounded_rectangle(box, 6, ink if own else GROUND, ink if own else LINE, 2)
        middle = ((box[0] + box[2]) / 2, bottom - 11)
        draw.text(middle, str(step), GROUND if own else SOFT, face("bold", 24), anchor="ms")


def _footer(draw: ImageDraw.ImageDraw, words: Words) -> None:
    host = _one(urlsplit(words.address).netloc, REGULAR, SMALL, 420)
    left = INNER - round(sum(line.width for line in host)) - 24
    _put(draw, host, 596, SOFT, at_end=True)
    _put(draw, _one(words.facts, REGULAR, SMALL, left), 596, SOFT)


def _colours(words: Words) -> tuple[str, str]:
    if words.value is None:
        return OFF_SCALE
    share = (words.value - words.worst) / max(words.best - words.worst, 1)
    return FROM_WORST_TO_BEST[round(min(max(share, 0), 1) * (len(FROM_WORST_TO_BEST) - 1))]


def _one(text: str, style: Style, sizes: tuple[int, ...], width: int) -> list[Line]:
    """A text on one line, or on none where there is nothing to show; cut where it is too long at every size."""
    return fit(text, style, [(size, 1) for size in sizes], width)


def _put(draw: ImageDraw.ImageDraw, lines: list[Line], baseline: int, ink: str, *, at_end: bool = False) -> None:
    for line in lines:
        _write(draw, line, baseline, ink, WIDTH - MARGIN - line.width if at_end else MARGIN)


def _write(draw: ImageDraw.ImageDraw, line: Line, baseline: int, ink: str, left: float) -> None:
    for run in line.runs:
        font = face(run.font, line.size)
        draw.text((left, baseline), run.text, ink, font, anchor="ls", direction=run.direction)
        left += length(run, line.size)
