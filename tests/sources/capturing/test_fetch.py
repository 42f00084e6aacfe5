"""Fetching from servers that mean harm: real sockets, on this machine, of which one server is let through."""

import gzip
import hashlib
import os
import socket
import time
import zlib

import brotli
import certifi
import pytest

from sources.capturing.failures import Failure, FetchFailed
from sources.capturing.fetch import Limits, fetch
from sources.capturing.lines import Network
from tests.sources.capturing.server import CERTIFICATE, Server, answer, drip, endless, redirect

PAGE = b"<!doctype html><title>A page</title><p>What it says."
SMALL = Limits(bytes=100_000, seconds=5)


def failure(server, path="/", *, limits=SMALL, network=None):
    with (
        pytest.raises(FetchFailed) as failed,
        fetch(server.url(path), network=network or server.network, limits=limits),
    ):
        pass
    return failed.value.failure


def fetched(server, path="/", limits=SMALL):
    with fetch(server.url(path), network=server.network, limits=limits) as page:
        return page, page.file.read()


def test_page_is_fetched_with_its_digest_and_headers(server):
    server.pages["/"] = answer(PAGE, X_Thing="this", Set_Cookie="key=secret")
    page, content = fetched(server)
    assert (content, page.size, page.sha256) == (PAGE, len(PAGE), hashlib.sha256(PAGE).hexdigest())
    assert (page.address, page.content_type) == (server.url("/"), "text/html")
    headers = {name.lower(): value for name, value in page.headers}
    assert headers == {"content-type": "text/html; charset=utf-8", "content-length": str(len(PAGE)), "x-thing": "this"}


def test_header_that_no_database_can_hold_is_kept_without_what_it_cannot(server):
    server.pages["/"] = answer(PAGE, content_length=None, X_Y="a\0b\xe4")
    assert ["X-Y", "abÃ¤"] in fetched(server)[0].headers


def test_request_tells_nothing_of_this_machine(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    server.pages["/"] = answer(PAGE)
    fetched(server)
    names = [line.partition(":")[0].lower() for line in server.asked[0].split("\r\n")[1:] if line]
    assert names == ["host", "user-agent", "accept", "accept-encoding", "connection"]


def test_one_server_alone_is_let_through(server):
    """Without which the refusals below would show nothing: the same address is refused by the real policy."""
    server.pages["/"] = answer(PAGE)
    assert failure(server, network=Network(let_through=frozenset({("127.0.0.2", server.port)}))) == Failure.PRIVATE
    assert server.asked == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_this_machine_is_not_asked_in_any_spelling(server, host):
    with pytest.raises(FetchFailed) as failed, fetch(f"http://{host}:8000/", limits=SMALL):
        pass
    assert failed.value.failure in {Failure.PRIVATE, Failure.HOST}


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://2130706433:8000/", "http://[::1]:8000/",
        "http://[::ffff:127.0.0.1]:8000/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://192.168.0.1/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "https://127.0.0.1/",
        "http://0.0.0.0:8000/", "//127.0.0.1:8080/",
    ],
)  # fmt: skip
def test_redirect_into_a_private_network_is_refused(server, location):
    server.pages["/"] = redirect(location)
    assert failure(server) == Failure.PRIVATE


def test_redirect_to_another_port_of_this_machine_is_refused(server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        server.pages["/"] = redirect(f"http://127.0.0.1:{other.getsockname()[1]}/")
        assert failure(server) == Failure.PORT
        other.settimeout(0.1)
        with pytest.raises(TimeoutError):
            other.accept()


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "data:,x"])
def test_redirect_to_another_scheme_is_refused(server, location):
    server.pages["/"] = redirect(location)
    assert failure(server) == Failure.ADDRESS


def rebinding(server, *answers):
    """A resolver whose answer changes each time; the last one stays."""
    left = list(answers)
    asked = []

    def resolve(host, port, **kwargs):
        asked.append(host)
        number = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    return asked, Network(resolve, server.network.let_through)


def test_name_is_looked_up_once_and_means_what_it_meant_then(server):
    """The second answer would lead elsewhere: it is never asked for."""
    server.pages["/"] = answer(PAGE)
    asked, network = rebinding(server, "127.0.0.1", "10.255.255.1")
    with fetch(server.url(host="rebinds.example"), network=network, limits=SMALL) as page:
        assert page.size == len(PAGE)
    assert asked == ["rebinds.example"]
    assert f"Host: rebinds.example:{server.port}" in server.asked[0]


def test_name_that_turns_private_by_the_redirect_is_refused(server):
    server.pages["/"] = redirect("/again")
    asked, network = rebinding(server, "127.0.0.1", "127.0.0.2")
    with (
        pytest.raises(FetchFailed) as failed,
        fetch(server.url(host="rebinds.example"), network=network, limits=SMALL),
    ):
        pass
    assert (failed.value.failure, failed.value.detail) == (Failure.PRIVATE, "rebinds.example")
    assert (len(asked), server.paths()) == (2, ["/"])


def test_name_with_one_private_address_among_others_is_refused(server):
    def resolve(host, port, **kwargs):
        return [(socket.AF_INET, 1, 6, "", (number, port)) for number in ("127.0.0.1", "192.168.0.1")]

    server.pages["/"] = answer(PAGE)
    assert failure(server, network=Network(resolve, server.network.let_through)) == Failure.PRIVATE
    assert server.asked == []


def test_name_that_is_none_is_told(server):
    def resolve(host, port, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert failure(server, network=Network(resolve, server.network.let_through)) == Failure.HOST


def test_server_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    network = Network(let_through=frozenset({("127.0.0.1", port)}))
    with pytest.raises(FetchFailed) as failed, fetch(f"http://127.0.0.1:{port}/", network=network, limits=SMALL):
        pass
    assert failed.value.failure == Failure.CONNECTION


@pytest.mark.parametrize("port", [1, 22, 25, 5432, 6379, 65535])
def test_port_that_is_not_for_pages_is_refused_before_its_name_is_looked_up(server, port):
    asked, network = rebinding(server, "8.8.8.8")
    with pytest.raises(FetchFailed) as failed, fetch(f"http://example.org:{port}/", network=network, limits=SMALL):
        pass
    assert (failed.value.failure, asked) == (Failure.PORT, [])


def test_redirects_are_followed_to_the_page(server):
    server.pages |= {"/": redirect("/b", "301 Moved"), "/b": redirect(b"/p\xc3\xa4ge"), "/p%C3%A4ge": answer(PAGE)}
    page, content = fetched(server)
    assert (content, page.address) == (PAGE, server.url("/p%C3%A4ge"))


def test_redirects_end(server):
    server.pages |= {"/": redirect("/b"), "/b": redirect("/")}
    assert failure(server) == Failure.REDIRECTS
    assert len(server.asked) == 6


def test_endless_body_is_cut_off(server):
    server.pages["/"] = endless(server, answer(content_length=None), b"x" * 65536)
    assert failure(server) == Failure.SIZE


def test_endless_chunks_are_cut_off(server):
    start = answer(content_length=None, Transfer_Encoding="chunked")
    server.pages["/"] = endless(server, start, b"1000\r\n" + b"x" * 4096 + b"\r\n")
    assert failure(server) == Failure.SIZE


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("gzip, gzip", lambda content: gzip.compress(gzip.compress(content))),
    ],
)
def test_compressed_bomb_is_cut_off(server, encoding, pack):
    """20 MB in a few bytes: not even unpacked."""
    bomb = pack(b"\0" * 20_000_000)
    server.pages["/"] = answer(bomb, Content_Encoding=encoding)
    assert len(bomb) < SMALL.bytes
    assert failure(server) == Failure.SIZE


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_compressed_page_is_kept_unpacked(server, encoding, pack):
    server.pages["/"] = answer(pack(PAGE), Content_Encoding=encoding)
    page, content = fetched(server)
    assert (content, page.size) == (PAGE, len(PAGE))


def test_body_that_is_not_packed_as_it_says_is_told(server):
    server.pages["/"] = answer(b"not gzip at all", Content_Encoding="gzip")
    assert failure(server) == Failure.BROKEN


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        answer(content_length=None),
        answer(content_length="90000"),
        answer(content_length=None, Transfer_Encoding="chunked") + b"fff\r\n",
    ],
)
def test_slow_drip_ends_at_the_deadline(server, start):
    server.pages["/"] = drip(server, start, b"x")
    begun = time.monotonic()
    assert failure(server, limits=Limits(bytes=100_000, seconds=0.5)) == Failure.TIME
    assert time.monotonic() - begun < 3


def test_slow_redirects_share_one_deadline(server):
    def slowly(connection):
        server.over.wait(0.2)
        connection.sendall(redirect("/"))

    server.pages["/"] = slowly
    assert failure(server, limits=Limits(bytes=100_000, seconds=0.5)) == Failure.TIME


def test_slow_drip_in_the_handshake_ends_at_the_deadline(server):
    """The server takes what TLS begins with for a request that has not ended, and says nothing."""

    def resolve(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with socket.create_server(("127.0.0.1", 0)) as silent:
        network = Network(resolve, frozenset({("127.0.0.1", silent.getsockname()[1])}))
        address = f"https://silent.example:{silent.getsockname()[1]}/"
        with pytest.raises(FetchFailed) as failed, fetch(address, network=network, limits=Limits(1000, 0.5)):
            pass
    assert failed.value.failure == Failure.TIME


@pytest.fixture
def tls_server():
    server = Server(tls=True)
    server.pages["/"] = answer(PAGE)
    yield server
    server.close()


def over_tls(server, host):
    def resolve(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    address = server.url(host=host).replace("http:", "https:")
    with fetch(address, network=Network(resolve, server.network.let_through), limits=SMALL) as page:
        return page.file.read()


def test_page_is_fetched_over_tls_from_who_can_prove_its_name(tls_server, monkeypatch):
    monkeypatch.setattr(certifi, "where", lambda: str(CERTIFICATE))
    assert over_tls(tls_server, "tls.example") == PAGE


@pytest.mark.parametrize(("host", "known"), [("tls.example", False), ("other.example", True)])
def test_server_that_cannot_prove_its_name_is_not_asked(tls_server, monkeypatch, host, known):
    if known:
        monkeypatch.setattr(certifi, "where", lambda: str(CERTIFICATE))
    with pytest.raises(FetchFailed) as failed:
        over_tls(tls_server, host)
    assert (failed.value.failure, tls_server.asked) == (Failure.CERTIFICATE, [])


def test_server_without_tls_on_a_port_of_tls_is_told(server):
    server.pages["/"] = answer(PAGE)
    address = server.url().replace("http:", "https:")
    with pytest.raises(FetchFailed) as failed, fetch(address, network=server.network, limits=Limits(1000, 2)):
        pass
    assert failed.value.failure in {Failure.CONNECTION, Failure.TIME}


def test_body_shorter_than_its_length_is_told(server):
    server.pages["/"] = answer(PAGE, content_length=str(len(PAGE) + 1))
    assert failure(server) == Failure.BROKEN


def test_body_longer_than_its_length_is_read_to_its_length(server):
    server.pages["/"] = answer(PAGE + b"<p>more", content_length=str(len(PAGE)))
    assert fetched(server)[1] == PAGE


def test_two_lengths_are_told(server):
    server.pages["/"] = answer(PAGE, content_length="1, 2")
    assert failure(server) == Failure.BROKEN


@pytest.mark.parametrize("length", ["-1", "much"])
def test_length_that_is_none_is_not_believed(server, length):
    server.pages["/"] = answer(PAGE, content_length=length)
    assert fetched(server)[1] == PAGE


def test_length_beyond_the_limit_is_refused_before_reading(server):
    server.pages["/"] = drip(server, answer(content_length="100001"), b"x")
    assert failure(server) == Failure.SIZE


def test_page_as_large_as_the_limit_is_kept(server):
    server.pages["/"] = answer(b"x" * SMALL.bytes)
    assert fetched(server)[0].size == SMALL.bytes


@pytest.mark.parametrize("headers", [{"X": "y" * 70_000}, {f"X-{number}": "y" for number in range(200)}])
def test_huge_headers_are_told(server, headers):
    server.pages["/"] = answer(PAGE, **headers)
    assert failure(server) == Failure.BROKEN


def test_endless_headers_end(server):
    server.pages["/"] = endless(server, b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n" * 1000)
    assert failure(server) == Failure.BROKEN


@pytest.mark.parametrize("garbage", [b"\0\1\2\3\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"\r\n"])
def test_what_is_no_web_server_is_told(server, garbage):
    server.pages["/"] = garbage
    assert failure(server) == Failure.BROKEN


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 No Content", "206 Partial", "302 Found"])
def test_error_is_told_in_the_servers_words(server, status):
    server.pages["/"] = answer(b"", status=status)
    with pytest.raises(FetchFailed) as failed, fetch(server.url(), network=server.network, limits=SMALL):
        pass
    assert (failed.value.failure, failed.value.detail) == (Failure.ANSWER, status)


def test_empty_answer_is_told(server):
    server.pages["/"] = answer(b"")
    assert failure(server) == Failure.EMPTY


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "text/javascript"])
def test_kind_that_is_not_on_the_list_is_refused(server, content_type):
    server.pages["/"] = answer(PAGE, content_type=content_type)
    assert failure(server) == Failure.KIND


@pytest.mark.parametrize(
    ("declared", "content", "kept_as"),
    [
        ("application/pdf", b"%PDF-1.7 x", "application/pdf"),
        ("application/pdf", PAGE, "text/html"),
        ("text/html", b"%PDF-1.7 x", "application/pdf"),
        ("text/html", "Sätze".encode("utf-16"), "text/html"),
        ("TEXT/HTML; Charset=x", b"<p>", "text/html"),
        ("text/plain", b"<html>", "text/plain"),
    ],
)
def test_kind_that_lies_is_kept_as_what_it_is(server, declared, content, kept_as):
    server.pages["/"] = answer(content, content_type=declared)
    assert fetched(server)[0].content_type == kept_as


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("text/html", b"\x7fELF\0\0"),
        ("image/png", b"plain"),
        ("application/pdf", b"plain"),
        ("text/html", b"WARC/1.0"),
    ],
)
def test_kind_that_hides_something_else_is_refused(server, declared, content):
    server.pages["/"] = answer(content, content_type=declared)
    assert failure(server) == Failure.KIND


def test_nothing_stays_open_after_a_failure():
    before = [name for name in map(_opened, os.listdir("/proc/self/fd")) if "socket" in name]
    server = Server()
    server.pages["/"] = endless(server, answer(content_length=None), b"x" * 65536)
    failure(server)
    server.close()
    assert [name for name in map(_opened, os.listdir("/proc/self/fd")) if "socket" in name] == before


def _opened(number):
    return os.readlink(f"/proc/self/fd/{number}") if os.path.islink(f"/proc/self/fd/{number}") else ""
