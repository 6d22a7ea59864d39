"""How a store bears size and mishap: memory and time at many passages, killed writers, full disks, flipped bytes.

    python -m tests.benchmarks.store [--passages 100000] [--kills 300] [--full-disks 50] [--readers 8] [--switches 50]
        [--flips 50]

The large store is of made-up passages with vectors drawn at random, as in `tests.benchmarks.speed`: nothing but
encoding is left out. Builds, updates and removals are killed (SIGKILL) at random moments, or stopped by a limit on the
size of a file, and after each the store is opened and verified whole; every flipped byte must be named with the command
that mends it. Prints what it measured, and ends with status 1 at the first store that is not as it should be.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import Document
from index import StoreError, build_index, open_index
from index.status import verify_index
from tests.topic_encoder import TopicEncoder

ROOT = Path(__file__).parent.parent.parent

_LARGE = textwrap.dedent(
    """
    import resource, sys, time
    from corpus import Document, read_documents
    from index import add_documents, build_index, open_encoder, open_index
    from tests.benchmarks.speed import ROOT, DrawnVectors, made_up
    what, store, passages = sys.argv[1], sys.argv[2], int(sys.argv[3])
    encoder, documents = DrawnVectors(open_encoder()), list(read_documents(ROOT / "corpus" / "texts"))
    started = time.perf_counter()
    if what == "build":
        build_index(made_up(documents, passages), store, encoder=encoder)
    elif what == "add":
        new = [Document(f"new-{n}", "新", "new", f"第{n}篇。" + documents[0].text[:1000]) for n in range(100)]
        report = add_documents(new, store, encoder=encoder)
        assert report.encoded < 1000, report
    else:
        index = open_index(store, encoder=encoder)
    seconds = time.perf_counter() - started
    print(f"{what:6} {seconds:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    """
)
_CHANGE = textwrap.dedent(
    """
    import random, resource, signal, sys
    from corpus import Document
    from index import IndexingError, StoreWriteError, add_documents, build_index, default_analyzer, remove_documents
    from tests.benchmarks.store import texts
    from tests.topic_encoder import TopicEncoder
    store, seed, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance, encoder = random.Random(seed), TopicEncoder()
    default_analyzer()
    print("started", flush=True)
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    while True:
        try:
            kind = chance.choice(["build", "add", "remove"])
            if kind == "build":
                build_index(texts(range(chance.randint(50, 150))), store, encoder=encoder)
            elif kind == "add":
                add_documents(texts(range(50, 50 + chance.randint(1, 100)), chance), store, encoder=encoder)
            else:
                remove_documents([f"d{chance.randint(1, 200)}"], store, encoder=encoder)
        except StoreWriteError:
            sys.exit(3)
        except IndexingError as error:
            if "remove" not in kind:
                raise
        if limit and chance.random() < 0.2:
            sys.exit(0)
    """
)


def texts(numbers: Sequence[int], chance: random.Random | None = None) -> list[Document]:
    """Documents of these numbers; with `chance`, some of them in other words."""
    return [Document(f"d{n}", "", "d", f"第{n}只猫和狗。" * (chance.randint(1, 60) if chance else 30)) for n in numbers]


def _run(code: str, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _started(store: Path, seed: int, limit: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _CHANGE, str(store), str(seed), str(limit)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    process.stdout.readline()
    return process


def _is_whole(store: Path) -> int:
    """Verify the store; how many documents it holds. Document d0 is never removed."""
    index = open_index(store, encoder=TopicEncoder())
    verify_index(index)
    there = {document.id for document in index.documents()}
    assert "d0" in there
    assert index.search_legs(index.query("猫和狗"), 10)
    return len(there)


def kill(store: Path, times: int) -> None:
    """Writers killed at random moments."""
    chance, seen = random.Random(0), set()
    for turn in range(times):
        process = _started(store, turn, 0)
        time.sleep(chance.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        seen.add(_is_whole(store))
    print(f"kills  {times} writers killed, the store whole after each ({len(seen)} different states)")


def fill(store: Path, times: int) -> None:
    """Writers whose files may not grow further, as on a full disk."""
    chance, refused = random.Random(1), 0
    for turn in range(times):
        process = _started(store, turn, chance.choice([1, 10, 100, 1_000, 10_000, 50_000, 100_000, 200_000, 500_000]))
        process.communicate()
        if process.returncode not in (0, 3):
            raise SystemExit(f"a full disk ended a writer with status {process.returncode}")
        refused += process.returncode == 3
        _is_whole(store)
    print(f"disks  {times} writers with too little room, {refused} refused, the store whole after each")


def switch(store: Path, readers: int, times: int) -> None:
    """Readers that search without a pause while the store is switched so many times."""
    done, counts, failures = threading.Event(), [0] * readers, list[BaseException]()

    def read(number: int) -> None:
        index = open_index(store, encoder=TopicEncoder())
        try:
            while not done.is_set():
                if not index.is_current():
                    index = open_index(store, encoder=TopicEncoder())
                assert index.search_legs(index.query("猫和狗"), 10)
                counts[number] += 1
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for turn in range(times):
        build_index(texts(range(50 + turn % 7)), store, encoder=TopicEncoder())
    done.set()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"a reader failed: {failures[0]!r}")
    print(f"readers  {readers} readers searched {sum(counts)} times during {times} switches, none failed")


def flip(store: Path, times: int) -> None:
    """Single bytes flipped in files of the store."""
    chance = random.Random(2)
    names = [path.relative_to(store) for path in store.rglob("*") if path.is_file() and path.stat().st_size]
    for _ in range(times):
        broken = store.parent / "broken"
        shutil.copytree(store, broken)
        path = broken / chance.choice(names)
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            open_index(broken, encoder=TopicEncoder())
        except StoreError as error:
            if "python -m index build" not in str(error):
                raise SystemExit(f"the error names no command: {error}") from error
        else:
            raise SystemExit(f"a flipped byte of {path.name} was not noticed")
        shutil.rmtree(broken)
    if times:
        print(f"flips  {times} flipped bytes, each named with the command that mends it")


def main() -> None:
    """Run all and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--full-disks", type=int, default=50)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--switches", type=int, default=50)
    parser.add_argument("--flips", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build_index(texts(range(60)), store, encoder=TopicEncoder())
        kill(store, arguments.kills)
        fill(store, arguments.full_disks)
        switch(store, arguments.readers, arguments.switches)
        flip(store, arguments.flips)
        if arguments.passages:
            large = Path(folder) / "large"
            for what in ("build", "add", "open"):
                print(_run(_LARGE, what, large, arguments.passages), end="", flush=True)
            size = sum(path.stat().st_size for path in large.rglob("*") if path.is_file())
            print(f"size   {size / 1e6:.0f} MB on disk")


if __name__ == "__main__":
    main()
