import time
from statistics import median

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.bench import desk
from claims.matching.bench.desk import throwaway_database
from claims.models import Actor, Claim, Topic

ROUNDS = 5
LIST, SOURCES, ACTORS = "/admin/claims/claim/", "/admin/sources/source/", "/admin/claims/actor/"


class Command(BaseCommand):
    help = (
        "Measure how long the desk's pages take with few claims and with very many. Works in a database of its own, "
        "which is thrown away."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", type=int, nargs="+", default=[1_000, 1_000_000], help="how many claims")

    def handle(self, *, size: list[int], **options) -> None:
        measured = [self.measure(number) for number in size]
        self.stdout.write(f"{connection.vendor}: median of {ROUNDS}, in milliseconds, with so many claims")
        self.stdout.write(f"  {'':34}" + "".join(f"{number:>12,}" for number in size) + f"{'ratio':>9}")
        for name in measured[0]:
            times = [each[name] for each in measured]
            shown = "".join(f"{each * 1000:12.0f}" for each in times)
            self.stdout.write(f"  {name:34}{shown}{times[-1] / times[0]:9.1f}")

    def measure(self, claims: int) -> dict[str, float]:
        with throwaway_database():
            begun = time.perf_counter()
            person = desk.fill(claims)
            self.stderr.write(f"{connection.vendor}: {claims:,} claims made in {time.perf_counter() - begun:.0f} s")
            client = Client(SERVER_NAME="localhost")
            client.force_login(person)
            return {name: _seconds(client, path) for name, path in _pages(claims, person).items()}


def _pages(claims: int, person) -> dict[str, str]:
    last = Claim.objects.latest("pk")
    rare = "qccc"  # of one claim in 5,000
    complete = reverse("admin:autocomplete") + "?app_label=claims&model_name=accusation&field_name="
    return {
        "home": "/admin/",
        "list": LIST,
        "list, page 100 or the last": f"{LIST}?p={min(100, max(1, claims // 100))}",
        "list, by last change": f"{LIST}?o=5",
        "list, one state": f"{LIST}?state__exact=in_review",
        "list, one person": f"{LIST}?assigned_to__id__exact={person.pk}",
        "list, one topic": f"{LIST}?topic={Topic.objects.first().pk}",
        "list, one language": f"{LIST}?language=id",
        **{
            f"list, queue {name}": f"{LIST}?queue={name}"
            for name in ("mine", "second-reading", "replies-overdue", "past-recheck", "not-taken")
        },
        "search, a rare word": f"{LIST}?q={rare}",
        "search, a word begun": f"{LIST}?q={rare[:3]}",
        "search, in every claim": f"{LIST}?q=claim",
        "search, two words": f"{LIST}?q=claim+{rare}",
        "search, one state": f"{LIST}?q=claim&state__exact=in_review",
        "search, nothing found": f"{LIST}?q=zzzz",
        "claim": f"{LIST}{last.pk}/change/",
        "sources": SOURCES,
        "sources, queue without-copy": f"{SOURCES}?queue=without-copy",
        "sources, search": f"{SOURCES}?q=report+qccc",
        "actors": ACTORS,
        "actors, search": f"{ACTORS}?q={Actor.objects.latest('pk').name}",
        "complete an actor": f"{complete}actor&term=qcc",
        "complete a source": f"{complete}source&term=qcc",
    }


def _seconds(client: Client, path: str) -> float:
    taken = []
    for _ in range(ROUNDS + 1):  # the first warms up
        begun = time.perf_counter()
        answer = client.get(path)
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200, (path, answer.status_code)  # noqa: S101
    return median(taken[1:])
