"""Progress of long work in the terminal: a bar on standard error, where that is one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

Advance = Callable[[int], object]


def nothing(count: int) -> None:
    """Where nobody watches."""


@contextmanager
def bar(what: str, total: int) -> Iterator[Advance]:
    """Gives what is to be called with the number of things done since."""
    with tqdm(desc=what, total=total, disable=None, leave=False) as shown:
        yield shown.update
