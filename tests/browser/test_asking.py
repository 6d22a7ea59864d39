"""Asking on the page, at desktop and phone width, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import ask, keep, open_page, question_of, result_of
from tests.served import Served, Start

DECLINED = "CTO的平均年薪是多少?"

pytestmark = pytest.mark.browser


def test_an_answer_shows_its_citations_with_the_quotes_marked(page: Page, root: Path) -> None:
    ask(page, "CTO有哪几个关键节点?")
    result = result_of(page)
    expect(result).to_contain_text("已回答")
    expect(result.locator(".answer p")).to_have_count(4)
    for number in range(1, 5):
        quote = result.locator(f"li mark[data-number='{number}']")
        expect(quote).to_contain_text(f"第{'一二三四'[number - 1]}个节点")
        sentence = result.locator(".answer p").nth(number - 1).evaluate("(p) => p.firstChild.textContent")
        assert quote.inner_text().removeprefix(f"[{number}]").strip() == sentence.strip()
    expect(result.locator(".place strong").first).to_have_text("CTO职业规划")
    link = result.get_by_role("link", name="http://www.freeconferencesource.com/post/15161.html").first
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    keep(page, root, "answered")


def test_a_number_opens_the_source_with_the_quote_marked_and_what_stands_around_it(page: Page, root: Path) -> None:
    ask(page, "CTO有哪几个关键节点?")
    result_of(page).get_by_role("button", name=re.compile(r"出处\s*\[2\]")).click()
    source = page.get_by_role("dialog", name="出处 Source 2")
    expect(source.locator("mark")).to_be_in_viewport()
    expect(source.locator("mark")).to_contain_text("第二个节点")
    expect(source.locator("blockquote")).to_contain_text("第三个节点")
    expect(source.locator(".around").first).to_contain_text("第一个节点")
    keep(page, root, "source")
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    result_of(page).get_by_role("button", name=re.compile(r"出处\s*\[3\]")).click()
    page.get_by_role("dialog", name="出处 Source 3").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "CTO有哪几个关键节点?")
    page.get_by_role("button", name="复制回答").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("**CTO有哪几个关键节点?**")
    assert "第四个节点" in copied
    assert "[4] 《CTO职业规划》 http://www.freeconferencesource.com/post/15161.html" in copied


def test_what_led_to_a_result_can_be_looked_at_and_goes_with_it(page: Page, root: Path) -> None:
    ask(page, "首席技术官容易出局吗?")
    expect(result_of(page)).to_contain_text("已回答")
    page.get_by_role("button", name="看看里面").click()
    inside = page.locator("#inside")
    for heading in ("切词、别名和权重", "段落", "句子", "可信度", "每步用时"):
        expect(inside.get_by_role("heading", name=heading)).to_be_visible()
    expect(inside.get_by_role("cell", name="cto", exact=True)).to_be_visible()
    keep(page, root, "inside")
    ask(page, "CTO有哪几个关键节点?")
    expect(result_of(page)).to_contain_text("第四个节点")
    expect(inside).not_to_be_visible()


def test_a_question_about_something_else_is_declined_and_nothing_shown(page: Page, root: Path) -> None:
    ask(page, DECLINED)
    result = result_of(page)
    expect(result).to_contain_text("没有找到这个问题的答案")
    expect(result.locator("blockquote")).to_have_count(0)
    keep(page, root, "declined")


def test_passages_that_may_be_related_are_shown_without_a_claim(page: Page, root: Path) -> None:
    ask(page, "阿里云的CTO叫什么名字?")
    result = result_of(page)
    expect(result).to_contain_text("可能相关的段落，不是答案")
    expect(result.locator("blockquote")).to_have_count(3)
    expect(result.locator("mark")).to_have_count(0)
    keep(page, root, "related")


def test_the_words_that_answer_stand_out_in_answer_and_source(page: Page) -> None:
    ask(page, "阿里云智能的CTO线负责什么?")
    result = result_of(page)
    for place in (".answer strong", "li mark strong"):
        expect(result.locator(place).filter(has_text="技术和产品研发")).to_be_visible()


def test_a_suggested_question_is_asked_with_one_click(page: Page) -> None:
    page.get_by_role("button", name="CTO出局有哪几个关键节点？").click()
    expect(result_of(page).get_by_role("heading", name="CTO出局有哪几个关键节点？")).to_be_visible()
    expect(result_of(page)).to_contain_text("第四个节点")
    expect(page.locator("#suggested")).to_be_hidden()


def test_the_page_works_with_the_keyboard_alone(page: Page) -> None:
    expect(page.locator("#suggested button").first).to_be_visible()
    expect(question_of(page)).to_be_focused()
    page.keyboard.type("CTO容易出局吗?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="提问")).to_be_focused()
    page.keyboard.press("Enter")
    expect(result_of(page)).to_contain_text("已回答")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.source") == "1":
            break
    else:
        pytest.fail("no citation can be reached with the Tab key")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="出处 Source 1")).to_be_visible()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    ask(page, "首席架構師平時負責些什麼工作?")
    expect(result_of(page)).to_contain_text("已回答")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_result_is_announced_and_the_language_declared(page: Page) -> None:
    expect(result_of(page)).to_have_attribute("aria-live", "polite")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page.get_by_role("heading", name="知引 Zhiyin")).to_be_visible()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "没有文字"),
        ("   ", "没有文字"),
        ("😀🎉", "没有文字"),
        ("\u0001\u0002", "没有文字"),
        ("长" * 10_000, "最多 1000 个"),
        ("<script>alert(1)</script><img src=x onerror=alert(2)>", "没有找到"),
    ],
)
def test_what_is_no_question_gets_a_plain_message(
    browser: Browser, served: Served, question: str, message: str
) -> None:
    for page in open_page(browser, served.address):
        question_of(page).fill(question)
        page.get_by_role("button", name="提问").click()
        expect(result_of(page)).to_contain_text(message)


def test_whether_an_answer_was_of_use_can_be_said_with_a_reason(
    browser: Browser, root: Path, start: Start, article_store: Path, tmp_path: Path
) -> None:
    shutil.copytree(article_store, tmp_path / "store")
    served = start(tmp_path / "store")
    for page in open_page(browser, served.address, 390, 844):
        ask(page, "CTO有哪几个关键节点?")
        result = result_of(page)
        result.get_by_role("button", name="没用").click()
        result.get_by_label("不完整").check()
        result.get_by_label("补充说明").fill("少了一个")
        keep(page, root, "feedback")
        result.get_by_role("button", name="发送").click()
        expect(result.get_by_text("谢谢，已记下。")).to_be_visible()
        ask(page, "CTO的平均年薪是多少?")
        expect(result).to_contain_text("未找到")
        result.get_by_role("button", name="有用").click()
        expect(result.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")
        expect(result.get_by_text("谢谢，已记下。")).to_be_visible()
    kept = [json.loads(line) for line in (tmp_path / "store-feedback.jsonl").read_text("utf-8").splitlines()]
    assert [(one["useful"], one["reason"], one["state"]) for one in kept] == [
        (False, "incomplete", "answered"),
        (True, "", "declined"),
    ]
    assert kept[0]["comment"] == "少了一个"
    assert served.stop() in (0, 130)


def test_a_list_of_references_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "CTO有哪几个关键节点?")
    page.get_by_role("button", name="复制参考文献").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line[:4] for line in copied] == ["[1] ", "[2] ", "[3] ", "[4] "]
    assert all("《CTO职业规划》. http://" in line and "“第" in line for line in copied)
