"""Pages of long lists. Nothing counts a table from end to end."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 10_000  # rows: nobody leafs further, there are filters and a search


class AtLeast(int):
    """A number that is shown with a plus: there are more."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class CappedPaginator(Paginator):
    """Counts, and leafs through, no more than the first MOST rows of a list."""

    @cached_property
    def count(self) -> int:
        known = self.object_list.order_by()[: MOST + 1].count()
        return AtLeast(MOST) if known > MOST else known
