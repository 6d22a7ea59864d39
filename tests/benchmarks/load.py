"""Many people at once: a bounded load on a server of its own, on loopback.

    python -m tests.benchmarks.load [--passages 10000] [--people 50] [--seconds 60] [--think 0] [--queued 500]

Starts `python app.py` over a made-up store, has so many people ask different questions for so long, each the next one
as soon as they have read the answer for `think` seconds, and then sends `queued` questions at once. Prints p50 and p95
of the answers, what was turned away and what failed, and the server's memory before, at most, and after. Numbers of one
run on a quiet machine, on which the people and the server share the cores.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx

from corpus import read_documents
from index import build_index, open_encoder
from tests.benchmarks.speed import ROOT, DrawnVectors, default_questions, made_up
from tests.served import Served


def questions() -> Iterator[str]:
    """Questions without end, no two the same."""
    known = default_questions()
    for number in itertools.count():
        yield f"{known[number % len(known)].rstrip('?？')}，第{number}次问？"


def megabytes(process: int) -> float:
    """What a process holds in memory now."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Load:
    """People who ask one server, and what came of it."""

    def __init__(self, address: str, process: int) -> None:
        self._client = httpx.AsyncClient(
            base_url=address, timeout=120, limits=httpx.Limits(max_connections=None), trust_env=False
        )
        self._process = process
        self._questions = questions()
        self.clear()

    def clear(self) -> None:
        """Forget what came of the questions so far."""
        self.milliseconds: list[float] = []
        self.outcomes: Counter[str] = Counter()
        self.most = megabytes(self._process)

    async def ask(self) -> None:
        started = time.perf_counter()
        try:
            reply = await self._client.post("/api/ask", json={"question": next(self._questions)})
        except httpx.HTTPError as error:
            self.outcomes[type(error).__name__] += 1
            return
        told = reply.status_code == 200 or "detail" in reply.json()
        self.outcomes[f"{reply.status_code}{'' if told else ' without a message'}"] += 1
        if reply.status_code == 200:
            self.milliseconds.append(1000 * (time.perf_counter() - started))
        self.most = max(self.most, megabytes(self._process))

    async def people(self, count: int, seconds: float, think: float) -> None:
        """So many people ask, one question after another, until the time is over."""
        end = time.perf_counter() + seconds

        async def person(number: int) -> None:
            await asyncio.sleep(think * number / count)
            while time.perf_counter() < end:
                await self.ask()
                await asyncio.sleep(think)

        await asyncio.gather(*(person(number) for number in range(count)))

    async def at_once(self, count: int) -> None:
        """So many questions at the same moment."""
        await asyncio.gather(*(self.ask() for _ in range(count)))

    def told(self, name: str) -> str:
        """One line about it."""
        if len(self.milliseconds) < 2:
            return f"{name}: {dict(self.outcomes)}"
        p50, p95 = statistics.median(self.milliseconds), statistics.quantiles(self.milliseconds, n=20)[-1]
        return f"{name}: {dict(self.outcomes)}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, at most {self.most:.0f} MB"


async def measure(address: str, process: int, arguments: argparse.Namespace) -> None:
    """Warm the server, load it, and print what that did."""
    load = Load(address, process)
    await load.people(2, 5, 0)
    load.clear()
    print(f"before: {megabytes(process):.0f} MB")
    await load.people(arguments.people, arguments.seconds, arguments.think)
    print(load.told(f"{arguments.people} people for {arguments.seconds:.0f} s, reading for {arguments.think:g} s"))
    load.clear()
    await load.at_once(arguments.queued)
    print(load.told(f"{arguments.queued} questions at once"))
    await asyncio.sleep(10)
    print(f"after: {megabytes(process):.0f} MB")


def main() -> None:
    """Make the store, start the server, measure it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000, help="in the store")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0, help="seconds between an answer and the next question")
    parser.add_argument("--queued", type=int, default=500, help="questions at one moment")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        documents = list(read_documents(ROOT / "corpus" / "texts"))
        build_index(made_up(documents, arguments.passages), store, encoder=DrawnVectors(open_encoder()))
        served = Served(ROOT, dict(os.environ), store, Path(folder) / "log", "--rate", "999999")
        asyncio.run(measure(served.address, served.process, arguments))
        served.stop()


if __name__ == "__main__":
    main()
