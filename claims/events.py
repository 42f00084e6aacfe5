"""What happened: into public documents, and out of them, also of those from before there were events."""

from claims.models.claim import Claim


def of_claim(claim: Claim, keys: dict[int, str]) -> list[dict]:
    """The member of its document, oldest first; `keys` are those that its sources have there."""
    return [
        {
            "happened_on": event.happened_on,
            "until": event.until or None,
            "what": event.what,
            "source": keys.get(event.source_id),
            "locator": event.locator or None,
        }
        for event in claim.events.all()
    ]


def of_document(document: dict) -> list[dict]:
    return document.get("events", [])
