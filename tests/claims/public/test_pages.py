import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import orjson
import pytest

from claims.models import Actor, PublishedClaim
from claims.public import parts
from tests.claims.public.newsroom import EVERY_PAGE
from tests.factories import (
    add_accusation,
    add_rebuttal,
    approve,
    make_actor,
    make_published_claim,
    make_researched_claim,
    publish_again,
)


class Page(HTMLParser):
    """Links, ids, and the attributes of every element of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.ids, self.elements = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.elements.append((tag, given))
        self.links += [given[name] for name in ("href", "src", "action") if given.get(name)]
        self.ids += [given["id"]] if "id" in given else []


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_pages_need_no_cookie_script_or_inline_style(client, weapons):
    for address in EVERY_PAGE:
        response = client.get(address)
        assert (response.status_code, response.cookies, "Cookie" in response.get("Vary", "")) == (200, {}, False)
        elements = Page(response.content.decode()).elements
        assert [tag for tag, given in elements if "style" in given or tag == "style"] == []
        scripts = [given for tag, given in elements if tag == "script"]
        assert scripts == ([{"type": "application/ld+json"}] if address == "/claims/weapons/" else [])


def test_pages_have_one_heading_and_each_id_once(client, weapons):
    for address in EVERY_PAGE:
        page = Page(read(client, address))
        assert ([tag for tag, _ in page.elements].count("h1"), len(page.ids)) == (1, len(set(page.ids)))


def test_every_internal_link_resolves(client, weapons, withdrawn, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor)
    waiting, seen, broken = ["/"], {"/"}, []
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code != 200:
            broken.append((address, response.status_code))
        elif response["Content-Type"].startswith("text/html") and not address.startswith("/api/"):
            page = Page(response.content.decode())
            broken += [(address, link) for link in page.links if link[0] == "#" and link[1:] not in page.ids]
            found = {urlsplit(urljoin(f"http://testserver{address}", link)) for link in page.links}
            # From a list that is narrowed down already not to one narrowed down further: there are too many.
            local = {f"{link.path}?{link.query}" if link.query else link.path for link in found
                     if link.hostname == "testserver" and not link.path.startswith("/static/")
                     and not (link.query and "?" in address)}  # fmt: skip
            waiting += local - seen
            seen |= local
    assert broken == []
    assert {"/claims/taken-back/revisions/1/", "/claims/weapons/revisions/1/", "/api/v1/docs/"} <= seen


def test_home_without_any_claim_says_so(client, db):
    assert "No verdict has been published yet." in read(client, "/")


def test_claim_page_shows_the_readers_language_first_and_the_original_beside_it(client, weapons):
    html = read(client, "/claims/weapons/")
    assert '<h1 lang="en" dir="ltr">Weapons were sent</h1>' in html
    assert '<p class="original-headline" lang="id" dir="ltr">Senjata dikirim</p>' in html
    assert '<blockquote lang="ko" dir="ltr">그렇다.</blockquote>' in html
    assert '<p lang="id" dir="ltr">Sanksi melarangnya.</p>' in html  # there is no translation of the context


def test_claim_page_says_the_verdict_in_words_and_on_the_scale(client, weapons):
    html = read(client, "/claims/weapons/")
    steps = re.findall(r"<li class=\"([^\"]*)\"[^>]*>([\w ]+)<", html[html.index('class="scale"') :])
    assert [label for _, label in steps[:6]] == [
        "True", "Mostly true", "Partly true", "Mostly false", "False", "Unproven",
    ]  # fmt: skip
    assert [label for names, label in steps if "current" in names] == ["Mostly true"]


def test_claim_page_spells_out_both_grades(client, weapons):
    html = read(client, "/claims/weapons/")
    for words in ("B – Usually reliable", "2 – Probably true", "F – Not known", "6 – Not known"):
        assert words in html


def test_claim_page_counts_origins_overall_and_for_each_bearing(client, weapons):
    html = read(client, "/claims/weapons/")
    (sentence,) = re.findall('<p class="lineage-sentence">(.*?)</p>', html)
    assert sentence == "Evidence for and against: 3 reports, 2 independent origins, 1 of unknown lineage"
    assert "1 report, 0 independent origins, 1 of unknown lineage" in html


def test_claim_page_says_which_sources_are_no_evidence_and_what_each_repeats(client, weapons):
    html = " ".join(read(client, "/claims/weapons/").split())
    listed = html[html.index('<ol class="sources">') :]
    assert re.findall(r'<li id="source-(\d)">((?:(?!</li>).)*context, counted apart)', listed)[0][0] == "4"
    assert listed.count("context, counted apart") == 1
    assert re.findall(r"Repeats other sources (<a.*?)</dd>", html)[0].count('href="#source-') == 2


def test_claim_page_folds_long_lists(client, weapons):
    html = read(client, "/claims/weapons/")
    assert html.count('<details class="folded">') == 1
    assert re.findall(r"All (\d+) dates in words", html) == [str(html.count('<tr id="date-'))]


def test_claim_page_lists_its_sections_in_their_order(client, weapons):
    html = read(client, "/claims/weapons/")
    listed = re.findall(r'<li><a href="#([-\w]+)">', html.partition('class="contents"')[2].partition("</nav>")[0])
    assert listed == re.findall(r'<section id="([-\w]+)"', html)
    assert {"verdict", "accusations", "rebuttals", "evidence", "lineage", "timeline", "history", "cite"} < set(listed)


def test_every_heading_of_a_section_links_to_it(client, weapons):
    html = read(client, "/claims/weapons/")
    linked = re.findall(r'<h2 id="([-\w]+)-heading">[^<]+</h2><a class="anchor" href="#([-\w]+)">', html)
    assert [name for name, _ in linked] == [link for _, link in linked]
    assert [name for name in re.findall(r'<section id="([-\w]+)"', html) if name != "verdict"] == [
        name for name, _ in linked
    ]


def test_claim_page_says_where_it_was_said(client, weapons):
    html = " ".join(read(client, "/claims/weapons/").split())
    assert re.findall(r"<dt>Said in</dt><dd><bdi>(\w+)</bdi> <a class=\"number\" href=\"(#source-\d)\">", html) == [
        ("Wire", "#source-4")
    ]


def test_claim_review_of_the_page_can_be_taken_away_as_a_file(client, weapons):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(client, "/claims/weapons/"))
    response = client.get("/claims/weapons/claimreview.jsonld")
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/ld+json", 'attachment; filename="weapons.jsonld"'
    )  # fmt: skip
    assert response.json() == orjson.loads(block)


def test_claim_review_of_a_withdrawn_claim_is_not_found(client, withdrawn):
    read(client, "/claims/taken-back/claimreview.jsonld", status=404)
    assert "claimreview.jsonld" not in read(client, "/claims/taken-back/revisions/1/")


def test_claim_page_shows_the_right_of_reply(client, weapons):
    html = " ".join(read(client, "/claims/weapons/").split())
    assert "They did not answer." in html
    assert 'was not asked. <span lang="id" dir="ltr">Sudah menjawab.</span>' in html


def test_claim_page_without_answers_says_so(client, reporter, editor):
    make_published_claim("Alone", by=reporter, approved_by=editor)
    html = read(client, "/claims/alone/")
    assert "Nobody is on record as denying or answering this claim." in html
    assert "The claim accuses nobody by name, so nobody had to be asked." in html


def test_claim_page_has_one_claim_review_that_is_data(client, weapons):
    html = read(client, "/claims/weapons/")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert orjson.loads(block)["@type"] == "ClaimReview"
    assert not set("<>&") & set(block)


def test_claim_review_stands_on_the_page_that_it_names_alone(client, weapons, settings):
    """Other editions lead to it as a file."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(client, "/claims/weapons/"))
    assert orjson.loads(block)["url"] == f"{settings.SITE_URL}/claims/weapons/"
    other = read(client, "/id/claims/weapons/")
    assert ("ld+json" in other, 'href="/id/claims/weapons/claimreview.jsonld"' in other) == (False, True)


def test_corrected_claim_shows_the_correction_at_its_top(client, weapons, editor, other_editor):
    assert 'class="notice"' not in read(client, "/claims/weapons/")
    publish_again(weapons, by=editor, approved_by=other_editor, public_note="Salah hitung.")
    html = read(client, "/claims/weapons/")
    assert html.index("Salah hitung.") < html.index("<h1")


def test_withdrawn_claim_keeps_its_page_and_says_why(client, withdrawn):
    html = read(client, "/claims/taken-back/")
    assert "The letter was forged." in html
    assert '<meta name="robots" content="noindex">' in html
    assert "It is mostly so." not in html
    assert "ld+json" not in html
    assert "Taken back" not in read(client, "/claims/")


@pytest.mark.parametrize("address", [
    "/claims/nothing/", "/claims/secret-work/", "/claims/secret-work/revisions/1/", "/claims/weapons/revisions/0/",
    "/claims/weapons/revisions/2/", "/claims/weapons/revisions/99999999999999999999999/", "/actors/nobody/",
    "/sources/none/", "/topics/none/", "/claims/%00/", "/no/such/page/",
])  # fmt: skip
def test_what_is_not_public_is_not_found(client, weapons, reporter, address):
    make_researched_claim("Secret work", by=reporter)
    html = read(client, address, status=404)
    assert "There is nothing at this address" in html
    assert "Secret work" not in html


def test_claim_page_shows_what_was_published_while_the_desk_works_on(client, weapons, editor):
    weapons.move("revise", by=editor, note="Look again.")
    weapons.headline = "A draft of the desk"
    weapons.save()
    html = read(client, "/claims/weapons/")
    assert "A draft of the desk" not in html
    assert "Senjata dikirim" in html


def test_actor_page_shows_each_part_and_what_it_denied(client, weapons):
    html = read(client, "/actors/north-korea/")
    counts = re.findall(r'<h2 id="(\w+)">([^<]*) <span class="count">(\d+)<', html)
    assert counts == [
        ("accuser", "Claims it made", "0"), ("accused", "Claims made against it", "1"),
        ("denier", "Claims it denied", "1"),
    ]  # fmt: skip


def publish(claim, *, by, approved_by):
    claim.move("submit", by=by)
    approve(claim, by=approved_by).move("publish", by=approved_by)


def test_actor_page_keeps_other_answers_apart_from_denials(client, reporter, editor):
    claim = make_researched_claim("Answered", by=reporter)
    both, other = make_actor("Both"), make_actor("Other")
    for actor, stance in ((both, "denies"), (both, "confirms"), (other, "confirms")):
        add_rebuttal(claim, actor, stance=stance)
    publish(claim, by=reporter, approved_by=editor)
    parts = {
        slug: re.findall(r'<h2 id="(\w+)">[^<]* <span class="count">1<', read(client, f"/actors/{slug}/"))
        for slug in ("both", "other")
    }
    assert parts == {"both": ["denier"], "other": ["answerer"]}
    assert "Confirms it" in read(client, "/actors/other/")


@pytest.mark.parametrize("role", ["accuser", "accused", "denier"])
def test_actor_page_leads_on_to_all_claims_in_which_it_has_that_part(
    client, weapons, reporter, editor, monkeypatch, role
):
    claim = make_researched_claim("Another", by=reporter)
    add_accusation(claim, Actor.objects.get(slug="south-korea"))
    claim.accused.add(actor := Actor.objects.get(slug="north-korea"))
    add_rebuttal(claim, actor)
    publish(claim, by=reporter, approved_by=editor)
    monkeypatch.setattr(parts, "SHOWN", 1)
    slug = "south-korea" if role == "accuser" else "north-korea"
    assert f'<a class="onward" href="/claims/?{role}={slug}">All of them</a>' in read(client, f"/actors/{slug}/")
    found = read(client, f"/claims/?{role}={slug}")
    assert ("Weapons were sent" in found, "Another" in found) == (True, True)


def test_actor_list_counts_parts(client, weapons):
    html = read(client, "/actors/")
    row = re.search(r'North Korea</a> <span class="kind">State</span></th>(.*?)</tr>', html).group(1)
    assert re.findall(r">(\d)<", row) == ["0", "1", "1"]


def test_source_page_shows_grade_lineage_and_claims(client, weapons):
    html = read(client, "/sources/surat-kabar/")
    assert "Repeats other sources" in html
    assert '<a href="/sources/wire-report/" lang="ko" dir="ltr">Wire report</a>, <bdi>Wire</bdi>' in html
    assert "Weapons were sent" in html


def test_source_that_is_cited_by_nothing_public_has_no_page(client, weapons, chief):
    assert client.get("/sources/surat-kabar/").status_code == 200
    weapons.move("withdraw", by=chief, public_note="Forged.")
    assert client.get("/sources/surat-kabar/").status_code == 404


def test_corrections_page_lists_what_readers_must_know(client, weapons, withdrawn, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor, kind="update", public_note="An update.")
    publish_again(weapons, by=other_editor, approved_by=editor, kind="clarification", public_note="Made clearer.")
    html = read(client, "/corrections/")
    assert re.findall(r"<strong>(\w+)</strong>", html[html.index("<main") :]) == ["Clarification", "Withdrawal"]
    assert "An update." not in html
    assert re.findall(r'<a href="[^"]+" (lang="[^"]+" dir="ltr">.*?)</a></h2>', html) == [
        'lang="en" dir="ltr">Weapons were sent', 'lang="en" dir="ltr">Taken back'
    ]  # fmt: skip
    assert '<p><span lang="id" dir="ltr">Made clearer.</span>' in html  # notes stay in the language of the claim


def test_foot_of_a_page_leads_to_the_policies_that_are_set(client, db, settings):
    settings.ETHICS_POLICY_URL = "https://example.org/e/"
    html = read(client, "/methodology/")
    assert '<a href="https://example.org/e/">Ethics policy</a>' in html
    assert "Ownership and funding" not in html
    settings.OWNERSHIP_FUNDING_URL = "https://example.org/f/?a=1&b=2"
    html = read(client, "/id/claims/")
    assert '<a href="https://example.org/f/?a=1&amp;b=2">Kepemilikan dan pendanaan</a>' in html


def test_methodology_comes_from_the_data(client, db):
    html = read(client, "/methodology/")
    for words in ("Partly true", "Hand the claim to a second reader", "Cannot", "Improbable", "Clarification"):
        assert words.lower() in html.lower()


def test_record_page_shows_the_head(client, weapons):
    assert weapons.publications.get().digest in read(client, "/record/")


def test_answer_is_the_same_under_another_host(client, weapons, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for address in [*EVERY_PAGE, "/sitemap.xml", "/robots.txt", "/feeds/claims.atom", "/feeds/corrections.atom"]:
        one, two = (client.get(address, headers={"host": host}) for host in settings.ALLOWED_HOSTS)
        assert (content := one.getvalue()) == two.getvalue()
        assert b"one.example" not in content


def test_answer_is_the_same_for_a_logged_in_editor(client, weapons, editor):
    anonymous = {address: client.get(address).content for address in EVERY_PAGE}
    client.force_login(editor)
    assert {address: client.get(address).content for address in EVERY_PAGE} == anonymous


def test_demonstration_says_so_on_every_page(client, weapons, settings):
    assert "This is a demonstration." not in read(client, "/")
    settings.DEMO = True
    for address in (*EVERY_PAGE, "/api/v1/docs/", "/admin/login/"):
        assert "This is a demonstration." in read(client, address)


def test_menu_marks_the_page_and_the_section(client, weapons):
    def marked(address):
        menu = read(client, address).partition('aria-label="Main"')[2].partition("</nav>")[0]
        return re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', menu)

    assert marked("/claims/") == [("/claims/", "page")]
    assert marked("/claims/weapons/") == [("/claims/", "true")]
    assert marked("/sources/wire-report/") == [("/sources/", "true")]
    assert marked("/") == []


def test_pages_for_search_engines_have_a_title_of_their_own_and_a_description(client, weapons):
    titles, without = {}, []
    for address in EVERY_PAGE:
        html = read(client, address)
        if '<meta name="robots" content="noindex' in html:
            continue
        titles.setdefault(re.search("<title>(.*?)</title>", html, re.DOTALL)[1], []).append(address)
        said = re.findall(r'<meta name="description" content="([^"]*)"', html)
        without += [] if len(said) == 1 and len(said[0].strip()) > 9 else [address]
    assert (without, [pages for pages in titles.values() if len(pages) > 1]) == ([], [])


def test_revisions_are_chosen_by_day_in_words(client, weapons, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor)
    days = re.findall(r"<option[^>]*>\d – [^(]+ \(([^)]+)\)</option>", read(client, "/claims/weapons/"))
    assert len(days) == 4
    assert [day for day in days if not re.fullmatch(r"\d+ [A-Z][a-z]+ \d{4}", day)] == []


def test_report_an_error_leads_to_the_address_of_the_settings(client, weapons, settings):
    settings.CORRECTIONS_EMAIL = ""
    html = read(client, "/claims/weapons/")
    assert ("mailto:" in html, "Is something here wrong" in html, "Report an error" in html) == (False, False, False)
    assert "What we correct is said at the top of this page and in its history." in html
    settings.CORRECTIONS_EMAIL = "errors@example.org"
    assert 'href="mailto:errors@example.org?subject=weapons"' in read(client, "/claims/weapons/")


def test_claim_page_address_is_the_one_of_the_list(client, weapons):
    assert PublishedClaim.objects.get().get_absolute_url() == "/claims/weapons/"
