from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims import record, triggers
from claims.models import Head, Publication
from claims.progress import bar


class Command(BaseCommand):
    help = "Recompute the chain of the public record and name the first publication that does not fit."

    def handle(self, **options) -> None:
        with bar("Publications", Publication.objects.count()) as advance:
            fault = record.verify(advance)
        if fault:
            raise CommandError(str(fault))
        if missing := triggers.missing(connection):
            raise CommandError(
                f"The record is whole, but not protected: {', '.join(missing)} missing. Run manage.py migrate."
            )
        head = Head.objects.get()
        self.stdout.write(f"The record is whole: {head.sequence} publications, head {head.digest}.")
