from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from sources.capturing import keeping
from sources.capturing.models import Status
from sources.models import CaptureRequest, Source


class Command(BaseCommand):
    help = "Fetches copies of sources now, and keeps them."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="Sources, by their slugs.")
        parser.add_argument("--missing", action="store_true", help="All sources with an address and without a copy.")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="Who asks for it.")

    def handle(self, *, slugs: list[str], missing: bool, by: str, **options) -> None:
        person = get_user_model().objects.filter(username=by).first()
        if person is None:
            raise CommandError(f"There is no account “{by}”.")
        if bool(slugs) == missing:
            raise CommandError("Name sources by their slugs, or give --missing.")
        failed = 0
        for source in tqdm(_missing() if missing else _named(slugs), unit="copy", disable=None):
            request = keeping.ask(source, by=person)
            keeping.keep(request.pk)
            request = CaptureRequest.objects.get(pk=request.pk)
            if request.status != Status.KEPT:
                failed += 1
                why = request.get_failure_display() or request.get_status_display()
                tqdm.write(f"{source.slug}: {why} {request.failure_detail}".rstrip(), file=self.stderr)
        if failed:
            raise CommandError(f"{failed} could not be fetched.")


def _missing() -> list[Source]:
    return list(Source.objects.without_copy().exclude(url=""))


def _named(slugs: list[str]) -> list[Source]:
    found = {source.slug: source for source in Source.objects.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in found]:
        raise CommandError(f"There is no source: {', '.join(unknown)}")
    if bare := [slug for slug in slugs if not found[slug].url]:
        raise CommandError(f"Without an address: {', '.join(bare)}")
    return list(found.values())
