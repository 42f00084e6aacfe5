from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from sources.capturing.verifying import kept_files, verify


class Command(BaseCommand):
    help = "Hashes every kept file again; names those that are missing, changed, or of unknown origin."

    def handle(self, **options) -> None:
        files_there, captures = kept_files()
        damaged = 0
        for capture in tqdm(captures, unit="file", disable=None):
            if told := verify(capture):
                damaged += 1
                tqdm.write(f"{capture.file.name}: {told} (copy {capture.pk} of “{capture.source}”)", file=self.stderr)
        strangers = sorted(files_there - {capture.file.name for capture in captures})
        for name in strangers:
            self.stderr.write(f"{name}: of unknown origin")
        if damaged:
            raise CommandError(f"{damaged} of {len(captures)} copies are not as they were kept.")
        self.stdout.write(f"{len(captures)} copies are as they were kept.")
