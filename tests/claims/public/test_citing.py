import pytest

BIB = "/claims/weapons/revisions/1/citation.bib"
RIS = "/claims/weapons/revisions/1/citation.ris"


@pytest.fixture
def day(weapons):
    return weapons.publications.get().published_at


@pytest.mark.parametrize(
    ("prefix", "language", "title", "note"),
    [
        ("", "en", "Weapons were sent", "Verdict: Mostly true. Revision 1."),
        ("/id", "id", "Senjata dikirim", "Putusan: Sebagian besar benar. Revisi 1."),
    ],
)
def test_bibtex_names_the_revision_with_its_own_address(client, weapons, day, settings, prefix, language, title, note):
    settings.SITE_NAME = "Fakta & Co"
    response = client.get(prefix + BIB)
    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="weapons-1.bib"'
    assert response.content.decode() == (
        "@misc{weapons-1,\n"
        "  author = {{Rita Tester}},\n"
        f"  title = {{{{{title}}}}},\n"
        "  howpublished = {Fakta \\& Co},\n"
        f"  year = {{{day.year}}},\n"
        f"  month = {{{day.month}}},\n"
        f"  date = {{{day:%Y-%m-%d}}},\n"
        f"  note = {{{note}}},\n"
        f"  language = {{{language}}},\n"
        f"  url = {{{settings.SITE_URL}{prefix}/claims/weapons/revisions/1/}},\n"
        "}\n"
    )


def test_ris_says_the_same(client, weapons, day, settings):
    response = client.get(RIS)
    assert response.headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert response.content.decode() == "".join(
        f"{line}\r\n"
        for line in [
            "TY  - ELEC",
            "AU  - Rita Tester",
            "TI  - Weapons were sent",
            f"T2  - {settings.SITE_NAME}",
            f"PY  - {day.year}",
            f"DA  - {day:%Y/%m/%d}",
            "AB  - Mostly so.",
            "N1  - Verdict: Mostly true. Revision 1.",
            "LA  - en",
            f"UR  - {settings.SITE_URL}/claims/weapons/revisions/1/",
            "ER  - ",
        ]
    )


def test_citation_is_in_the_language_of_the_claim_where_it_was_not_translated(client, withdrawn):
    cited = client.get("/id/claims/taken-back/revisions/1/citation.ris").content.decode().splitlines()
    assert {"TI  - Taken back", "LA  - en", "N1  - Putusan: Sebagian besar benar. Revisi 1."} <= set(cited)


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", '“<span lang="en" dir="ltr">Weapons were sent</span>”. Verdict: Mostly true.'),
        ("/id", '“<span lang="id" dir="ltr">Senjata dikirim</span>”. Putusan: Sebagian besar benar.'),
    ],
)
def test_page_cites_in_its_language(client, weapons, prefix, said):
    assert said in client.get(f"{prefix}/claims/weapons/").content.decode()


def test_page_links_to_both(client, weapons):
    page = client.get("/claims/weapons/").content.decode()
    assert f'href="{BIB}"' in page
    assert f'href="{RIS}"' in page


@pytest.mark.parametrize(
    "address", ["/claims/weapons/revisions/2/citation.bib", "/claims/no/revisions/1/citation.ris"]
)
def test_what_was_never_published_cannot_be_cited(client, weapons, address):
    assert client.get(address).status_code == 404


def test_notice_of_withdrawal_cannot_be_cited(client, withdrawn):
    assert client.get("/claims/taken-back/revisions/1/citation.bib").status_code == 200
    assert client.get("/claims/taken-back/revisions/2/citation.bib").status_code == 404
