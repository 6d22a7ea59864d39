"""How many questions are computed at once, how many wait, and how many one client may ask."""

from __future__ import annotations

import contextlib
import ipaddress
import math
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

import anyio
from anyio import to_thread
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import BusyError, TooManyQuestionsError

A_MINUTE = 120
"""Questions a minute that one client may ask, unless told otherwise."""
WAITING = 64
"""Questions that wait at the most; what comes beyond that is turned away at once."""
COMPOSED = 8
"""Answers that a language model writes at once: it computes somewhere else."""

_Result = TypeVar("_Result")


class QuestionRate:
    """Counts the questions of every client by the minute; safe to use from several threads."""

    def __init__(self, a_minute: int = A_MINUTE) -> None:
        self.a_minute = a_minute
        self._limit = RateLimitItemPerMinute(a_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def admit(self, client: str) -> None:
        """Count a question of this client, given by its address. Raises TooManyQuestionsError."""
        counted = _network(client)
        if not self._limiter.hit(self._limit, counted):
            reset = self._limiter.get_window_stats(self._limit, counted).reset_time
            raise TooManyQuestionsError(self.a_minute, max(1, math.ceil(reset - time.time())))


class Line:
    """Where work waits for its turn: `at_once` of it is done at a time, `waiting` may wait, more is turned away."""

    def __init__(self, at_once: int | None = None, waiting: int = WAITING) -> None:
        self.at_once = at_once or os.cpu_count() or 1
        self._room = self.at_once + waiting
        self._inside = 0
        self._threads = anyio.CapacityLimiter(self.at_once)
        self._turns = threading.BoundedSemaphore(self.at_once)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for a thread whose caller limits by itself how many wait, such as the page's queue."""
        with self._turns:
            yield

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """A place in the line, on the event loop. Raises BusyError where there is none."""
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def run(self, compute: Callable[[], _Result]) -> _Result:
        """What this computes, in a thread, when its turn comes; not given up before it ends. Raises BusyError."""
        with self.place():
            return await to_thread.run_sync(compute, limiter=self._threads)

    async def steps(self, results: Iterator[_Result]) -> AsyncIterator[_Result]:
        """What this iterator gives, step by step, in a thread, when its turn comes. Raises BusyError."""
        with self.place():
            async with self._threads:
                steps = anyio.CapacityLimiter(1)
                while (step := await to_thread.run_sync(_next, results, limiter=steps)) is not None:
                    yield step[0]


def _next(results: Iterator[_Result]) -> tuple[_Result] | None:
    """The next result, or None at the end: StopIteration cannot leave a thread."""
    for result in results:
        return (result,)
    return None


def _network(client: str) -> str:
    """What is counted as one client: an IPv4 address, or a network of 64 bits, which is what one has of IPv6."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or ipaddress.ip_network(f"{address}/64", strict=False))
