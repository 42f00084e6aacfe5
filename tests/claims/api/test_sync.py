"""Keeping a copy over HTTP, from a server that is killed, by a client that is killed, while editors publish.

The client is sync_client.py, which the documentation points to.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from claims.models import Head, Publication, PublishedClaim
from tests.claims.api import sync_client
from tests.claims.documents import make_full_claim
from tests.claims.test_race import in_background
from tests.factcheck.test_work import wait_until
from tests.factories import make_person, make_published_claim, publish_again
from tests.processes import free_port, kill, process, site

PATIENCE = 60  # seconds, before a test that hangs is a test that fails


@pytest.fixture
def people(real_connections):
    return make_person("edith", "Editor"), make_person("omar", "Editor"), make_person("chen", "Chief editor")


@pytest.fixture
def copy(tmp_path):
    copy = sync_client.open_copy(tmp_path / "copy.sqlite3")
    yield copy
    copy.close()


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(sync_client, "PAGE", 2)


def publish(people):
    """Three claims: one as it is, one corrected, one withdrawn, brought back and withdrawn again."""
    by, approved_by, chief = people
    _, corrected, gone = [make_published_claim(by=by, approved_by=approved_by) for _ in range(3)]
    publish_again(corrected, by=by, approved_by=approved_by, public_note="“Ähnlich” \u2028 <b>&</b> \\ 장관")
    gone.move("withdraw", by=chief, public_note="It rested on a forgery.")
    publish_again(gone, by=chief, approved_by=approved_by)
    gone.move("withdraw", by=chief, public_note="It did after all.")


def public_record():
    """As the site has it: the text of each claim's latest document."""
    rows = PublishedClaim.objects.values_list("claim__uid", "publication__document")
    return {str(uid): text for uid, text in rows}


def kept(copy):
    return dict(copy.execute("SELECT id, document FROM claim"))


def end_of_record():
    return Head.objects.values_list("sequence", "digest").get()


def test_copy_is_the_record_although_the_server_is_killed_and_editors_publish(people, copy, small_pages, monkeypatch):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    publish(people)
    make_full_claim(by=people[0], approved_by=people[1])
    ask, asked = sync_client.get, []
    with ThreadPoolExecutor(1) as editors:
        with site(port) as server, monkeypatch.context() as patch:

            def get(address):
                asked.append(address)
                if len(asked) == 4:
                    kill(server)
                return ask(address)

            patch.setattr(sync_client, "get", get)
            publishing = in_background(editors, lambda: [publish(people) for _ in range(3)])
            with pytest.raises(OSError, match=r"refused|reset|closed"):
                sync_client.sync(address, copy)
        assert sync_client.place(copy)[0] == 4
        with site(port):
            while not publishing.done():
                sync_client.sync(address, copy)
            publishing.result(PATIENCE)
            end = sync_client.sync(address, copy)
    assert end == end_of_record()
    assert kept(copy) == public_record()
    assert Publication.objects.count() == 29
    withdrawn = PublishedClaim.objects.filter(status="withdrawn").values_list("claim__uid", flat=True)
    assert len(withdrawn) == 4
    assert ['"status":"withdrawn"' in kept(copy)[str(uid)] for uid in withdrawn] == [True] * 4


KILLED = """
import sys, threading
from pathlib import Path
from tests.claims.api import sync_client

sync_client.PAGE, ask, asked = 2, sync_client.get, []

def get(address):
    asked.append(address)
    if len(asked) == 4:
        threading.Event().wait()
    return ask(address)

sync_client.get = get
sync_client.sync(sys.argv[1], sync_client.open_copy(sys.argv[2]))
"""


def test_client_that_is_killed_goes_on_where_it_was(people, copy, tmp_path, small_pages, monkeypatch):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    publish(people)
    with site(port):
        with process("-c", KILLED, address, str(tmp_path / "copy.sqlite3")) as client:
            wait_until(lambda: sync_client.place(copy)[0] == 4)
            kill(client)
        asked = []
        ask = sync_client.get
        monkeypatch.setattr(sync_client, "get", lambda address: asked.append(address) or ask(address))
        assert sync_client.sync(address, copy) == end_of_record()
    assert asked[1].endswith("?after=4&page_size=2")
    assert kept(copy) == public_record()


def test_program_is_run_as_its_first_lines_say(people, copy, tmp_path):
    port = free_port()
    publish(people)
    with site(port):
        for _ in range(2):
            program = [sync_client.__file__, f"http://127.0.0.1:{port}/", str(tmp_path / "copy.sqlite3")]
            with process(*program) as client:
                assert client.wait(PATIENCE) == 0
    assert (sync_client.place(copy), kept(copy)) == (end_of_record(), public_record())


@pytest.fixture
def served(client, monkeypatch, reporter, editor, other_editor):
    """A record, and what the test's client answers instead of a server."""
    claim = make_published_claim(by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    monkeypatch.setattr(sync_client, "get", lambda address: client.get(address).json())


def tamper(monkeypatch, change):
    ask = sync_client.get

    def get(address):
        answer = ask(address)
        if answer.get("results"):
            change(answer["results"])
        return answer

    monkeypatch.setattr(sync_client, "get", get)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[1]["document"].update(headline="Other"), "2: the document is not"),
        (lambda rows: rows[1].update(note="Other."), "2: the header is not"),
        (lambda rows: rows[1].update(published_by=99), "2: the header is not"),
        (lambda rows: rows[1].update(digest="0" * 64), "2: the header is not"),
        (lambda rows: rows.pop(0), "1 is missing, or does not follow"),
        (lambda rows: rows.reverse(), "1 is missing, or does not follow"),
        (lambda rows: rows.__setitem__(1, rows[0]), "2 is missing, or does not follow"),
    ],
)
def test_nothing_is_kept_of_a_page_that_does_not_fit(copy, served, monkeypatch, change, said):
    tamper(monkeypatch, change)
    with pytest.raises(sync_client.Broken, match=said):
        sync_client.sync("", copy)
    assert (sync_client.place(copy), kept(copy)) == ((0, sync_client.NOTHING), {})


def test_record_that_was_cut_off_is_noticed(copy, served, monkeypatch):
    tamper(monkeypatch, lambda rows: rows.clear())
    with pytest.raises(sync_client.Broken, match="goes on to 2, and nothing after 0 is given"):
        sync_client.sync("", copy)


def test_record_that_went_back_or_was_written_anew_is_noticed(copy, served, monkeypatch):
    sync_client.sync("", copy)
    ask = sync_client.get
    for head in ({"sequence": 1, "digest": "a" * 64}, {"sequence": 2, "digest": "a" * 64}):
        monkeypatch.setattr(sync_client, "get", lambda address, head=head: head if "head" in address else ask(address))
        with pytest.raises(sync_client.Broken, match=f"ends at {head['sequence']}, and once went on to 2"):
            sync_client.sync("", copy)


def test_another_record_of_the_same_length_is_noticed(copy, served, monkeypatch):
    """A site that was brought back from an old copy and published on."""
    sync_client.keep(copy, sync_client.get("/api/v1/changes/?page_size=1")["results"])
    copy.execute("UPDATE place SET digest = ?", ["b" * 64])
    with pytest.raises(sync_client.Broken, match="2 is missing, or does not follow"):
        sync_client.sync("", copy)


def test_client_is_what_the_documentation_promises():
    """Short, and without libraries: it is read before it is trusted."""
    with open(sync_client.__file__) as file:
        lines = file.read().splitlines()
    imported = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert len(lines) <= 100
    assert imported == {"hashlib", "json", "sqlite3", "sys", "urllib"}
