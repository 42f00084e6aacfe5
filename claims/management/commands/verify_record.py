from django.core.management.base import BaseCommand, CommandError

from claims import record
from claims.models import Head


class Command(BaseCommand):
    help = "Recompute the chain of the public record and name the first publication that does not fit."

    def handle(self, **options) -> None:
        if fault := record.verify():
            raise CommandError(str(fault))
        head = Head.objects.get()
        self.stdout.write(f"The record is whole: {head.sequence} publications, head {head.digest}.")
