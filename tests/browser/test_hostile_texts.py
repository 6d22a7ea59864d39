"""Texts that are no text but markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from corpus import Document
from index import Encoder, build_index
from tests.browser.pages import Served, ask, open_page, result_of

pytestmark = pytest.mark.browser


HOSTILE = (
    '番茄的秘密是<script>window.ran=1</script><img src=x onerror="window.ran=2">${window.ran=3}{{ran}}'
    "<a href='javascript:window.ran=4'>这里</a>。"
)


def test_markup_in_a_text_stays_text(
    browser: Browser, root: Path, offline_environment: dict[str, str], tmp_path: Path, bundled: Encoder
) -> None:
    document = Document("x", "番茄<img src=x onerror='window.ran=5'>", "javascript:window.ran=6", HOSTILE)
    build_index([document], tmp_path / "store", encoder=bundled)
    served = Served(root, offline_environment, tmp_path / "store", tmp_path / "log")
    for page in open_page(browser, served.address):
        for question in ("番茄的秘密是什么？", "火车几点开？"):
            ask(page, question)
            expect(result_of(page).locator("li blockquote")).to_contain_text(HOSTILE)
            expect(result_of(page).locator("li .place strong")).to_have_text(document.title)
        assert page.evaluate("window.ran") is None
        assert result_of(page).locator("script, img, a[href^=javascript]").count() == 0
    served.stop()
