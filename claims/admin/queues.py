"""The queues of the desk: what waits for somebody, as the home page counts it and the lists filter by it.

One definition for both, so that a count and the list it leads to cannot differ.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from sources.models import Source

COUNTED = 1_000  # nobody works through more than this, and counting on would take ever longer


class Queue(NamedTuple):
    """`name` stands in addresses. `permission` is for what the queue asks somebody to do."""

    name: str
    label: str | Promise
    help: str | Promise
    model: type[Model]
    permission: str
    waiting: Callable[[User], QuerySet]

    @property
    def address(self) -> str:
        """The filtered list."""
        meta = self.model._meta
        return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?queue={self.name}"

    def is_for(self, person: User) -> bool:
        meta = self.model._meta
        return person.has_perms([f"{meta.app_label}.view_{meta.model_name}", self.permission])

    def count(self, person: User) -> int:
        """How many wait, in one query: at most one more than COUNTED."""
        return self.waiting(person).order_by()[: COUNTED + 1].count()


# In the order in which they are shown. What is added here appears on the home page and as a filter of its list.
QUEUES = (
    Queue(
        "mine",
        _("Assigned to me"),
        _("Claims you research, until they are published or closed."),
        Claim,
        "claims.research_claim",
        lambda person: Claim.objects.assigned_to_person(person),
    ),
    Queue(
        "due",
        _("Due within a week"),
        _("Of those assigned to you, overdue ones first."),
        Claim,
        "claims.research_claim",
        lambda person: Claim.objects.due_soon_of(person),
    ),
    Queue(
        "mentions",
        _("Notes for me"),
        _("Somebody mentioned you in a note. Open the claim to read it."),
        Claim,
        "claims.view_internalnote",
        lambda person: Claim.objects.mentioning(person),
    ),
    Queue(
        "second-reading",
        _("Waiting for my second reading"),
        _("Submitted by others, and rated by nobody else yet. Their verdicts stay hidden until you have rated them."),
        Claim,
        "claims.approve_claim",
        lambda person: Claim.objects.waiting_for_second_reading_by(person),
    ),
    Queue(
        "replies-overdue",
        _("Replies overdue"),
        _("Somebody was asked for an answer, and the day has passed. Record what came back, or ask again."),
        Claim,
        "claims.change_replyrequest",
        lambda person: Claim.objects.with_reply_overdue(),
    ),
    Queue(
        "past-recheck",
        _("Past their re-check date"),
        _("Published verdicts that readers are told are due to be checked again. Revise them."),
        Claim,
        "claims.revise_claim",
        lambda person: Claim.objects.past_recheck(),
    ),
    Queue(
        "not-taken",
        _("Taken by nobody"),
        _("Claims that are logged, or in research without a researcher."),
        Claim,
        "claims.research_claim",
        lambda person: Claim.objects.nobody_has_taken(),
    ),
    Queue(
        "without-copy",
        _("Sources without a copy"),
        _("No copy is kept, and no reason is written down. Claims that cite them cannot be submitted."),
        Source,
        "sources.add_capture",
        lambda person: Source.objects.lacking_copy().order_by("-pk"),
    ),
)


def queues_for(person: User) -> list[Queue]:
    return [queue for queue in QUEUES if queue.is_for(person)]


class QueueFilter(admin.SimpleListFilter):
    """Narrows a list down to one queue of the person who looks at it."""

    title = _("what waits")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        self.queues = {queue.name: queue for queue in queues_for(request.user) if queue.model is model_admin.model}
        return [(queue.name, queue.label) for queue in self.queues.values()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.queues:
            raise IncorrectLookupParameters
        return queryset & self.queues[self.value()].waiting(request.user)
