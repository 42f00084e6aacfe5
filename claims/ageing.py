"""How verdicts age. Worked out whenever somebody reads, so that nothing has to run at midnight.

A verdict is stale once the day on which it was to be looked at again has passed, and nothing newer was published.
"""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The day in the newsroom's time zone: the one clock that all of this goes by."""
    return timezone.localdate()


def expired_on(recheck_on: date | str | None) -> date | None:
    """The day a verdict was to be looked at again, once it has passed; None before, or where there is no such day."""
    day = date.fromisoformat(recheck_on) if isinstance(recheck_on, str) else recheck_on
    return day if day and day < today() else None
