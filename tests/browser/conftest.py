"""A Chromium, and the page over the article at both widths."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.pages import WIDTHS, open_page
from tests.served import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


expect.set_options(timeout=20_000)  # machines that run tests are slow now and then


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: while it is open an event loop runs, and no other test could start one."""
    if CHROMIUM is None and os.environ.get("ZHIYIN_TEST_BROWSER") != "required":
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(
    root: Path, offline_environment: dict[str, str], article_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    served = Served(root, offline_environment, article_store, tmp_path_factory.mktemp("log") / "page.log")
    yield served
    served.stop()
    assert "Traceback" not in served.log


@pytest.fixture(params=list(WIDTHS))
def page(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    width, height = WIDTHS[request.param]
    yield from open_page(browser, served.address, width, height)
