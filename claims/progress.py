"""Progress of long work in the terminal: a bar on standard error, where that is one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tqdm import tqdm

Advance = Callable[[int], object]


def nothing(count: int) -> None:
    """Where nobody watches."""


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Advance]:
    """Gives what is to be called with the number of things done since. Without a total, it counts them."""
    with tqdm(desc=what, total=total, disable=None, leave=False) as shown:
        yield shown.update


def beside_bars() -> AbstractContextManager:
    """While lines are printed: the bar stands aside, and is drawn again below them."""
    return tqdm.external_write_mode()
