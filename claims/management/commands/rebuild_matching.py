from django.core.management.base import BaseCommand

from claims.matching import desk, elsewhere
from claims.models import Claim, ExternalCheck
from claims.progress import bar


class Command(BaseCommand):
    help = (
        "Make the indexes again by which the desk finds claims like the one in hand, and what others have checked. "
        "(rebuild_public makes the public one.)"
    )

    def handle(self, **options) -> None:
        with bar("Claims", Claim.objects.count()) as advance:
            count = desk.rebuild(advance)
        with bar("External checks", ExternalCheck.objects.count()) as advance:
            checks = elsewhere.rebuild(advance)
        self.stdout.write(f"Rebuilt from the desk: {count} claims, and {checks} external checks.")
