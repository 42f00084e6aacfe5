from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims import demo
from claims.demo import load


class Command(BaseCommand):
    help = "Load the demonstration newsroom into an empty database, and print its addresses and accounts."

    def handle(self, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration's accounts are for demonstrations only: set DEMO=1.")
        try:
            loaded = load.load()
        except load.NotADemoDatabase as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Loaded the demonstration." if loaded else "The demonstration was loaded before.")
        self.stdout.write(f"\nreaders   {settings.SITE_URL}/")
        self.stdout.write(f"programs  {settings.SITE_URL}/api/v1/docs/")
        self.stdout.write(f"the desk  {settings.SITE_URL}/admin/\n\naccounts at the desk:")
        people = User.objects.filter(groups__name=demo.GROUP).order_by("pk")
        for person in people:
            role = person.groups.exclude(name=demo.GROUP).first()
            self.stdout.write(f"  {person.username:<10} {role or 'no role: gets nowhere'}")
        if authenticate(username=people[0].username, password=load.password()):
            self.stdout.write(f"\npassword: {load.password()}")
        else:
            self.stdout.write("\nThe password was changed at the desk.")
