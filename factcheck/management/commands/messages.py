from django.core.management.base import BaseCommand

from factcheck import translations


class Command(BaseCommand):
    help = "Gather what the interface says into the translators' files, and compile them: run it after changing either"

    def handle(self, **options) -> None:
        for language in translations.languages():
            catalog = translations.brought_up_to_date(language)
            path = translations.po(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(translations.written(catalog))
            path.with_suffix(".mo").write_bytes(translations.compiled(catalog))
            missing = len(translations.missing(catalog))
            self.stdout.write(f"{language}: {len(catalog)} texts, {missing} not translated: {path}")
