"""What subscribers are sent, for the contract. Nothing here sends anything: that is claims/webhooks/."""

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from claims.api import shapes
from claims.models import PublishedClaim
from claims.webhooks import events, sending

SIGNATURE = "v1,[A-Za-z0-9+/]{43}="
HEADERS = {
    "webhook-id": ("^[a-z]+_[0-9a-f]+$", "Of the message, and the same each time it is sent: skip those you have had. "
                   "`pub_` and the publication's digest, or `test_` and anything."),
    "webhook-timestamp": ("^[0-9]+$", "When it was sent, in seconds since 1970. Refuse what is five minutes off."),
    "webhook-signature": (f"^{SIGNATURE}( {SIGNATURE})*$", "HMAC-SHA256 by your secret of webhook-id, "
                          "webhook-timestamp and body, with dots between them. There are two while it changes."),
    "User-Agent": ("^Factcheck-Webhooks/1 ", "Whose site it comes from."),
}  # fmt: skip


class ToldVerdict(serializers.Serializer):
    rating = serializers.SlugField(help_text="One of /api/v1/ratings/.")
    label = serializers.CharField()
    value = serializers.IntegerField(allow_null=True, help_text="Null for a rating off the scale.")
    as_of = serializers.DateField(allow_null=True, help_text="The day up to which the evidence was looked at.")
    recheck_on = serializers.DateField(allow_null=True, help_text="The day on which it is to be checked again.")


class ToldPublication(shapes.Header):
    document_url = serializers.URLField(help_text="The whole document, as published.")
    status = serializers.ChoiceField(PublishedClaim.Status.values)
    language = serializers.CharField(help_text="BCP 47 tag of the headline.")
    headline = serializers.CharField()
    verdict = ToldVerdict(allow_null=True, help_text="Null for a claim taken back.")


class PublicationCreated(serializers.Serializer):
    type = serializers.ChoiceField([events.PUBLISHED])
    timestamp = serializers.DateTimeField(help_text="When it was published.")
    data = ToldPublication()


class TestData(serializers.Serializer):
    message = serializers.CharField()
    subscriber = serializers.CharField(help_text="The name under which you are registered.")


class WebhookTest(serializers.Serializer):
    type = serializers.ChoiceField([events.TEST])
    timestamp = serializers.DateTimeField(help_text="When it was sent.")
    data = TestData()


ANSWERS = {
    "2XX": OpenApiResponse(None, f"You have it. Answer within {sending.SECONDS} seconds, and do the work later."),
    "410": OpenApiResponse(None, "You want nothing more: the subscription is switched off."),
    "default": OpenApiResponse(
        None, "Failed, redirects included: it is sent again, later each time. `Retry-After` asks for a longer rest."
    ),
}
TESTED_ONCE = ANSWERS | {"410": OpenApiResponse(None, "Noted."), "default": OpenApiResponse(None, "Noted, once.")}

publication_created = OpenApiWebhook(
    events.PUBLISHED,
    extend_schema(
        summary="Something was published: a claim, a new revision of one, or the notice of its withdrawal",
        description="Signed as Standard Webhooks says. At least once, and in the order of each claim.",
        request=PublicationCreated,
        responses=ANSWERS,
    ),
)
webhook_test = OpenApiWebhook(
    events.TEST,
    extend_schema(
        summary="Somebody in the newsroom tries your address",
        description="Sent as others are, and once, whatever the answer.",
        request=WebhookTest,
        responses=TESTED_ONCE,
    ),
)


def add_headers(operation: dict) -> None:
    """drf-spectacular knows of none that a webhook is sent with."""
    operation["parameters"] = [
        {"in": "header", "name": name, "required": True, "description": text,
         "schema": {"type": "string", "pattern": pattern}}
        for name, (pattern, text) in HEADERS.items()
    ]  # fmt: skip
