"""Validators for the short codes that several tables share."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
    _("Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”."),
)
validate_country = RegexValidator(
    r"^[A-Z]{2}$", _("Give a country as two capital letters (ISO 3166-1), such as “KP”.")
)
validate_wikidata = RegexValidator(r"^Q[1-9][0-9]*$", _("Give a Wikidata item as “Q” and a number, such as “Q423”."))
