import pytest
from django.utils.translation import override

from claims.public.countries import country_name


@pytest.mark.parametrize(("language", "code", "shown"), [
    ("en", "KP", "North Korea"), ("id", "KP", "Korea Utara"), ("id", "QY", "QY"), (None, "KP", "North Korea"),
])  # fmt: skip
def test_country_is_named_in_the_language_of_the_reader(language, code, shown):
    with override(language):
        assert country_name(code) == shown
