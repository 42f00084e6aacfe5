from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims import record, triggers
from claims.models import Head


class Command(BaseCommand):
    help = "Recompute the chain of the public record and name the first publication that does not fit."

    def handle(self, **options) -> None:
        if fault := record.verify():
            raise CommandError(str(fault))
        if missing := triggers.missing(connection):
            raise CommandError(
                f"The record is whole, but not protected: {', '.join(missing)} missing. Run manage.py migrate."
            )
        head = Head.objects.get()
        self.stdout.write(f"The record is whole: {head.sequence} publications, head {head.digest}.")
