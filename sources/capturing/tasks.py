"""What the queue calls. The worker may call any of them again, and later than was thought."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

# No task here takes this long: whoever ran it is gone.
LONGEST = timedelta(minutes=15)


@task
def keep_copy(pk: int) -> None:
    from sources.capturing import keeping

    keeping.keep(pk)


@task
def hand_to_archive(pk: int) -> None:
    from sources.capturing import archive

    archive.hand_over(pk)


@task
def look_in_archive(pk: int, ticket: str, look: int) -> None:
    from sources.capturing import archive

    archive.look(pk, ticket, look)


def set_off(*given: Task) -> set[int]:
    """The first arguments of those calls that wait in the queue or are being worked on."""
    from django_tasks_db.models import DBTaskResult

    is_alive = Q(status="READY") | Q(status="RUNNING", started_at__gt=timezone.now() - LONGEST)
    calls = DBTaskResult.objects.filter(is_alive, task_path__in=[each.module_path for each in given])
    return {args_kwargs["args"][0] for args_kwargs in calls.values_list("args_kwargs", flat=True)}
