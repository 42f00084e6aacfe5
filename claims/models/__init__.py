from claims.models.actor import Actor, ActorName
from claims.models.claim import Claim, ClaimTranslation
from claims.models.evidence import Evidence
from claims.models.record import (
    Head,
    PublicActor,
    Publication,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
)
from claims.models.search import SearchEntry
from claims.models.statements import Accusation, Rebuttal, ReplyRequest
from claims.models.topic import Topic
from claims.models.transition import Transition
from claims.models.verdict import Rating, Verdict

__all__ = [
    "Accusation",
    "Actor",
    "ActorName",
    "Claim",
    "ClaimTranslation",
    "Evidence",
    "Head",
    "PublicActor",
    "PublicSource",
    "PublicTopic",
    "Publication",
    "PublishedClaim",
    "PublishedInvolvement",
    "Rating",
    "Rebuttal",
    "ReplyRequest",
    "SearchEntry",
    "Topic",
    "Transition",
    "Verdict",
]
