"""Reading documents on the page, adding and removing them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus import Document
from index import Encoder, build_index
from tests.browser.pages import WIDTHS, ask, keep, open_page, result_of
from tests.served import Start

pytestmark = pytest.mark.browser


def test_a_document_is_read_passage_by_passage_and_searched(page: Page, root: Path) -> None:
    page.get_by_role("tab", name="原文").click()
    chosen = page.get_by_label("文档", exact=True)
    chosen.click()
    page.get_by_role("option", name=re.compile("CTO职业规划")).click()
    document = page.locator("#document")
    expect(document.locator("section").first).to_contain_text(re.compile(r"段落.* 1 ·"))
    expect(document.locator(".left-out").first).to_be_visible()
    whole = document.locator("section").count()
    page.get_by_label("在文档里查找").fill("架构师")
    page.keyboard.press("Enter")
    expect(document.locator("mark").first).to_have_text("架构师")
    assert 0 < document.locator("section").count() < whole
    keep(page, root, "read")


@pytest.mark.parametrize("width", WIDTHS)
def test_texts_are_added_and_removed_while_the_page_answers(
    browser: Browser, root: Path, start: Start, tmp_path: Path, bundled: Encoder, width: str
) -> None:
    build_index([Document("a", "番茄", "a", "番茄喜欢阳光。")], tmp_path / "store", encoder=bundled)
    (tmp_path / "黄瓜.txt").write_text("黄瓜喜欢水。", encoding="utf-8")
    served = start(tmp_path / "store")
    for page in open_page(browser, served.address, *WIDTHS[width]):
        page.get_by_role("tab", name="增删").click()
        page.locator("#files input[type=file]").set_input_files(tmp_path / "黄瓜.txt")
        outcome = page.get_by_role("status").filter(has_text="篇文档")
        expect(outcome).to_contain_text("✓ 黄瓜.txt")
        page.get_by_label("或粘贴文本").fill("茄子")
        page.get_by_label("正文").fill("茄子喜欢音乐。")
        page.get_by_role("button", name="加入文本").click()
        expect(outcome).to_contain_text("3 篇文档")
        keep(page, root, "add")
        page.get_by_label("要删除的文档").click()
        page.get_by_role("option", name="茄子").click()
        page.get_by_role("button", name="删除", exact=True).click()
        expect(outcome).to_contain_text("已删除")
        page.get_by_role("tab", name="提问").click()
        ask(page, "黄瓜喜欢什么？")
        expect(result_of(page)).to_contain_text("黄瓜喜欢水。")
    served.stop()


@pytest.mark.parametrize("width", WIDTHS)
def test_each_file_shows_how_far_it_is_while_it_is_added(
    browser: Browser, root: Path, start: Start, tmp_path: Path, bundled: Encoder, width: str
) -> None:
    build_index([Document("a", "番茄", "a", "番茄喜欢阳光。")], tmp_path / "store", encoder=bundled)
    long = "".join(f"第{number}号菜园去年种了{number}株黄瓜，收成比前一年多了一些。" for number in range(2000))
    (tmp_path / "菜园.txt").write_text(long, encoding="utf-8")
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    served = start(tmp_path / "store")
    for page in open_page(browser, served.address, *WIDTHS[width]):
        page.get_by_role("tab", name="增删").click()
        page.locator("#files input[type=file]").set_input_files([tmp_path / "坏.pdf", tmp_path / "菜园.txt"])
        outcome = page.locator("#outcome")
        expect(outcome.locator("progress")).to_be_visible()
        expect(outcome).to_contain_text("菜园.txt: 已读取")
        expect(outcome).to_contain_text("坏.pdf: 读不了")
        keep(page, root, "adding")
        expect(outcome).to_contain_text("✓ 菜园.txt", timeout=60_000)
        expect(outcome).to_contain_text("✗ 坏.pdf")
    served.stop()


def test_on_a_public_address_nothing_can_be_added_without_a_password(
    browser: Browser, start: Start, article_store: Path
) -> None:
    served = start(article_store, "--host", "0.0.0.0")
    for page in open_page(browser, served.address):
        expect(page.get_by_role("tab", name="原文")).to_be_visible()
        expect(page.get_by_role("tab", name="增删")).to_have_count(0)
    served.stop()
