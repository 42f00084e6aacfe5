"""Searched lists answer whatever a form sends for the key of a row with a message, and keep the rest of the form."""

import pytest

from tests.claims.admin.browser import add_row, fields_of, open_claim
from tests.factories import add_accusation, make_claim, make_source

KEYS = ["abc", "9" * 30, "9" * 5000, "\x00", "٣", "-1"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["topics", "accused", "accusations-0-actor", "accusations-0-source"])
def test_claim_with_a_key_that_is_none_is_shown_again(client, reporter, key, name):
    claim = make_claim(by=reporter)
    add_accusation(claim)
    client.force_login(reporter)
    typed = {"headline": "Typed", name: key}
    response = client.post(f"/admin/claims/claim/{claim.pk}/change/", open_claim(client, claim) | typed)
    assert (response.status_code, len(response.context["errors"])) == (200, 1)
    assert fields_of(response, "claim_form")["headline"] == "Typed"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["outlet", "derivations-0-derived_from", "repeated_by-0-source"])
def test_source_with_a_key_that_is_none_is_shown_again(client, reporter, key, name):
    client.force_login(reporter)
    address = f"/admin/sources/source/{make_source().pk}/change/"
    fields = fields_of(client.get(address), "source_form")
    if "-0-" in name:
        prefix, _, field = name.partition("-0-")
        add_row(fields, prefix, **{field: key})
    response = client.post(address, fields | {name: key, "lineage": "derived"})
    assert (response.status_code, len(response.context["errors"])) == (200, 1)
