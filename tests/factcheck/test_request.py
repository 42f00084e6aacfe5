"""Requests as a server hands them over, with what no browser sends."""

import encodings
import pkgutil
from http import HTTPStatus
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from factcheck.request import Request

CODECS = [*sorted(each.name for each in pkgutil.iter_modules(encodings.__path__)), "nonsense", "", "utf-8; charset=x"]


def environment(charset, *, path="/healthz", query="q=%C3%BC"):
    given = {"PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": f"text/html; charset={charset}"}
    setup_testing_defaults(given)
    return given


@pytest.fixture(scope="module")
def site():
    return WSGIHandler()


def status(site, environ):
    """Of what the site answers, without the signals by which it lets go of its connections to the database."""
    return site.get_response(Request(environ)).status_code


def test_django_alone_fails_at_a_charset_that_is_for_no_text():
    """Once it does not, this can go."""
    with pytest.raises(LookupError):
        WSGIRequest(environment("rot13"))


def test_no_charset_of_a_header_ends_in_a_failure(site, db):
    """Whatever Python knows of that name."""
    assert {charset: status(site, environment(charset)) for charset in CODECS} == dict.fromkeys(CODECS, HTTPStatus.OK)


@pytest.mark.parametrize("charset", ["rot13", "undefined", "hex", "nonsense", "utf-8"])
def test_address_is_read_as_utf_8_where_the_charset_reads_nothing(charset):
    assert Request(environment(charset)).GET["q"] == "ü"


@pytest.mark.parametrize("path", ["/claims/", "/api/v1/claims/", "/v1alpha1/claims:search"])
def test_too_many_fields_beside_a_charset_are_a_mistake_of_who_asks(site, db, path):
    assert status(site, environment("utf-8", path=path, query="&" * 5001)) == HTTPStatus.BAD_REQUEST
