"""The buttons and pages beside a source's form, for each role."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth.models import Permission

from sources.capturing import keeping
from sources.models import Capture, CaptureRequest, FetchedPage, Source
from tests.browser import browse, needs_browser
from tests.claims.admin.browser import fields_of
from tests.factories import make_outlet, make_person, make_source
from tests.sources.capturing.server import answer

PATIENCE = 30  # seconds, before a test that hangs is a test that fails
PLACE = "/admin/sources/source"


def page_of(client, source):
    return client.get(f"{PLACE}/{source.pk}/change/").content.decode()


def failed(source, by, **fields):
    given = {"failure": "answer", "failure_detail": "404 Not Found"} | fields
    return CaptureRequest.objects.create(source=source, address=source.url, asked_by=by, status="failed", **given)


@pytest.fixture
def source(db):
    return make_source(url="https://example.org/1")


@pytest.fixture
def capture(source, reporter):
    given = {"sha256": "ab" * 32, "size": 3, "method": "fetched", "captured_at": "2026-11-23T02:15:00Z"}
    capture = Capture.objects.create(source=source, file="1/a.html", captured_by=reporter, **given)
    headers = [["Content-Type", "text/html"], ["X-Evil", "<script>alert(1)</script>"]]
    FetchedPage.objects.create(capture=capture, address=source.url, headers=headers, text="<b>bold</b> & plain")
    CaptureRequest.objects.create(source=source, address=source.url, asked_by=reporter, status="kept", capture=capture)
    return capture


@pytest.mark.parametrize("who", ["reporter", "editor", "chief", "superuser"])
def test_copy_is_asked_for_by_those_who_may(client, request, source, who):
    person = request.getfixturevalue(who)
    client.force_login(person)
    response = client.post(f"{PLACE}/{source.pk}/fetch/")
    assert response.url == f"{PLACE}/{source.pk}/change/"
    assert [(each.source, each.asked_by) for each in CaptureRequest.objects.all()] == [(source, person)]


def test_nobody_without_a_role_gets_anywhere(client, charlie, capture):
    client.force_login(charlie)
    places = [f"{capture.source_id}/fetch/", f"capture/{capture.pk}/archive/"]
    answers = [client.post(f"{PLACE}/{place}").status_code for place in places]
    places = [f"{capture.source_id}/copies/", f"capture/{capture.pk}/page/", f"capture/{capture.pk}/"]
    answers += [client.get(f"{PLACE}/{place}").status_code for place in places]
    assert answers == [403] * 5
    assert CaptureRequest.objects.open().count() == 0


def test_nobody_without_an_account_gets_anywhere(client, capture):
    for place in (f"{capture.source_id}/fetch/", f"capture/{capture.pk}/archive/"):
        assert client.post(f"{PLACE}/{place}").url.startswith("/admin/login/")
    for place in (f"{capture.source_id}/copies/", f"capture/{capture.pk}/page/"):
        assert client.get(f"{PLACE}/{place}").url.startswith("/admin/login/")


def test_who_may_look_and_no_more_sees_no_button(client, source, capture):
    guest = make_person("gina")
    guest.user_permissions.set(Permission.objects.filter(codename__in=["view_source", "view_capture"]))
    client.force_login(guest)
    page = page_of(client, source)
    assert ("Text and headers" in page, "/fetch/" in page) == (True, False)
    assert client.post(f"{PLACE}/{source.pk}/fetch/").status_code == 403


def test_who_may_see_sources_but_no_copies_is_not_told_of_them(client, source, reporter):
    failed(source, reporter)
    guest = make_person("gina")
    guest.user_permissions.set(Permission.objects.filter(codename="view_source"))
    client.force_login(guest)
    assert "404 Not Found" not in page_of(client, source)


@pytest.mark.parametrize("place", ["{0.source_id}/fetch/", "capture/{0.pk}/archive/"])
def test_looking_changes_nothing(client, reporter, capture, place):
    client.force_login(reporter)
    assert client.get(f"{PLACE}/{place.format(capture)}").status_code == 405


def test_source_that_is_not_there_is_not_found(client, reporter):
    client.force_login(reporter)
    answers = [client.post(f"{PLACE}/999/fetch/"), client.get(f"{PLACE}/999/copies/")]
    answers += [client.get(f"{PLACE}/capture/999/page/"), client.post(f"{PLACE}/capture/999/archive/")]
    assert [each.status_code for each in answers] == [404] * 4


def test_source_without_an_address_says_what_to_do(client, reporter):
    source = make_source()
    client.force_login(reporter)
    assert "Give the address below and save" in page_of(client, source)
    page = client.post(f"{PLACE}/{source.pk}/fetch/", follow=True).content.decode()
    assert "This source has no address to fetch." in page
    assert CaptureRequest.objects.count() == 0


def test_failure_is_shown_with_a_way_to_try_again(client, reporter, source):
    failed(source, reporter, failure_detail="404 <b>Not</b> Found")
    client.force_login(reporter)
    page = page_of(client, source)
    assert "The server answered with an error. Check the address, or upload a file." in page
    assert "(404 &lt;b&gt;Not&lt;/b&gt; Found)" in page
    assert 'value="Try again"' in page
    client.post(f"{PLACE}/{source.pk}/fetch/")
    assert [each.status for each in CaptureRequest.objects.all()] == ["queued", "failed"]


def test_copy_under_way_is_not_offered_again(client, reporter, source):
    keeping.ask(source, by=reporter)
    client.force_login(reporter)
    page = page_of(client, source)
    assert ("Waiting" in page, f"{source.pk}/fetch/" in page) == (True, False)
    assert f'data-follow="{PLACE}/{source.pk}/copies/"' in page


def test_status_alone_can_be_asked_for(client, reporter, source):
    keeping.ask(source, by=reporter)
    client.force_login(reporter)
    part = client.get(f"{PLACE}/{source.pk}/copies/").content.decode()
    assert part.lstrip().startswith('<section class="desk-copies"')
    assert "data-follow" in part
    CaptureRequest.objects.update(status="failed", failure="time")
    assert "data-follow" not in client.get(f"{PLACE}/{source.pk}/copies/").content.decode()


def test_text_and_headers_are_shown_as_plain_text(client, reporter, capture):
    client.force_login(reporter)
    page = client.get(f"{PLACE}/capture/{capture.pk}/page/").content.decode()
    assert "<pre>&lt;b&gt;bold&lt;/b&gt; &amp; plain</pre>" in page
    assert "X-Evil: &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_uploaded_copy_has_no_such_page(client, reporter, source):
    given = {"archived_url": "https://archive.example/1", "captured_at": "2026-11-23T02:15:00Z"}
    capture = Capture.objects.create(source=source, captured_by=reporter, **given)
    client.force_login(reporter)
    assert client.get(f"{PLACE}/capture/{capture.pk}/page/").status_code == 404


@pytest.mark.parametrize("status", ["none", "failed"])
def test_archive_is_asked_again_where_one_is_set(client, reporter, capture, settings, status):
    Capture.objects.update(archive_status=status, archive_failure="It was busy." if status == "failed" else "")
    client.force_login(reporter)
    address = f"{PLACE}/capture/{capture.pk}/archive/"
    assert "No archive can be asked" in client.post(address, follow=True).content.decode()
    settings.ARCHIVE, settings.ARCHIVE_KEY = "internet-archive", "key:secret"
    assert (address in page_of(client, capture.source)) == (status == "failed")
    client.post(address)
    capture.refresh_from_db()
    assert (capture.archive_status, capture.archive_failure) == ("requested", "")


def add(client, **changes):
    form = fields_of(client.get(f"{PLACE}/add/"), "source_form")
    form |= {"title": "New", "slug": "new", "outlet": make_outlet().pk, "url": "https://example.org/new"} | changes
    form = {name: value for name, value in form.items() if value is not None}
    assert client.post(f"{PLACE}/add/", form).status_code == 302
    return Source.objects.get(slug="new")


def test_new_source_is_fetched_unless_that_is_unticked(client, reporter):
    client.force_login(reporter)
    request = add(client).capture_requests.get()
    assert (request.asked_by, request.address) == (reporter, "https://example.org/new")


def test_new_source_is_not_fetched_where_that_is_unticked(client, reporter):
    client.force_login(reporter)
    assert add(client, fetch_copy=None).capture_requests.count() == 0


def test_new_source_without_an_address_is_not_fetched(client, reporter):
    client.force_login(reporter)
    assert add(client, url="", document_number="1").capture_requests.count() == 0


def test_fetching_is_not_offered_to_who_may_keep_no_copies(client, db):
    guest = make_person("gina")
    guest.user_permissions.set(Permission.objects.filter(codename__in=["add_source", "view_source", "view_outlet"]))
    client.force_login(guest)
    assert "fetch_copy" not in client.get(f"{PLACE}/add/").content.decode()
    assert add(client, fetch_copy="on").capture_requests.count() == 0


def test_copy_that_arrives_while_somebody_types_loses_nothing(client, reporter, source, request):
    client.force_login(reporter)
    form = fields_of(client.get(f"{PLACE}/{source.pk}/change/"), "source_form")
    request.getfixturevalue("capture")
    new = {"captures-2-0-archived_url": "https://archive.example/1", "title": "Changed"}
    assert client.post(f"{PLACE}/{source.pk}/change/", form | new).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.captures.count()) == ("Changed", 2)


def test_sources_without_a_copy_can_be_listed(client, reporter, capture):
    bare, explained = make_source("Bare", no_copy_reason=""), make_source("Explained")
    client.force_login(reporter)

    def listed(query):
        return {*client.get(f"{PLACE}/?{query}").context["cl"].queryset}

    gone, tried_again = (make_source(name, url=f"https://example.org/{name}") for name in ("gone", "again"))
    failed(gone, reporter)
    failed(tried_again, reporter)
    keeping.ask(tried_again, by=reporter)
    assert listed("copy=failed") == {gone}
    assert listed("copy=none") == {bare, explained, gone, tried_again}
    assert listed("copy=unexplained") == {bare}
    assert len(listed("")) == 5


@needs_browser
def test_status_comes_up_to_date_by_itself(live_server, reachable):
    """In a browser, without a word of complaint from it: the policy of the desk's pages holds."""
    reachable.pages["/"] = answer(b"What it says.", content_type="text/plain")
    rita = make_person("rita", "Reporter")
    source = make_source("Report", url=reachable.url())
    waiting = keeping.ask(source, by=rita)

    def visit(page):
        page.goto(f"{live_server.url}/admin/")
        page.fill("#id_username", "rita")
        page.fill("#id_password", "correct horse battery")
        page.click("input[type=submit]")
        page.goto(f"{live_server.url}{PLACE}/{source.pk}/change/")
        seen.append(page.inner_text("#copies strong"))
        page.fill("#id_title", "Typed meanwhile")
        opened.set()
        page.wait_for_selector("#copies .desk-copy-kept")
        seen.append(page.input_value("#id_title"))
        page.click("text=Text and headers")
        seen.append(page.inner_text("pre >> nth=0"))

    seen, opened = [], Event()
    with ThreadPoolExecutor(1) as threads:
        browsing = threads.submit(browse, visit)
        opened.wait(PATIENCE)
        keeping.keep(waiting.pk)
        watch = browsing.result()
    assert seen == ["Waiting", "Typed meanwhile", "What it says."]
    assert watch.complaints == []
