"""How many claims hold a word: a table of (word, claims), kept in step by those who add and take away."""

from collections import Counter

from django.db import connection, models

AT_ONCE = 500  # words in one statement


class WordCount(models.Model):
    """A word, and how many claims hold it. One that none holds any more stays, with 0."""

    word = models.CharField(max_length=80, primary_key=True)
    claims = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.word}: {self.claims}"


def count(model: type[WordCount], changes: Counter) -> None:
    """Add to the counts. In the order of the words, so that two writers wait for each other instead of for ever."""
    changed = sorted((word, claims) for word, claims in changes.items() if claims)
    table = model._meta.db_table
    add = f"ON CONFLICT (word) DO UPDATE SET claims = {table}.claims + excluded.claims"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No word holds a space, and one text is written out sooner than an array; one empty word makes no array.
            told = "unnest(string_to_array(%s, ' '), string_to_array(%s, ' ')::bigint[]) AS told (word, claims)"
            values = [" ".join(str(pair[place]) for pair in changed) for place in (0, 1)]
            cursor.execute(
                f"INSERT INTO {table} (word, claims) SELECT coalesce(word, ''), claims FROM {told} {add}", values
            )
            return
        for start in range(0, len(changed), AT_ONCE):
            some = changed[start : start + AT_ONCE]
            cursor.execute(
                f"INSERT INTO {table} (word, claims) VALUES {', '.join(['(%s, %s)'] * len(some))} {add}",
                [value for pair in some for value in pair],
            )
