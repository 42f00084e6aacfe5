"""Calling on all subscribers who are due, each in a thread of its own: one that is slow keeps nobody waiting."""

import logging
import threading

from django.db import connection

from claims.models import Subscriber
from claims.webhooks import courier

logger = logging.getLogger(__name__)

AT_ONCE = 20  # threads; beyond that subscribers wait for their turn, the one longest without it first


class Rounds:
    """Of one worker process. The threads are daemons: a process that is told to end does not wait for the network."""

    def __init__(self) -> None:
        self._calls: dict[int, threading.Thread] = {}

    def start(self) -> bool:
        """Set off whoever is due and not being called on; whether anybody is."""
        self._calls = {pk: thread for pk, thread in self._calls.items() if thread.is_alive()}
        due = Subscriber.objects.free().with_something_to_send().exclude(pk__in=self._calls).order_by("busy_until")
        for pk in due.values_list("pk", flat=True)[: AT_ONCE - len(self._calls)]:
            self._calls[pk] = threading.Thread(target=_call_on, args=[pk], daemon=True)
            self._calls[pk].start()
        return bool(self._calls)

    def finish(self) -> None:
        """Until nothing is due."""
        while self.start():
            for thread in list(self._calls.values()):
                thread.join()

    def let_go(self) -> None:
        """On ending amid calls: whoever comes next need not wait until their time is up."""
        for pk, thread in self._calls.items():
            if thread.is_alive() and (subscriber := Subscriber.objects.filter(pk=pk).first()):
                courier.let_go(subscriber)


def _call_on(pk: int) -> None:
    try:
        courier.call_on(pk)
    except Exception:
        logger.exception("Calling on subscriber %s failed", pk)
    finally:
        connection.close()
