"""What readers call a country."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language


def country_name(code: str) -> str:
    """In the reader's words, by CLDR; the code itself (ISO 3166-1), where it has none."""
    return _names(get_language() or settings.LANGUAGE_CODE).get(code, code)


@lru_cache(maxsize=8)
def _names(language: str) -> Mapping[str, str]:
    return Locale.parse(language, sep="-").territories
