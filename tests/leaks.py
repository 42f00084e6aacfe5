"""What must never leak, and the search for it: the parts of tests/test_leaks.py.

Every text that editors type carries a canary, a word that occurs nowhere else. Those in private fields must never be
seen; those in public fields not before they are published.
"""

import re
from itertools import count
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import get_resolver, reverse

from claims.api.problems import KINDS
from claims.matching.public import MOST
from claims.models import (
    Claim,
    PublicActor,
    Publication,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    Rating,
)
from claims.public.editions import path_in

WORDS_OF_A_TEXT = 150  # of a longer text, matching reads the beginning
CANARY = re.compile(r"canary\d+x")
_numbers = count(1)

# Texts that a publication shows. Written out here and not taken from document.py, which is what is tested.
PUBLIC = {
    "claims.Actor": {"name"},
    "claims.ActorName": {"name"},
    "claims.Topic": {"name"},
    "claims.TopicName": {"name"},
    "claims.Claim": {"headline", "statement", "context"},
    "claims.ClaimTranslation": {"headline", "statement", "context", "summary", "explanation"},
    "claims.Accusation": {"quote", "paraphrase", "locator"},
    "claims.Rebuttal": {"quote", "paraphrase", "locator"},
    "claims.ReplyRequest": {"channel", "waived_reason"},
    "claims.Evidence": {"quote", "paraphrase", "locator"},
    "claims.Event": {"what", "locator"},
    "claims.PhraseTranslation": {"original", "translation"},  # while the claim has this original
    "claims.Rating": {"label", "definition"},
    "claims.Verdict": {"summary", "explanation"},
    "sources.Outlet": {"name"},
    "sources.Source": {"title", "document_number", "author"},
    "sources.Derivation": set(),
    "sources.Capture": set(),
    "sources.CaptureRequest": set(),
    "sources.FetchedPage": set(),
    "claims.ClaimImport": {
        "title",
        "publisher",
        "rating",
        "rating_value",
        "rating_best",
        "rating_worst",
        "appearances",
    },
    "claims.Transition": set(),
    "claims.InternalNote": set(),
    "claims.Sighting": set(),
    "claims.TableImport": set(),
    "claims.TableImportRow": set(),
    "claims.Subscriber": set(),
    "claims.Delivery": set(),
    "claims.ExternalPublisher": set(),
    "claims.ExternalRating": set(),
    "claims.ExternalCheck": set(),
}
PRIVATE = {
    "claims.Actor": {"notes"},
    "claims.Claim": {"notes"},
    "claims.Accusation": {"notes"},
    "claims.Rebuttal": {"notes"},
    "claims.ReplyRequest": {"notes"},
    "claims.Evidence": {"notes"},
    "claims.Event": {"notes"},
    "claims.Sighting": {"text", "where", "notes"},
    "claims.Transition": {"note"},
    "claims.InternalNote": {"text"},
    "claims.Verdict": {"reading_note"},
    "claims.TableImport": {"file_name", "notes", "fault"},
    "claims.TableImportRow": {"cells", "faults", "label", "changes", "errors"},
    "claims.Subscriber": {"name", "secret", "previous_secret"},
    "claims.Delivery": {"answer", "message_id"},
    "claims.ExternalPublisher": {"host", "name"},
    "claims.ExternalRating": {"text"},
    "claims.ExternalCheck": {"claim", "headline", "claimants", "explanation", "appearances"},
    "sources.Outlet": {"notes", "reliability_reason"},
    "sources.Source": {"no_copy_reason", "notes"},
    "sources.Derivation": {"notes"},
    "sources.Capture": {"notes", "file", "content_type", "archive_failure"},
    "sources.CaptureRequest": {"address", "failure_detail"},
    "sources.FetchedPage": {"address", "headers", "text"},
}
# Codes, addresses, digests and partial dates, too short or too strict for a canary. Each is public once its row is.
CODES = {
    "slug",
    "language",
    "title_language",
    "country",
    "wikidata",
    "url",
    "homepage",
    "archived_url",
    "sha256",
    "approved_digest",
    "statement_key",
    "address_key",
    "text_key",
    "publisher_url",
    "key",
    "digest",
    "move",
    "table",
    "happened_on",
    "until",
}


def canary() -> str:
    return f"canary{next(_numbers)}x"


def canaries_in(text: str) -> set[str]:
    return set(CANARY.findall(text))


def desk_text_fields():
    """Every field of the desk in which somebody could write a text, as (model label, field name)."""
    for model in [*apps.get_app_config("claims").get_models(), *apps.get_app_config("sources").get_models()]:
        if model._meta.label not in PUBLIC:
            continue
        for field in model._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField | models.FileField | models.JSONField)
            if text and not field.choices and field.name not in CODES:
                yield model._meta.label, field.name


def public_canaries(*rows) -> set[str]:
    """The canaries that publishing these rows may show."""
    rows = [row for row in rows if row]
    texts = [getattr(row, name) for row in rows for name in PUBLIC[row._meta.label]]
    return canaries_in(" ".join(texts + [getattr(row, "slug", "") for row in rows]))


def published_with(claim) -> set[str]:
    """The canaries that a publication of this claim, as it stands, may show."""
    verdict = claim.verdict
    statements = [*claim.accusations.all(), *claim.rebuttals.all(), *claim.reply_requests.all()]
    actors = {said.actor for said in statements} | set(claim.accused.all())
    events = list(claim.events.all())
    citing = [*claim.evidence.all(), *claim.accusations.all(), *claim.rebuttals.all(), *events]
    cited = {row.source for row in citing if row.source}
    ancestors = {derivation.derived_from for source in cited for derivation in source.derivations.all()}
    phrases = [phrase for phrase in claim.phrases.all() if phrase.original in {event.what for event in events}]
    outlets = {source.outlet for source in cited | ancestors}
    names = [name for named in [*actors, *claim.topics.all()] for name in named.names.all()]
    return public_canaries(
        claim, verdict, *claim.translations.all(), *statements, *claim.evidence.all(), *events, *claim.topics.all(),
        *phrases, *actors, *names, *cited, *ancestors, *outlets,
    )  # fmt: skip


def public_patterns() -> set[str]:
    """The name of every public page, feed and API answer, as `namespace:name`."""
    resolver = get_resolver()
    return {
        f"{namespace}:{pattern.name}"
        for namespace in ("public", "machines", "api", "google")
        for pattern in resolver.namespace_dict[namespace][1].url_patterns
    }


# Answers that no data goes into; making them takes longer than all others together.
FIXED = {"api:schema", "api:docs", "api:claim-schema", "api:problems", "api:problem"}


LD, CSV = "application/ld+json", "text/csv"
LISTS = (
    "api:revisions",
    "api:verdicts",
    "api:actors",
    "api:sources",
    "api:outlets",
    "api:topics",
    "api:ratings",
    "api:changes",
)
# What is sent in other forms too, by the Accept header.
FORMS = {"api:claim": [LD], "api:claims": [LD, CSV]} | {name: [CSV] for name in LISTS}


def public_addresses():
    """Every public address there is now, as (name, address): of pages and feeds, that in each language."""
    revisions = list(Publication.objects.values_list("claim__slug", "revision"))
    claims = sorted({(slug,) for slug, _ in revisions})
    newest = dict(sorted(revisions))
    found = {
        "claim": claims,
        "revisions": claims,
        "revision": revisions,
        "bibtex": revisions,
        "ris": revisions,
        "picture": revisions,  # its words are in it as text besides
        "embed": claims,
        "compare": claims,
        "comparison": [(slug, *pair) for slug, last in newest.items() for pair in ((1, last), (last, 1))],
        "claimreview": claims,
        "actor": PublicActor.objects.values_list("slug"),
        "source": PublicSource.objects.values_list("slug"),
        "outlet": PublicOutlet.objects.values_list("slug"),
        "outlet_sources": PublicOutlet.objects.values_list("slug"),
        "topic": PublicTopic.objects.values_list("slug"),
        "rating": Rating.objects.values_list("slug"),
        "problem": [(name,) for name in KINDS],
        "sitemap-part": [(0,), (1,)],
    }
    asked = {
        "google:search": [f"?reviewPublisherSiteFilter={urlsplit(settings.SITE_URL).netloc}&pageSize=100"],
        "machines:oembed": [f"?url={settings.SITE_URL}/claims/{slug}/" for (slug,) in claims],
    }
    for name in sorted(public_patterns()):
        for arguments in found.get(name.partition(":")[2], [()]):
            for query in asked.get(name, [""]):
                yield name, (address := reverse(name, args=arguments) + query)
                if name.startswith("public:"):
                    yield name, path_in("id", address)


def seen_by_the_public(client, skip=FIXED) -> dict[str, str]:
    """Everything that the public can fetch now: address to headers and body."""
    seen = {}
    for name, address in public_addresses():
        if name in skip:
            continue
        seen[address] = _fetch(client, address)
        for form in FORMS.get(name, ()):
            seen[f"{address} as {form}"] = _fetch(client, address, accept=form)
    return seen


def _fetch(client, address: str, **headers) -> str:
    response = client.get(address, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.status_code} {dict(response.headers)} {body.decode(errors='replace')}"


def desk_texts() -> list[str]:
    """Every text that is on the desk now."""
    fields = [(apps.get_model(label).objects, name) for label, name in desk_text_fields()]
    return [str(value) for rows, name in fields for value in rows.values_list(name, flat=True)]


def answers_to(client, text: str) -> dict[str, str]:
    """What is answered to a whole text, by all who take one."""
    check, match = reverse("public:check"), reverse("api:match")
    answers = {
        f"{check}?text=": client.get(check, {"text": text}),
        f"{check} by POST": client.post(check, {"text": text}),
        f"{match}?text=": client.get(match, {"text": text, "limit": MOST}),
    }
    assert {answer.status_code for answer in answers.values()} == {200}, text
    return {name: answer.content.decode() for name, answer in answers.items()}


def answers_to_search(client, word: str) -> dict[str, str]:
    """What a search finds, unless nothing holds the word and another is looked for instead."""
    addresses = [f"{reverse(name)}?q={word}" for name in ("public:claims", "api:verdicts")]
    addresses.append(f"{reverse('google:search')}?query={word}")
    answers = {address: client.get(address).content.decode() for address in addresses}
    return {
        address: text for address, text in answers.items() if not re.search('class="instead"|searched_for":"', text)
    }


def claims_in(answer: str) -> set[str]:
    """The slugs of the claims that an answer leads to."""
    return set(re.findall(r"/claims/([-\w]+)/", answer))


def seen_by_asking(client) -> dict[str, str]:
    """What is answered to all words of the desk but the canaries, which the page of a text would repeat in its box."""
    neighbours = dict.fromkeys(CANARY.sub(" ", " ".join(desk_texts())).split())
    return answers_to(client, " ".join(neighbours)) if neighbours else {}


def found_by_private_words(client, allowed: set[str]) -> dict[str, set[str]]:
    """The claims that are found by words that nothing public holds: address to slugs."""
    private = sorted(canaries_in(" ".join(desk_texts())) - allowed)
    drafts = Claim.objects.values_list("headline", "statement", "notes")
    answers = {}
    for start in range(0, len(private), WORDS_OF_A_TEXT):
        text = " ".join(private[start : start + WORDS_OF_A_TEXT])
        answers |= {f"{name} {start}": answer for name, answer in answers_to(client, text).items()}
    for word in canaries_in(" ".join(text for draft in drafts for text in draft)) - allowed:
        answers |= answers_to_search(client, word)
    return {name: claims_in(answer) for name, answer in answers.items()}


def leaks(client, allowed: set[str]) -> dict[str, set[str]]:
    """Where the public sees a canary, or finds or is offered a claim, that it may not."""
    asked = seen_by_asking(client)
    standing = set(PublishedClaim.objects.standing().values_list("slug", flat=True))
    found = {address: canaries_in(text) - allowed for address, text in (seen_by_the_public(client) | asked).items()}
    found |= {f"offered by {name}": claims_in(text) - standing for name, text in asked.items()}
    found |= {f"found by {name}": slugs for name, slugs in found_by_private_words(client, allowed).items()}
    return {address: leaked for address, leaked in found.items() if leaked}
