import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sources.models import Capture, Derivation, Source
from tests.claims.admin.browser import add_row, fields_of
from tests.factories import make_derivation, make_outlet, make_source

PDF = b"%PDF-1.7 a report"


def address(source):
    return f"/admin/sources/source/{source.pk}/change/"


def opened(client, source):
    return fields_of(client.get(address(source)), "source_form")


def upload(client, source, file=None, **fields):
    form = opened(client, source)
    new = {f"captures-2-0-{name}": value for name, value in fields.items()}
    return client.post(address(source), form | new | ({"captures-2-0-file": file} if file else {}))


def keep(client, source, name="report.pdf", content=PDF):
    upload(client, source, SimpleUploadedFile(name, content, content_type="text/html"))
    return source.captures.get()


def test_source_is_added_with_what_it_repeats(client, reporter):
    wire = make_source("Wire")
    client.force_login(reporter)
    form = fields_of(client.get("/admin/sources/source/add/"), "source_form")
    form |= {"title": "Copy", "slug": "copy", "outlet": make_outlet().pk, "document_number": "1", "lineage": "derived"}
    add_row(form, "derivations", derived_from=wire.pk)
    assert client.post("/admin/sources/source/add/", form).status_code == 302
    assert Derivation.objects.get().derived_from == wire


def test_new_source_that_repeats_others_must_say_so(client, reporter):
    wire = make_source("Wire")
    client.force_login(reporter)
    form = fields_of(client.get("/admin/sources/source/add/"), "source_form")
    form |= {"title": "Copy", "slug": "copy", "outlet": make_outlet().pk, "document_number": "1", "lineage": "unknown"}
    add_row(form, "derivations", derived_from=wire.pk)
    response = client.post("/admin/sources/source/add/", form)
    assert "Say above that this source repeats others" in response.content.decode()
    assert Source.objects.count() == 1


def test_cycle_is_an_error_of_the_form(client, reporter):
    wire, copy = make_source("Wire", lineage="derived"), make_source("Copy")
    make_derivation(copy, wire)
    client.force_login(reporter)
    form = opened(client, wire)
    add_row(form, "derivations", derived_from=copy.pk)
    response = client.post(address(wire), form)
    assert "two sources cannot repeat each other" in response.content.decode()
    assert Derivation.objects.count() == 1


def test_cycle_that_only_the_database_sees_is_an_error_of_the_form_too(client, reporter, monkeypatch):
    """As where two people each add half of a cycle at once: the form sees nothing the first time."""
    wire, copy = make_source("Wire", lineage="derived"), make_source("Copy")
    make_derivation(copy, wire)
    looks = iter([lambda derivation: None])
    real = Derivation.clean
    monkeypatch.setattr(Derivation, "clean", lambda derivation: next(looks, real)(derivation))
    client.force_login(reporter)
    form = opened(client, wire)
    add_row(form, "derivations", derived_from=copy.pk)
    response = client.post(address(wire), form)
    assert "two sources cannot repeat each other" in response.content.decode()
    assert Derivation.objects.count() == 1


def test_uploaded_copy_is_described_by_its_bytes(client, reporter):
    source = make_source()
    client.force_login(reporter)
    capture = keep(client, source, name="../../evil name.pdf")
    assert (capture.sha256, capture.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert (capture.captured_by, capture.method, capture.content_type) == (reporter, "uploaded", "application/pdf")
    assert "evil" not in capture.file.name


def test_archive_link_is_a_copy_without_a_file(client, reporter):
    source = make_source()
    client.force_login(reporter)
    upload(client, source, archived_url="https://archive.example/1")
    capture = source.captures.get()
    assert (capture.method, capture.archive_status, capture.sha256) == ("archived", "archived", "")


def test_copy_of_nothing_is_refused(client, reporter):
    source = make_source()
    client.force_login(reporter)
    response = upload(client, source, notes="No file.")
    assert "Upload a file, or give the link to the archived copy." in response.content.decode()


def test_too_large_a_copy_is_refused(client, reporter, monkeypatch):
    monkeypatch.setattr("sources.admin.captures.LARGEST_COPY", 10)
    source = make_source()
    client.force_login(reporter)
    response = upload(client, source, SimpleUploadedFile("a.pdf", PDF))
    assert "The file is larger than" in response.content.decode()
    assert Capture.objects.count() == 0


def test_kept_copy_cannot_be_changed_or_removed(client, superuser):
    source = make_source()
    client.force_login(superuser)
    capture = keep(client, source)
    form = opened(client, source)
    kept = [name for name in form if name.startswith("captures-0") and not name.endswith(("-id", "-source"))]
    assert kept == []
    meddling = {"captures-TOTAL_FORMS": "1", "captures-INITIAL_FORMS": "1", "captures-0-id": capture.pk}
    meddling |= {"captures-0-source": source.pk, "captures-0-DELETE": "on", "captures-0-notes": "Mine."}
    meddling |= {"captures-2-TOTAL_FORMS": "1", "captures-2-INITIAL_FORMS": "1", "captures-2-0-id": capture.pk}
    client.post(address(source), form | meddling | {"captures-2-0-notes": "Mine.", "title": "Changed"})
    capture.refresh_from_db()
    assert (capture.notes, capture.sha256) == ("", hashlib.sha256(PDF).hexdigest())


def test_copy_is_downloaded_as_an_attachment(client, reporter):
    source = make_source("Report")
    client.force_login(reporter)
    capture = keep(client, source, name="page.html", content=b"<html><script>alert(1)</script>")
    response = client.get(f"/admin/sources/source/capture/{capture.pk}/")
    assert b"".join(response.streaming_content) == b"<html><script>alert(1)</script>"
    assert response["Content-Disposition"] == f'attachment; filename="report-{capture.pk}.html"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_download_is_offered_on_the_page_of_the_source(client, reporter):
    source = make_source()
    client.force_login(reporter)
    capture = keep(client, source)
    page = client.get(address(source)).content.decode()
    assert f'href="/admin/sources/source/capture/{capture.pk}/"' in page


def test_download_needs_the_permission(client, reporter, charlie):
    source = make_source()
    client.force_login(reporter)
    capture = keep(client, source)
    client.force_login(charlie)
    assert client.get(f"/admin/sources/source/capture/{capture.pk}/").status_code == 403
    client.logout()
    assert client.get(f"/admin/sources/source/capture/{capture.pk}/").url.startswith("/admin/login/")


def test_copy_that_is_not_there_is_not_found(client, reporter):
    source = make_source()
    client.force_login(reporter)
    capture = keep(client, source)
    capture.file.storage.delete(capture.file.name)
    assert client.get(f"/admin/sources/source/capture/{capture.pk}/").status_code == 404
    assert client.get("/admin/sources/source/capture/999/").status_code == 404


@pytest.mark.parametrize(("who", "grade"), [("editor", "F"), ("chief", "B")])
def test_outlet_is_graded_by_those_who_may(client, request, db, who, grade):
    outlet = make_outlet()
    client.force_login(request.getfixturevalue(who))
    url = f"/admin/sources/outlet/{outlet.pk}/change/"
    form = fields_of(client.get(url), "outlet_form")
    graded = {"reliability": "B", "reliability_reason": "Ten years.", "reliability_graded_on": "2024-06-18"}
    client.post(url, form | graded | {"country": "ID"})
    outlet.refresh_from_db()
    assert (outlet.reliability, outlet.country) == (grade, "ID")


def test_grade_without_a_reason_is_refused_in_words(client, chief):
    outlet = make_outlet()
    client.force_login(chief)
    url = f"/admin/sources/outlet/{outlet.pk}/change/"
    response = client.post(url, fields_of(client.get(url), "outlet_form") | {"reliability": "A"})
    assert "A grade from A to E needs a reason and the date it was given." in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_for_three_copies_as_for_one(client, reporter, count, django_assert_num_queries):
    source = make_source()
    for number in range(count):
        keep = {"archived_url": f"https://archive.example/{number}", "captured_by": reporter}
        Capture.objects.create(source=source, captured_at=timezone.now(), **keep)
    client.force_login(reporter)
    client.get(address(source))  # what is asked once in a process is asked here
    with django_assert_num_queries(21):
        client.get(address(source))


def test_reliability_is_chosen_by_letter_and_words(client, chief):
    client.force_login(chief)
    assert "B – Usually reliable" in client.get("/admin/sources/outlet/add/").content.decode()


def test_half_an_address_is_answered_with_what_to_type_instead(client, reporter):
    source = make_source()
    client.force_login(reporter)
    response = client.post(address(source), opened(client, source) | {"url": "ftp://example.org/1"})
    errors = response.context["adminform"].form.errors
    assert errors == {"url": ["Give a whole address, such as https://example.org/page."]}


def test_grade_is_not_carried_over_to_another_name(client, reporter):
    given = {"reliability": "A", "reliability_reason": "Its record.", "reliability_graded_on": "2024-01-01"}
    outlet = make_outlet("Gazette", **given)
    client.force_login(reporter)
    page = f"/admin/sources/outlet/{outlet.pk}/change/"
    client.post(page, fields_of(client.get(page), "outlet_form") | {"name": "My blog", "notes": "x"})
    outlet.refresh_from_db()
    assert (outlet.name, outlet.notes) == ("Gazette", "x")
