"""Texts, titles and questions that are no text but markup: nothing of them runs, loads or opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus import Document
from index import Encoder, build_index
from tests.browser.pages import ask, open_page, past_of, question_of, result_of
from tests.injections import INJECTIONS, QUESTION, TEXT
from tests.served import Served

pytestmark = pytest.mark.browser
HOSTILE = (
    '番茄的秘密是<script>window.injected=1</script><img src=x onerror="window.injected=2">${window.injected=3}{{ran}}'
    "<a href='javascript:window.injected=4'>这里</a>。"
)
TITLE = "番茄<img src=x onerror='window.injected=5'>"


@pytest.fixture(scope="module")
def hostile(
    root: Path, offline_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, bundled: Encoder
) -> Iterator[Served]:
    """A page over documents whose titles, sources and texts are all hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    documents = [Document("x", TITLE, "javascript:window.injected=6", HOSTILE)]
    for number, one in enumerate(INJECTIONS):
        if one.channel in ("title", "text"):
            title = one.payload if one.channel == "title" else f"青龙湖{number}"
            text = f"第{number}号。{TEXT}{one.payload if one.channel == 'text' else ''}"
            documents.append(Document(f"d{number}", title, one.payload, text))
    build_index(documents, folder / "store", encoder=bundled)
    served = Served(root, offline_environment, folder / "store", folder / "log", "--rate", "10000")
    yield served
    served.stop()
    assert "Traceback" not in served.log


def assert_nothing_ran(page: Page) -> None:
    assert page.evaluate("window.injected") is None
    ours = page.locator("#result, .past, #document, #inside")
    assert ours.locator("script, img, iframe, svg, math, style, base, meta, [onclick], [onerror]").count() == 0
    assert ours.locator("a:not([href^='http://']):not([href^='https://'])").count() == 0


def test_markup_in_a_text_stays_text(browser: Browser, hostile: Served) -> None:
    for page in open_page(browser, hostile.address):
        ask(page, "番茄的秘密是什么？")
        expect(result_of(page).locator("li blockquote").first).to_contain_text(HOSTILE)
        expect(result_of(page).locator("li .place strong").first).to_have_text(TITLE)
        assert_nothing_ran(page)


def test_no_question_and_no_answer_to_it_runs_or_loads_anything(browser: Browser, hostile: Served) -> None:
    asked = [QUESTION] + [one.payload for one in INJECTIONS if one.channel == "question"]
    for page in open_page(browser, hostile.address):
        for number, question in enumerate(asked):
            ask(page, question)
            expect(page.locator(".turn.pending")).to_have_count(0)
            expect(page.locator("#result .turn:visible")).to_have_count(1)
            expect(question_of(page)).to_have_value("")
            assert_nothing_ran(page)
            if not number:
                result_of(page).locator("[data-source]").first.click()
                assert_nothing_ran(page)
                page.keyboard.press("Escape")
        ask(page, QUESTION)
        expect(result_of(page).get_by_role("heading", name=QUESTION)).to_be_visible()
        page.locator("#look button").click()
        expect(page.locator("#inside table").first).to_be_visible()
        assert_nothing_ran(page)
        page.reload()
        expect(past_of(page).first).to_be_visible()
        assert_nothing_ran(page)


def test_no_document_that_is_read_runs_or_loads_anything(browser: Browser, hostile: Served) -> None:
    for page in open_page(browser, hostile.address):
        page.get_by_role("tab", name="原文").click()
        chosen = page.get_by_label("文档", exact=True)
        chosen.click()
        count = page.get_by_role("option").count()
        assert count > 20
        for number in range(0, count, 5):
            chosen.click()
            page.get_by_role("option").nth(number).click()
            expect(page.locator("#document section").first).to_be_visible()
            assert_nothing_ran(page)
            page.keyboard.press("Escape")


def test_what_one_person_asks_reaches_no_other(browser: Browser, hostile: Served) -> None:
    for page in open_page(browser, hostile.address):
        for other in open_page(browser, hostile.address):
            ask(page, "番茄的秘密是什么？")
            expect(result_of(page)).to_contain_text("番茄的秘密")
            assert other.locator(".turn").count() == 0
            other.reload()
            assert other.locator(".turn").count() == 0
