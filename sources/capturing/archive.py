"""Handing a copy's address to a public archive, where a setting says so.

The rest of the program knows an archive by two questions: `submit` and `find`. Both are asked by the worker.
"""

from datetime import timedelta
from typing import Protocol
from urllib.parse import urlencode

import urllib3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import HTTPError

from sources.capturing import tasks
from sources.models import Capture

LOOKS = 20
BETWEEN_LOOKS = timedelta(seconds=15)
SECONDS = 30  # for each question
NO_ANSWER = _("The archive gave no answer.")

States = Capture.ArchiveStatus


class ArchiveRefused(Exception):
    """In the archive's own words."""


class Archive(Protocol):
    def submit(self, address: str) -> str:
        """Have this address archived; returns a ticket to ask about it with. Raises ArchiveRefused."""

    def find(self, ticket: str) -> str | None:
        """The link of the archived copy, None while there is none yet. Raises ArchiveRefused."""


class InternetArchive:
    """“Save Page Now” of the Wayback Machine: https://archive.org/account/s3.php gives the key."""

    def __init__(self, place: str, key: str) -> None:
        self.place = place.rstrip("/")
        self.headers = {
            "Accept": "application/json",
            "Authorization": f"LOW {key}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def submit(self, address: str) -> str:
        answer = self._ask("POST", "/save", body=urlencode({"url": address}))
        if not answer.get("job_id"):
            raise ArchiveRefused(str(answer.get("message") or NO_ANSWER))
        return str(answer["job_id"])

    def find(self, ticket: str) -> str | None:
        answer = self._ask("GET", f"/save/status/{ticket}")
        if answer.get("status") == "pending":
            return None
        if answer.get("status") != "success" or not str(answer.get("timestamp")).isdecimal():
            raise ArchiveRefused(str(answer.get("message") or NO_ANSWER))
        return f"{self.place}/web/{answer['timestamp']}/{answer['original_url']}"

    def _ask(self, method: str, path: str, **given) -> dict:
        try:
            answer = urllib3.request(
                method, self.place + path, headers=self.headers, timeout=SECONDS, retries=False, **given
            )
            told = answer.json()
        except (HTTPError, ValueError) as fault:
            raise ArchiveRefused(str(NO_ANSWER)) from fault
        return told if isinstance(told, dict) else {}


def configured() -> Archive | None:
    if settings.ARCHIVE == "internet-archive":
        return InternetArchive(settings.ARCHIVE_URL, settings.ARCHIVE_KEY)
    return None


def ask(capture: Capture) -> bool:
    """Have a fetched copy's address archived, unless that was done or is being done."""
    with transaction.atomic():
        asked = _in(capture.pk, States.NONE, States.FAILED).update(archive_status=States.REQUESTED, archive_failure="")
        if asked:
            tasks.hand_to_archive.enqueue(capture.pk)
    return bool(asked)


def hand_over(pk: int) -> None:
    capture, archive = _in(pk, States.REQUESTED).select_related("asked_for_by").first(), configured()
    if capture is None:
        return
    try:
        if archive is None:
            raise ArchiveRefused(str(_("Archiving was switched off.")))
        ticket = archive.submit(capture.asked_for_by.address)
    except ArchiveRefused as refusal:
        _fail(pk, str(refusal))
    else:
        _look_later(pk, ticket, 1)


def look(pk: int, ticket: str, number: int) -> None:
    archive = configured()
    if archive is None or not _in(pk, States.REQUESTED).exists():
        return
    try:
        link = archive.find(ticket)
        Capture._meta.get_field("archived_url").run_validators(link)
    except ArchiveRefused as refusal:
        _fail(pk, str(refusal))
    except ValidationError:
        _fail(pk, str(_("The archive answered with a link that is none.")))
    else:
        _found(pk, ticket, number, link)


def _found(pk: int, ticket: str, number: int, link: str | None) -> None:
    if link:
        _in(pk, States.REQUESTED).update(archive_status=States.ARCHIVED, archived_url=link)
    elif number < LOOKS:
        _look_later(pk, ticket, number + 1)
    else:
        _fail(pk, str(NO_ANSWER))


def sweep() -> None:
    """Give up what nobody asks about any more: the worker that did was cut short."""
    asked_about = tasks.set_off(tasks.hand_to_archive, tasks.look_in_archive)
    lost = Capture.objects.filter(archive_status=States.REQUESTED).exclude(pk__in=asked_about)
    lost.update(archive_status=States.FAILED, archive_failure=str(NO_ANSWER))


def _look_later(pk: int, ticket: str, number: int) -> None:
    tasks.look_in_archive.using(run_after=timezone.now() + BETWEEN_LOOKS).enqueue(pk, ticket, number)


def _in(pk: int, *statuses: States) -> QuerySet[Capture]:
    return Capture.objects.filter(pk=pk, archive_status__in=statuses)


def _fail(pk: int, why: str) -> None:
    _in(pk, States.REQUESTED).update(archive_status=States.FAILED, archive_failure=why.replace("\0", "")[:300])
