"""How fast and how large: building, searching, asking.

    python -m tests.benchmarks.speed [FOLDER|FILE… default: corpus/texts] [--queries QUESTIONS.txt] [--passages 10000]

With --passages, searches and asks a store of that many made-up passages beside the texts: sentences of the texts in
other orders, with vectors drawn at random, for they cost as much to search as real ones and nothing to encode.

Prints passages per second at build, p50 and p95 of `search` and `ask` over distinct questions, the wall time and peak
memory of a cold `ask` process, and the peak memory of this one. Without --queries, asks the tests' questions about the
article. Numbers of one run on a quiet machine; compare them only with others of the same machine.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus import Document, read_documents
from corpus.sentences import sentence_spans
from corpus.splitting import split_document
from index import Encoder, Vectors, build_index, open_encoder
from retriever import open_answerer, open_retriever

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 5


def default_questions() -> list[str]:
    """The questions of tests/retriever/article_questions.toml."""
    content = tomllib.loads((ROOT / "tests/retriever/article_questions.toml").read_text(encoding="utf-8"))
    return [question["question"] for question in content["answered"]] + list(content["declined"]["questions"])


def milliseconds(call: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    """p50 and p95 of a call over the questions, asked ROUNDS times in turn so that none is remembered."""
    for question in questions:
        call(question)
    times = []
    for _ in range(ROUNDS):
        for question in questions:
            started = time.perf_counter()
            call(question)
            times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


_MEASURE = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def cold_ask(store: Path, question: str) -> tuple[float, float]:
    """Seconds and peak megabytes of `python -m retriever ask` in a new process, medians of ROUNDS.

    A small process in between starts it, for Linux counts the peak of whoever starts a process as its own.
    """
    ask = [sys.executable, "-m", "retriever", "ask", question, "--store", str(store)]
    measure = [sys.executable, "-c", _MEASURE, *ask]
    runs = [subprocess.run(measure, cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(ROUNDS)]
    seconds, megabytes = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return statistics.median(seconds), statistics.median(megabytes)


class DrawnVectors:
    """Passes for an encoder while a store is built, and draws its vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.fingerprint, self.dimension = encoder.name, encoder.fingerprint, encoder.dimension
        self._generator = np.random.default_rng(0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = self._generator.standard_normal((len(texts), self.dimension), dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    encode_queries = encode_passages


def made_up(documents: Sequence[Document], passages: int) -> Iterator[Document]:
    """The documents, and others of their sentences in other orders, about so many passages in all."""
    yield from documents
    chance = random.Random(0)
    sentences = [d.text[start:end] for d in documents for start, end in sentence_spans(d.text) if end - start < 400]
    made = sum(len(split_document(document)) for document in documents)
    while made < passages:
        document = Document(f"made-up-{made}", "", "made up", "".join(chance.choices(sentences, k=60)))
        made += len(split_document(document))
        yield document


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "corpus" / "texts"])
    parser.add_argument("--queries", type=Path, help="UTF-8 file with one question a line")
    parser.add_argument("--passages", type=int, default=0, help="search and ask among so many passages")
    arguments = parser.parse_args()
    questions = default_questions()
    if arguments.queries:
        questions = [line for line in arguments.queries.read_text(encoding="utf-8").splitlines() if line.strip()]

    with tempfile.TemporaryDirectory() as folder:
        store, encoder = Path(folder) / "store", open_encoder()
        warm = Path(folder) / "warm"  # a store of its own, or else the next build would have nothing to encode
        build_index(read_documents(ROOT / "corpus" / "texts"), warm, encoder=encoder)
        report = build_index(read_documents(*arguments.paths), store, encoder=encoder)
        print(f"build   {report.passages} passages, {report.passages / report.seconds:.1f} passages/s")
        if arguments.passages:
            documents = list(read_documents(*arguments.paths))
            made = build_index(made_up(documents, arguments.passages), store, encoder=DrawnVectors(encoder))
            print(f"among   {made.passages} passages:")
        p50, p95 = milliseconds(open_retriever(store).search, questions)
        print(f"search  p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        p50, p95 = milliseconds(open_answerer(store).ask, questions)
        print(f"ask     p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        seconds, megabytes = cold_ask(store, questions[0])
        print(f"cold    ask in {seconds:.2f} s wall, {megabytes:.0f} MB at most")
    print(f"memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most in this process")


if __name__ == "__main__":
    main()
