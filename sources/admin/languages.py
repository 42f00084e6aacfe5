"""The filter of a long list by its languages."""

from django.contrib import admin
from django.db import connection
from django.utils.translation import gettext_lazy as _

# From one language to the next, instead of through all the rows.
LANGUAGES = """
WITH RECURSIVE each (language) AS (
    SELECT min(language) FROM {table}
    UNION ALL
    SELECT (SELECT min(language) FROM {table} WHERE language > each.language)
    FROM each WHERE each.language IS NOT NULL
)
SELECT language FROM each WHERE language IS NOT NULL
"""


class ByLanguage(admin.SimpleListFilter):
    """Of a table with an index that begins with its column `language`."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        with connection.cursor() as cursor:
            cursor.execute(LANGUAGES.format(table=model_admin.model._meta.db_table))
            return [(language, language) for (language,) in cursor.fetchall()]

    def queryset(self, request, queryset):
        return queryset.filter(language=self.value()) if self.value() else queryset
