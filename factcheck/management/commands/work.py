import logging
import os
import signal
import sys
import threading
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.db.utils import OperationalError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from claims.webhooks import courier
from claims.webhooks.rounds import Rounds
from sources.capturing import archive, keeping

logger = logging.getLogger(__name__)

PAUSE = 1  # seconds between looks at an empty queue
BETWEEN_SWEEPS = 60  # seconds
REMEMBERED = 30  # days that finished tasks stay in their table


class Command(BaseCommand):
    help = "Does the work that waits in the background: tells subscribers, keeps copies of sources, and the like."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what waits, and end: for cron.")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="End as soon as this process, which started this one, has ended."
        )

    def handle(self, *, once: bool, beside: int | None, **options) -> None:
        if beside is not None and os.getppid() != beside:
            raise CommandError(f"Process {beside} did not start this one, or has ended.")
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)  # it tells whenever there is nothing to do
        self.worker = _worker()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self.stop)
        if beside is not None:
            threading.Thread(target=_end_with, args=[beside], daemon=True).start()
        self.rounds = Rounds()
        try:
            self.work_once() if once else self.work_on()
        finally:
            self.rounds.let_go()

    def stop(self, signum: int, frame) -> None:
        """At once, also amid a task: each puts back what it had begun."""
        self.worker.running = False
        sys.exit(0)

    def work_once(self) -> None:
        _sweep()
        self.worker.run()
        self.rounds.finish()

    def work_on(self) -> None:
        swept_at = -BETWEEN_SWEEPS
        while self.worker.running:
            close_old_connections()
            try:
                if time.monotonic() - swept_at >= BETWEEN_SWEEPS:
                    _sweep()
                    swept_at = time.monotonic()
                self.rounds.start()
                # Looking costs no lock; taking a task does.
                if DBTaskResult.objects.ready().exists():
                    self.worker.run()
            except OperationalError as fault:
                logger.warning("The database does not answer, and is asked again: %s", fault)
            if self.worker.running:
                time.sleep(PAUSE)


def _worker() -> Worker:
    """That of django-tasks-db, for what waits now: it can neither sweep nor watch its parent."""
    return Worker(
        queue_names=["*"],
        interval=PAUSE,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _sweep() -> None:
    keeping.sweep()
    archive.sweep()
    keeping.forget_tasks(days=REMEMBERED)
    courier.forget()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)
