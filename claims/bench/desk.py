"""A desk as big as wanted, written by the database itself: through Django it would take an hour."""

from pathlib import Path

from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone

PEOPLE = 40
SQL = Path(__file__).with_suffix(".sql")


def fill(claims: int) -> User:
    """Returns a person to look at it: an editor, and one of the researchers."""
    editors = Group.objects.get(name="Editor")
    people = [User.objects.create_user(f"person{number}", is_staff=True) for number in range(PEOPLE)]
    editors.user_set.add(*people)
    with connection.cursor() as cursor:
        for statement in SQL.read_text().format(**_values(claims, people[0])).split(";\n\n"):
            cursor.execute(statement)
        # What PostgreSQL's own housekeeping does within a minute or two.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return people[0]


def word(number: str) -> str:
    """An SQL expression: a number as a word that no stemmer touches."""
    number = f"CAST({number} AS text)"
    for digit, letter in enumerate("bcdfghjklm"):
        number = f"replace({number}, '{digit}', '{letter}')"
    return f"('q' || {number})"


def _values(claims: int, person: User) -> dict:
    counts = {"topic": 20, "outlet": 50, "actor": max(10, claims // 50), "source": max(10, claims // 4)}
    rows = {f"{name}_rows": _rows(count) for name, count in (counts | {"claim": claims}).items()}
    moment = f"{timezone.now():%Y-%m-%d %H:%M:%S}"
    dialect = _postgresql(claims, moment) if connection.vendor == "postgresql" else _sqlite(claims, moment)
    asked = {"claims": claims, "person": person.pk, "people": PEOPLE, "tab": "\t"}
    counted = {f"{name}s": count for name, count in counts.items()}
    return {**rows, **dialect, **asked, **counted, "number_word": word("i"), "rare_word": word("i % 5000")}


def _rows(count: int) -> str:
    return f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"


def _postgresql(claims: int, moment: str) -> dict[str, str]:
    return {
        "uid": "CAST(lpad(to_hex(i), 32, '0') AS uuid)",
        "digest": "lpad(CAST(i AS text), 64, '0')",
        "now": f"TIMESTAMPTZ '{moment}+00'",
        "minutes_ago": f"TIMESTAMPTZ '{moment}+00' - ({claims} - i) * INTERVAL '1 minute'",
        "day_created": "CAST(created_at AS date)",
        "yes": "true",
        "no": "false",
    }


def _sqlite(claims: int, moment: str) -> dict[str, str]:
    return {
        "uid": "printf('%032x', i)",
        "digest": "printf('%064d', i)",
        "now": f"'{moment}'",
        "minutes_ago": f"datetime('{moment}', '-' || ({claims} - i) || ' minutes')",
        "day_created": "date(created_at)",
        "yes": "1",
        "no": "0",
    }
