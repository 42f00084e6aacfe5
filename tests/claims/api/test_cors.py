"""A program in a browser, on a page of another origin."""

import pytest

from tests.browser import browse, needs_browser

ASK = """async ([address, headers]) => {
  const answer = await fetch(address, {headers});
  const names = ["ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"];
  return [answer.status, names.filter((name) => answer.headers.has(name))];
}"""
FROM_GOOGLE_S_CLIENT = {
    "X-Goog-Api-Client": "gdcl/7.2.0 gl-node/22",
    "X-JavaScript-User-Agent": "google-api-javascript-client/1.1.0",
    "Authorization": "Bearer x",
}


@needs_browser
@pytest.mark.django_db(transaction=True)
def test_program_in_a_browser_asks_as_it_likes_and_reads_what_it_needs(live_server, settings, tmp_path):
    settings.API_RATE, settings.API_RATE_FILE = "2/day", tmp_path / "own" / "rates"
    answers = []

    def visit(page):
        # To a browser another origin, and on this machine too: it lets no page from elsewhere ask what runs here.
        page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/static/claims/favicon.svg")
        api, google = f"{live_server.url}/api/v1/ratings/", f"{live_server.url}/v1alpha1/claims:search?query=x"
        answers.append(page.evaluate(ASK, [api, {"If-None-Match": '"x"', "Accept": "application/json"}]))
        answers.append(page.evaluate(ASK, [google, FROM_GOOGLE_S_CLIENT]))
        answers.append(page.evaluate(ASK, [api, {}]))

    browse(visit)
    read = ["ETag", "Link", "RateLimit", "RateLimit-Policy"]
    assert answers == [[200, read], [200, read], [429, [*read[1:], "Retry-After"]]]
