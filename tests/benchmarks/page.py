"""How fast the page is for who sits before it, in a Chromium.

    python -m tests.benchmarks.page [--passages 10000] [--rounds 3]

Prints the seconds from the start of `python app.py` to its address and from there to a page that takes a question, the
milliseconds from pressing Enter to the first words of the answer (distinct questions; medians and p95), the same
question asked of the library for comparison, and the largest files that the browser loads beyond gradio's own. Numbers
of one run on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from corpus import read_documents
from index import build_index, open_encoder
from retriever import open_answerer
from tests.benchmarks.speed import ROOT, DrawnVectors, default_questions, made_up, milliseconds
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.pages import question_of
from tests.served import Served

_FIRST_WORDS = """
() => {
  const turn = () => document.querySelector("#result .turn");
  let before;
  document.querySelector("#question textarea, #question input").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    before = turn()?.dataset.turn;
    [window.pressed, window.answered] = [performance.now(), 0];
  }, true);
  new MutationObserver(() => {
    if (window.answered || !turn() || turn().dataset.turn === before) return;
    window.answered = -1; // the turn is there: the next frame shows it
    requestAnimationFrame(() => { window.answered = performance.now(); });
  }).observe(document.querySelector("#result"), { childList: true, subtree: true });
}
"""


def answered_after(page: Page, questions: list[str], rounds: int) -> list[float]:
    """Milliseconds from Enter to the frame that shows the answer."""
    page.evaluate(_FIRST_WORDS)
    times = []
    for _ in range(rounds):
        for question in questions:
            question_of(page).fill(question)
            question_of(page).press("Enter")
            page.wait_for_function("window.answered > 0")
            times.append(page.evaluate("window.answered - window.pressed"))
            page.wait_for_timeout(100)
    return times


def measure(browser: Browser, store: Path, questions: list[str], rounds: int) -> None:
    """Start the page, load it, ask, and print what that took."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        served = Served(ROOT, dict(os.environ), store, Path(folder) / "log")
        addressed = time.perf_counter()
        page = browser.new_page()
        own: dict[str, int] = {}

        def note(response: Response) -> None:
            path = response.url.removeprefix(served.address)
            if "/assets/" not in path and "/static/" not in path and response.ok and "queue" not in path:
                own[path] = int(response.headers.get("content-length", 0))

        page.on("response", note)
        page.goto(served.address)
        question_of(page).wait_for()
        usable = time.perf_counter()
        page.wait_for_timeout(2000)
        times = answered_after(page, questions, rounds)
        served.stop()
    print(f"start to address {addressed - started:.1f} s, address to usable {usable - addressed:.1f} s")
    print(f"Enter to answer: p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms")
    for path, size in sorted(own.items(), key=lambda item: -item[1])[:5]:
        print(f"{size / 1000:8.1f} KB {path}")


def main() -> None:
    """Make a store of so many passages, and measure the page over it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000, help="in the store")
    parser.add_argument("--rounds", type=int, default=3, help="how often each question is asked")
    arguments = parser.parse_args()
    questions = default_questions()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store"
        documents = list(read_documents(ROOT / "corpus" / "texts"))
        build_index(made_up(documents, arguments.passages), store, encoder=DrawnVectors(open_encoder()))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        measure(browser, store, questions, arguments.rounds)
        browser.close()
        p50, p95 = milliseconds(open_answerer(store).ask, questions)
        print(f"the same in the library: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


if __name__ == "__main__":
    main()
