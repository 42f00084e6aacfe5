import pytest

from sources.capturing.addresses import follow, is_public, parse
from sources.capturing.failures import Failure, FetchFailed

NOT_PUBLIC = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::a00:1", "100::1", "2001::7f00:1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"]


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_address_that_is_not_everybodys_is_not_public(number):
    assert is_public(number) is False


@pytest.mark.parametrize("number", PUBLIC)
def test_address_that_anybody_can_ask_is_public(number):
    assert is_public(number) is True


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/a b?q=ä#part", "https://example.org/a%20b?q=%C3%A4"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_address_is_read(text, read):
    assert str(parse(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
        "javascript:alert(1)", "data:text/html,x", "http://", "http:///path", "http://example.org:99999/", "http://[::1/",
        "http://user:password@example.org/", "http://user@example.org/", "http://example.org/" + "a" * 5000,
        "http://" + "ü" * 300 + ".example/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_of_a_page_is_refused(text):
    with pytest.raises(FetchFailed) as refused:
        parse(text)
    assert refused.value.failure == Failure.ADDRESS


def test_refusal_of_a_password_does_not_repeat_it():
    with pytest.raises(FetchFailed) as refused:
        parse("http://user:hunter2@example.org/")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://example.org/b"),
        ("b?c", "https://example.org/a/b?c"),
        ("//other.example/", "https://other.example/"),
        (" http://other.example/x ", "http://other.example/x"),
        ("/päge".encode().decode("latin-1"), "https://example.org/p%C3%A4ge"),
        ("/p\xe4ge", "https://example.org/p%C3%A4ge"),
        ("/a%20b", "https://example.org/a%20b"),
    ],
)
def test_redirect_is_read_as_browsers_do(location, leads_to):
    assert str(follow(parse("https://example.org/a/"), location)) == leads_to


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "http://[", "http://u:p@host/"])
def test_redirect_away_from_the_web_is_refused(location):
    with pytest.raises(FetchFailed) as refused:
        follow(parse("https://example.org/"), location)
    assert refused.value.failure == Failure.ADDRESS
