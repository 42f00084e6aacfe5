"""Rich text: Markdown as the editor writes it, sanitised HTML as the record keeps it."""

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip

_cleaner = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes={"a": {"href", "title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)
_markdown = MarkdownIt("commonmark", {"html": False})


def render(text: str) -> str:
    """Sanitised HTML of a Markdown text. Headings begin at h3, below those of the page; pictures are left out."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return clean(_markdown.renderer.render(tokens, _markdown.options, {}))


def clean(html: str) -> str:
    """Without anything that a text does not need."""
    return _cleaner.clean(html).strip()


def address(url: str) -> str:
    """An address as render() writes it into a link."""
    return _markdown.normalizeLink(url)
