"""“My desk”: the home page of the admin, which says what waits for whom."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.queues import COUNTED, Queue, queues_for
from claims.models import Claim

SHOWN = 5  # rows of a queue on the home page


class Row(NamedTuple):
    label: str
    address: str
    note: str


class Waiting(NamedTuple):
    """A queue as it stands for one person: how many, and the first of them."""

    queue: Queue
    count: int
    rows: list[Row]

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)

    @property
    def more(self) -> str:
        return _("All %(count)s") % {"count": self.counted} if self.count > len(self.rows) else ""


def waiting_for(person: User) -> list[Waiting]:
    """The queues that this person's permissions make sense of: a query each, and one more for those with rows."""
    return [_waiting(queue, person) for queue in queues_for(person)]


def _waiting(queue: Queue, person: User) -> Waiting:
    count = queue.count(person)
    rows = queue.waiting(person)[:SHOWN] if count else []
    return Waiting(queue, count, [_row(each) for each in rows])


def _row(each: Model) -> Row:
    """Of a claim where it stands, and nothing of its verdict."""
    meta = each._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[each.pk])
    return Row(str(each), address, each.get_state_display() if isinstance(each, Claim) else "")


def my_desk(context: dict) -> dict:
    return {"waiting": waiting_for(context["request"].user)}
