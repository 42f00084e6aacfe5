import pytest

from claims.richtext import render

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("   \n\n", ""),
        ("Because *this* shows it.", "<p>Because <em>this</em> shows it.</p>"),
        ("**Not** `so`", "<p><strong>Not</strong> <code>so</code></p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("---", "<hr>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("[x](https://example.org/?a=1&b=2)", f'<p><a href="https://example.org/?a=1&amp;b=2" {REL}>x</a></p>'),
        ('[x](http://example.org "t")', f'<p><a href="http://example.org" title="t" {REL}>x</a></p>'),
        ("[x](mailto:desk@example.org)", f'<p><a href="mailto:desk@example.org" {REL}>x</a></p>'),
    ],
)
def test_markdown_becomes_html(markdown, html):
    assert render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# One", "<h3>One</h3>"),
        ("## Two", "<h4>Two</h4>"),
        ("### Three", "<h5>Three</h5>"),
        ("#### Four", "<h6>Four</h6>"),
        ("##### Five", "<h6>Five</h6>"),
        ("###### Six", "<h6>Six</h6>"),
        ("One\n===", "<h3>One</h3>"),
        ("Two\n---", "<h4>Two</h4>"),
    ],
)
def test_headings_begin_below_those_of_the_page(markdown, html):
    assert render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=alert(1)>x</b>", "<p>&lt;b onclick=alert(1)&gt;x&lt;/b&gt;</p>"),
        ("<iframe src=//evil.example>", "<p>&lt;iframe src=//evil.example&gt;</p>"),
        ("<!-- draft -->", "<p>&lt;!-- draft --&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](JaVaScRiPt:alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>"),
        ("[x](data:text/html;base64,AAAA)", "<p>[x](data:text/html;base64,AAAA)</p>"),
        ("[x](vbscript:x)", "<p>[x](vbscript:x)</p>"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
        ("[x](ftp://example.org)", f"<p><a {REL}>x</a></p>"),
        ("![x](https://evil.example/pixel.png)", "<p></p>"),
        ("![x](javascript:alert(1))", "<p>![x](javascript:alert(1))</p>"),
        ("[![x](https://evil.example/)](https://example.org)", f'<p><a href="https://example.org" {REL}></a></p>'),
        ('[x](https://example.org "\\" onmouseover=\\"alert(1)")',
         f'<p><a href="https://example.org" title="&quot; onmouseover=&quot;alert(1)" {REL}>x</a></p>'),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>"),
        ("&#106;avascript:", "<p>javascript:</p>"),
        ("[x](&#106;avascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ],
)  # fmt: skip
def test_hostile_markdown_is_harmless(markdown, html):
    assert render(markdown) == html


def test_null_character_becomes_the_replacement_character():
    assert render("a\x00b") == "<p>a\ufffdb</p>"
