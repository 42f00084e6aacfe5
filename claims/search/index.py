"""A public document → the words by which it is found."""

from collections.abc import Iterable, Iterator

import orjson

from claims import text
from claims.models import PublishedClaim, SearchEntry

# Of each column. PostgreSQL numbers only so many places in a text, and nobody reads on.
MOST_WORDS = 5_000
AT_ONCE = 500
# Between texts, so that no phrase reaches from one into the next. It is in no word.
GAP = text.OF


def put(claim: PublishedClaim, body: dict) -> None:
    """Let a claim be found as its document now reads; a notice of withdrawal is not found."""
    if row := columns(body):
        SearchEntry.objects.update_or_create(claim=claim, defaults=row)
    else:
        SearchEntry.objects.filter(claim=claim).delete()


def fill() -> int:
    """Index what is public and cannot be found yet, after an update that changed the index; returns how many."""
    missing = PublishedClaim.objects.standing().filter(search_entry=None).values_list("pk", "publication__document")
    count = 0
    while some := missing[:AT_ONCE]:
        rows = [SearchEntry(claim_id=pk, **columns(orjson.loads(document))) for pk, document in some]
        count += len(SearchEntry.objects.bulk_create(rows))
    return count


def columns(body: dict) -> dict[str, str] | None:
    """The columns of a SearchEntry, from a document; None for a notice of withdrawal, which is not found."""
    if body["status"] == PublishedClaim.Status.WITHDRAWN:
        return None
    language, verdict = body["language"], body.get("verdict") or {}
    translations = body.get("translations", {}).items()
    headline = [(body["headline"], language), (body.get("statement"), language)]
    headline += [(each[name], other) for other, each in translations for name in ("headline", "statement")]
    names = [(name, "") for actor in body.get("actors", {}).values() for name in _names(actor)]
    names += [(topic["name"], language) for topic in body.get("topics", [])]
    summary = [(verdict.get("summary"), language), *((each["summary"], other) for other, each in translations)]
    rest = list(_rest(body))
    passages = [(said, spoken) for said, spoken in [*headline, *summary, *rest] if said]
    return {
        "headline": _searchable(headline),
        "names": _searchable(names + summary),
        "rest": _searchable(rest),
        "passages": "\n".join(f"{spoken}\t{' '.join(said.split())}" for said, spoken in passages),
    }


def _names(actor: dict) -> list[str]:
    return [actor["name"], *(other["name"] for other in actor["names"])]


def _rest(body: dict) -> Iterator[tuple[str | None, str]]:
    """What else the document says, each text with its language."""
    language, verdict = body["language"], body.get("verdict") or {}
    yield body.get("context"), language
    yield text.plain(verdict.get("explanation_html") or ""), language
    for other, translation in body.get("translations", {}).items():
        yield translation["context"], other
        yield text.plain(translation["explanation_html"] or ""), other
    for said in [*body.get("accusations", []), *body.get("rebuttals", []), *body.get("evidence", [])]:
        yield said["quote"], said["language"] or ""
        yield said["paraphrase"], language
    for source in body.get("sources", {}).values():
        yield source["title"], source["language"] or ""
        yield source["outlet"], ""


def _searchable(texts: Iterable[tuple[str | None, str]]) -> str:
    """All words of some texts, each with its language, in order; then their stems."""
    found, stems = [], []
    for said, language in texts:
        if said:
            spoken = text.words(said)
            found += [*spoken, GAP]
            stems += text.stems(spoken, language)
    return " ".join([*found[:MOST_WORDS], *dict.fromkeys(stems[:MOST_WORDS])])
