from claims.models.actor import Actor, ActorName
from claims.models.catalogue import PublicActor, PublicOutlet, PublicSource, PublicTopic, Tally
from claims.models.claim import Claim, ClaimTranslation, Priority
from claims.models.claim_import import ClaimImport
from claims.models.event import Event
from claims.models.evidence import Evidence
from claims.models.external import ExternalCheck, ExternalPublisher, ExternalRating
from claims.models.matching import (
    DeskMatchEntry,
    DeskMatchTerm,
    ExternalMatchEntry,
    ExternalMatchTerm,
    PublicMatchEntry,
    PublicMatchTerm,
)
from claims.models.note import InternalNote, Mention
from claims.models.phrase import PhraseTranslation
from claims.models.record import (
    Head,
    Publication,
    PublishedClaim,
    PublishedInvolvement,
)
from claims.models.search import SearchEntry, SearchWord
from claims.models.sighting import Sighting
from claims.models.statements import Accusation, Rebuttal, ReplyRequest
from claims.models.table_import import TableImport, TableImportRow
from claims.models.topic import Topic, TopicName
from claims.models.transition import Transition
from claims.models.verdict import Rating, Verdict
from claims.models.webhook import Delivery, Subscriber

__all__ = [
    "Accusation",
    "Actor",
    "ActorName",
    "Claim",
    "ClaimImport",
    "ClaimTranslation",
    "Delivery",
    "DeskMatchEntry",
    "DeskMatchTerm",
    "Event",
    "Evidence",
    "ExternalCheck",
    "ExternalMatchEntry",
    "ExternalMatchTerm",
    "ExternalPublisher",
    "ExternalRating",
    "Head",
    "InternalNote",
    "Mention",
    "PhraseTranslation",
    "Priority",
    "PublicActor",
    "PublicMatchEntry",
    "PublicMatchTerm",
    "PublicOutlet",
    "PublicSource",
    "PublicTopic",
    "Publication",
    "PublishedClaim",
    "PublishedInvolvement",
    "Rating",
    "Rebuttal",
    "ReplyRequest",
    "SearchEntry",
    "SearchWord",
    "Sighting",
    "Subscriber",
    "TableImport",
    "TableImportRow",
    "Tally",
    "Topic",
    "TopicName",
    "Transition",
    "Verdict",
]
