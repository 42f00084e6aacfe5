"""Validators for the short codes that several tables share."""

from django.core.validators import RegexValidator

validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”."
)
validate_country = RegexValidator(r"^[A-Z]{2}$", "Give a country as two capital letters (ISO 3166-1), such as “KP”.")
validate_wikidata = RegexValidator(r"^Q[1-9][0-9]*$", "Give a Wikidata item as “Q” and a number, such as “Q423”.")
