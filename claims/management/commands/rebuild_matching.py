from django.core.management.base import BaseCommand

from claims.matching import desk
from claims.models import Claim
from claims.progress import bar


class Command(BaseCommand):
    help = (
        "Make the index again by which the desk finds claims like the one in hand. (rebuild_public makes the public.)"
    )

    def handle(self, **options) -> None:
        with bar("Claims", Claim.objects.count()) as advance:
            count = desk.rebuild(advance)
        self.stdout.write(f"Rebuilt from the desk: {count} claims.")
