from django.core.management.base import BaseCommand

from claims import projection


class Command(BaseCommand):
    help = "Make the lists and catalogues of the public site again from the record."

    def handle(self, **options) -> None:
        self.stdout.write(f"Rebuilt from the record: {projection.rebuild()} public claims.")
