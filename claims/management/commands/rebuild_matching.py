from django.core.management.base import BaseCommand

from claims.matching import desk


class Command(BaseCommand):
    help = (
        "Make the index again by which the desk finds claims like the one in hand. (rebuild_public makes the public.)"
    )

    def handle(self, **options) -> None:
        self.stdout.write(f"Rebuilt from the desk: {desk.rebuild()} claims.")
