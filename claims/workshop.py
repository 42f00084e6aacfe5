"""Other processes for work that asks no database. Nothing here may ask Django before it is set up in them."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, Self, TypeVar

import django

P, T = ParamSpec("P"), TypeVar("T")


class Workshop:
    """Runs what it is given, in order of giving: the first here, while the others start; everything here for 0."""

    def __init__(self, processes: int) -> None:
        self.processes, self.begun = processes, False
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        if self.processes and self.begun:
            if self.pool is None:  # spawned, not forked: no child may hold this one's connection to the database
                self.pool = ProcessPoolExecutor(self.processes, get_context("spawn"), initializer=_set_up)
            return self.pool.submit(work, *args, **kwargs)
        self.begun = True
        done: Future[T] = Future()
        done.set_result(work(*args, **kwargs))
        return done


def _set_up() -> None:
    django.setup()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Or a child whose parent is killed would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
