from django.core.management.base import BaseCommand

from claims import projection
from claims.models import Publication
from claims.progress import bar


class Command(BaseCommand):
    help = "Make the lists and catalogues of the public site again from the record."

    def handle(self, **options) -> None:
        with bar("Public claims", Publication.objects.filter(revision=1).count()) as advance:
            count = projection.rebuild(advance)
        self.stdout.write(f"Rebuilt from the record: {count} public claims.")
