"""Tables at the desk, as a browser asks for them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from claims.models import Actor, Claim, TableImport
from claims.tables import TABLES, imports
from claims.tables.files import read
from sources.models import Source
from tests.browser import browse, needs_browser
from tests.claims.desk import everything
from tests.claims.tables.making import as_csv, as_xlsx
from tests.factories import make_actor, make_claim, make_person, make_source, make_topic

LISTS = {"claims": "/admin/claims/claim/", "actors": "/admin/claims/actor/", "sources": "/admin/sources/source/"}
MODELS = {"claims": Claim, "actors": Actor, "sources": Source}
CLAIMS = LISTS["claims"]
ROLES = {
    "Reporter": "Reporter",
    "Editor": "Editor",
    "Chief editor": "Chief editor",
    "charlie": None,
    "superuser": None,
}


def person_of(role):
    return make_person("pat", ROLES[role], is_superuser=role == "superuser")


def upload(client, content, table="claims", name="table.csv"):
    return client.post(f"{LISTS[table]}import/", {"file": SimpleUploadedFile(name, content)})


def bytes_of(response):
    """Read to its end, by which a file is closed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def status_of(response):
    bytes_of(response)
    return response.status_code


@pytest.mark.parametrize("table", LISTS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_with_a_table(client, db, editor, role, table):
    """Each address by itself, as somebody would try them."""
    person, address = person_of(role), LISTS[table]
    made = imports.start(table, "x.csv", imports.open_file(table, as_csv(["slug"], ["x"])), by=editor)
    before = everything()
    client.force_login(person)
    gets = {
        kind: status_of(client.get(f"{address}{kind}"))
        for kind in ("export/csv/", "export/xlsx/", "import/", "import/template/csv/", f"import/{made.pk}/")
    }
    sees, imports_it = role != "charlie", role not in ("charlie", "Reporter")
    assert gets == {
        "export/csv/": 200 if sees else 403,
        "export/xlsx/": 200 if sees else 403,
        "import/": 200 if sees else 403,
        "import/template/csv/": 200 if imports_it else 403,
        f"import/{made.pk}/": 200 if imports_it else 403,
    }
    for what in ("confirm", "retry", "discard"):
        assert client.post(f"{address}import/{made.pk}/", {what: "1"}).status_code == 403, what
    assert everything() == before
    assert upload(client, b"slug\nx\n", table).status_code == (302 if imports_it else 403)


def test_anonymous_is_sent_to_log_in(client, db):
    for address in LISTS.values():
        for kind in ("export/csv/", "import/", "import/template/xlsx/", "import/1/"):
            assert client.get(address + kind).url.startswith("/admin/login/")


def test_list_leads_to_tables_with_its_filters(client, reporter):
    client.force_login(reporter)
    assert f'href="{CLAIMS}import/?state=logged"' in client.get(f"{CLAIMS}?state=logged").content.decode()
    page = client.get(f"{CLAIMS}import/?state=logged").content.decode()
    assert f'href="{CLAIMS}export/csv/?state=logged"' in page
    assert "Your role does not allow you to import." in page
    assert 'type="file"' not in page


def test_export_holds_what_the_list_shows(client, reporter):
    make_claim("Rain", by=reporter, language="id")
    make_claim("Snow", by=reporter)
    client.force_login(reporter)
    content = bytes_of(client.get(f"{CLAIMS}export/csv/?language=id"))
    rows = read(content, TABLES["claims"]().columns).rows
    assert [row.cells["slug"] for row in rows] == ["rain"]


def test_export_is_a_file_to_save(client, reporter):
    client.force_login(reporter)
    for kind, content_type in (("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxmlformats-officedocu"
                               "ment.spreadsheetml.sheet")):  # fmt: skip
        response = client.get(f"{CLAIMS}export/{kind}/")
        assert response["Content-Type"] == content_type
        assert response["Content-Disposition"].startswith('attachment; filename="claims-')
        bytes_of(response)


@pytest.mark.parametrize("address", ["export/pdf/", "export/csv/?nothing=1", "import/template/pdf/", "import/9999/"])
def test_what_is_not_there_is_not_found(client, editor, address):
    client.force_login(editor)
    assert client.get(CLAIMS + address).status_code == 404


def test_text_too_long_for_a_spreadsheet_is_told_above_the_list(client, editor):
    make_claim("Long", by=editor, context="x" * 40_000)
    client.force_login(editor)
    page = client.get(f"{CLAIMS}export/xlsx/", follow=True).content.decode()
    assert "Row 2 holds a text that is too long for a cell of a spreadsheet: export CSV." in page


def test_import_of_another_table_is_not_shown_here(client, editor):
    client.force_login(editor)
    response = upload(client, b"name,kind\nRussia,state\n", "actors")
    pk = TableImport.objects.get().pk
    assert (response.url, client.get(f"{CLAIMS}import/{pk}/").status_code) == (f"{LISTS['actors']}import/{pk}/", 404)


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_file_is_shown_row_by_row_and_then_written(client, editor, make):
    make_claim("Rain", by=editor, notes="<b>Old</b>")
    client.force_login(editor)
    response = upload(client, make(["slug", "statement", "notes"], ["rain", "Rain, it is said.", "<i>New"],
                                   ["", "It snows.", ""]), name="<x>.xlsx")  # fmt: skip
    page = client.get(response.url).content.decode()
    assert "<del><bdi>&lt;b&gt;Old&lt;/b&gt;</bdi></del> → <ins><bdi>&lt;i&gt;New</bdi></ins>" in page
    assert "Import 2 rows" in page
    assert Claim.objects.count() == 1
    done = client.post(response.url, {"confirm": "1"}, follow=True).content.decode()
    assert "Everything was written" in done
    assert sorted(Claim.objects.values_list("slug", "notes")) == [("it-snows", ""), ("rain", "<i>New")]


def test_errors_are_shown_by_row_and_column_and_nothing_can_be_confirmed(client, editor):
    client.force_login(editor)
    response = upload(client, as_csv(["statement", "topics", "said_on"], ["It rains.", "Weather", "June"]))
    page = client.get(response.url).content.decode()
    assert "There is no topic “Weather”: add it under Topics first, or correct the name." in page
    assert "Give a day as year-month-day, such as 2024-06-18." in page
    assert 'name="confirm"' not in page
    client.post(response.url, {"confirm": "1"})
    assert Claim.objects.count() == 0


def test_missing_topic_can_be_added_and_the_file_checked_again(client, editor):
    client.force_login(editor)
    response = upload(client, as_csv(["statement", "topics"], ["It rains.", "Weather"]))
    make_topic("Weather")
    assert "Import 1 row<" in client.post(response.url, {"retry": "1"}, follow=True).content.decode()


def test_only_who_uploaded_confirms(client, editor, chief):
    client.force_login(editor)
    response = upload(client, b"statement\nIt rains.\n")
    client.force_login(chief)
    page = client.get(response.url).content.decode()
    assert 'name="confirm"' not in page
    assert "Uploaded by Edith Tester" in page
    assert client.post(response.url, {"confirm": "1"}).status_code == 403
    assert Claim.objects.count() == 0


def test_confirming_an_import_that_moved_on_is_told(client, editor):
    client.force_login(editor)
    response = upload(client, b"statement\nIt rains.\n")
    client.post(response.url, {"confirm": "1"})
    page = client.post(response.url, {"confirm": "1"}, follow=True).content.decode()
    assert "Nothing was done: this import is not where it was when you opened the page." in page
    assert Claim.objects.count() == 1


def test_import_can_be_thrown_away(client, editor):
    client.force_login(editor)
    response = upload(client, b"statement\nIt rains.\n")
    page = client.post(response.url, {"discard": "1"}, follow=True).content.decode()
    assert "was thrown away; nothing of it was imported." in page
    assert TableImport.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "The file is empty."),
        (b"statement\n", "There are headings, but no rows below them."),
        (b"Behauptung\nx\n", "Not known are the headings: “Behauptung”."),
        (b"PK\x03\x04junk", "This XLSX file is damaged."),
        (b"statement\n\xff\n", "Line 2 is not in UTF-8."),
        (b"x" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB"),
    ],
)
def test_file_that_cannot_be_used_is_told_at_the_form(client, editor, content, error):
    client.force_login(editor)
    response = upload(client, content)
    assert response.status_code == 422
    assert error in response.content.decode()
    assert TableImport.objects.count() == 0


def test_form_without_a_file_is_told(client, editor):
    client.force_login(editor)
    response = client.post(f"{CLAIMS}import/")
    assert (response.status_code, "Choose a file first." in response.content.decode()) == (422, True)


def test_template_is_an_empty_table_with_the_headings(client, editor):
    client.force_login(editor)
    for table, address in LISTS.items():
        for kind in ("csv", "xlsx"):
            content = bytes_of(client.get(f"{address}import/template/{kind}/"))
            columns = TABLES[table]().columns
            assert read(content, columns) == (list(columns), [], [])


@pytest.mark.django_db(transaction=True)  # a worker begins with a fresh connection
def test_long_import_shows_its_status_until_the_worker_is_done(client, editor):
    client.force_login(editor)
    count = imports.SMALL + 1
    response = upload(client, as_csv(["statement"], *([f"Statement {number}."] for number in range(count))))
    refresh = '<meta http-equiv="refresh" content="3">'
    page = client.get(response.url).content.decode()
    assert f"0 of {count} rows are checked." in page
    assert refresh in page
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    page = client.get(response.url).content.decode()
    assert f"Import {count} rows" in page
    assert refresh not in page
    assert "Page 1 of 3" in page
    assert (
        f"{count} rows are being written" in client.post(response.url, {"confirm": "1"}, follow=True).content.decode()
    )
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert "Everything was written" in client.get(response.url).content.decode()
    assert Claim.objects.count() == count


def test_import_that_was_lost_can_be_started_again(client, editor):
    client.force_login(editor)
    response = upload(client, b"statement\nIt rains.\n")
    TableImport.objects.update(status="writing")
    assert 'name="retry"' not in client.get(response.url).content.decode()
    made = TableImport.objects.get()
    made.started_at -= 2 * imports.LOST_AFTER
    made.save()
    page = client.get(response.url).content.decode()
    assert "This takes longer than usual." in page
    client.post(response.url, {"retry": "1"})
    client.post(response.url, {"confirm": "1"})
    assert Claim.objects.count() == 1


def test_rows_can_be_looked_at_by_their_fate(client, editor):
    make_actor("Russia")
    client.force_login(editor)
    response = upload(client, as_csv(["name", "kind"], ["Russia", "state"], ["China", "state"]), "actors")
    for fate, numbers in {"": [2, 3], "error": [2], "new": [3], "unchanged": [], "nonsense": [2, 3]}.items():
        page = client.get(f"{response.url}?fate={fate}").context["page"]
        assert [told.row.number for told in page.told] == numbers, fate


def test_history_of_an_object_says_who_imported_it(client, editor):
    client.force_login(editor)
    response = upload(
        client, as_csv(["title", "outlet", "url"], ["A", make_source().outlet.slug, "https://e.org/"]), "sources"
    )
    client.post(response.url, {"confirm": "1"})
    made = Source.objects.get(title="A")
    (kept,) = made.history.all()
    assert (kept.history_user, kept.history_type) == (editor, "+")
    assert editor.get_full_name() in client.get(f"{LISTS['sources']}{made.pk}/history/").content.decode()


@needs_browser
@pytest.mark.django_db(transaction=True)
def test_browser_imports_without_a_complaint(live_server, tmp_path):
    make_person("edith", "Editor")
    file = tmp_path / "rain.csv"
    file.write_text("statement\nIt rains.\n")

    def visit(page):
        page.goto(f"{live_server.url}{CLAIMS}")
        page.fill("#id_username", "edith")
        page.fill("#id_password", "correct horse battery")
        page.click("[type=submit]")
        page.click("text=Import or export")
        page.set_input_files("[type=file]", file)
        page.click("input[type=submit].default")
        page.click("text=Import 1 row")
        page.wait_for_selector("text=Everything was written")
        page.click("text=See the list")
        page.wait_for_selector("text=It rains.")

    watch = browse(visit)
    assert (watch.complaints, watch.hosts) == ([], {live_server.url.partition("://")[2]})
    assert Claim.objects.get().statement == "It rains."
