"""Other processes for work that asks no database. Nothing here may ask Django before it is set up in them."""

import gc
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, Self, TypeVar

import django

SELDOM = 200_000  # objects made since the last time

P, T = ParamSpec("P"), TypeVar("T")


class Workshop:
    """Runs what it is given, in order of giving. `at_home` are done here before others start; everything for 0.

    While it is open, cycles of objects are looked for seldom: or else all that lies ready would be gone through again
    and again.
    """

    def __init__(self, processes: int, *, at_home: int = 1) -> None:
        self.processes, self.at_home = processes, at_home
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        self.threshold = gc.get_threshold()
        gc.set_threshold(SELDOM)
        return self

    def __exit__(self, *fault: object) -> None:
        gc.set_threshold(*self.threshold)
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        if self.processes and not self.at_home:
            if self.pool is None:  # spawned, not forked: no child may hold this one's connection to the database
                self.pool = ProcessPoolExecutor(self.processes, get_context("spawn"), initializer=_set_up)
            return self.pool.submit(work, *args, **kwargs)
        self.at_home = max(0, self.at_home - 1)
        done: Future[T] = Future()
        done.set_result(work(*args, **kwargs))
        return done


def _set_up() -> None:
    django.setup()
    gc.set_threshold(SELDOM)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Or a child whose parent is killed would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
