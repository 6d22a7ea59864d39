"""One question after another, and the conversations of before, which the browser keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import ask, keep, open_page, past_of, question_of, result_of
from tests.served import Served

pytestmark = pytest.mark.browser
FIRST, SECOND = "CTO有哪几个关键节点?", "CTO容易出局吗?"


def hold(page: Page) -> None:
    ask(page, FIRST)
    expect(result_of(page)).to_contain_text("第四个节点")
    ask(page, SECOND)
    expect(result_of(page).get_by_role("heading", name=SECOND)).to_be_visible()
    expect(result_of(page)).to_contain_text("已回答")


def test_earlier_turns_stay_above_with_their_sources(page: Page, root: Path) -> None:
    hold(page)
    expect(past_of(page)).to_have_count(1)
    first = past_of(page).first
    expect(first.locator(".answer")).to_contain_text("第四个节点")
    keep(page, root, "conversation")
    first.get_by_role("button", name=re.compile(r"\[3\]")).first.click()
    opened = page.get_by_role("dialog", name="出处 Source 3")
    expect(opened.locator("mark")).to_contain_text("第三个节点")
    page.keyboard.press("Escape")
    expect(question_of(page)).to_be_empty()


def test_a_question_that_fails_is_no_part_of_the_conversation_and_stays_to_be_mended(page: Page) -> None:
    hold(page)
    ask(page, "？？")
    expect(page.get_by_role("alert")).to_contain_text("没有文字")
    expect(question_of(page)).to_have_value("？？")
    ask(page, "技术总监能升到CTO吗?")
    expect(result_of(page)).to_contain_text("技术总监经过")
    expect(past_of(page)).to_have_count(2)


def test_a_conversation_goes_on_after_the_page_was_loaded_again(page: Page) -> None:
    hold(page)
    page.reload()
    expect(past_of(page)).to_have_count(2)
    ask(page, "技术总监能升到CTO吗?")
    expect(result_of(page)).to_contain_text("技术总监经过")
    expect(past_of(page)).to_have_count(2)


def test_past_conversations_are_opened_and_deleted(page: Page, root: Path) -> None:
    hold(page)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn:visible")).to_have_count(0)
    ask(page, "技术总监能升到CTO吗?")
    expect(result_of(page)).to_contain_text("技术总监经过")
    page.get_by_role("button", name="历史").click()
    history = page.get_by_role("dialog", name="历史 History")
    expect(history.get_by_role("listitem")).to_have_count(2)
    keep(page, root, "history")
    history.get_by_role("button", name=FIRST).click()
    expect(history).to_be_hidden()
    expect(page.locator(".turn:visible")).to_have_count(2)
    expect(page.locator(".turn:visible").first).to_contain_text("第四个节点")
    page.get_by_role("button", name="历史").click()
    history.get_by_role("button", name="删除", exact=True).first.click()
    expect(history.get_by_role("listitem")).to_have_count(1)
    history.get_by_role("button", name="全部删除").click()
    expect(history).to_contain_text("还没有对话")


def test_a_browser_knows_nothing_of_the_conversations_of_another(page: Page, browser: Browser, served: Served) -> None:
    hold(page)
    for other in open_page(browser, served.address):
        other.get_by_role("button", name="历史").click()
        expect(other.get_by_role("dialog", name="历史 History")).to_contain_text("还没有对话")


def test_what_stands_in_the_browsers_storage_is_not_run(page: Page) -> None:
    hold(page)
    page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage.getItem("zhiyin.conversations"));
            kept[0].turns[0].html = kept[0].turns[0].html.replace("</h2>",
                "</h2><img src=x onerror='window.ran=1'><script>window.ran=2</script>"
                + "<a href='javascript:window.ran=3' onclick='window.ran=4' style='color:red'>这里</a>");
            localStorage.setItem("zhiyin.conversations", JSON.stringify(kept));
        }"""
    )
    page.reload()
    expect(past_of(page)).to_have_count(2)
    link = past_of(page).first.locator("a", has_text="这里")
    link.click()
    assert page.evaluate("window.ran") is None
    assert past_of(page).locator("img, script, [onclick], [style], [href^=javascript]").count() == 0
    current = page.evaluate("sessionStorage.getItem('zhiyin.open')")
    for broken in ("{", "[{}]", '[{"id": 1, "turns": 5}]', "null", f'[{{"id": "{current}", "turns": [{{}}]}}]'):
        page.evaluate("(text) => localStorage.setItem('zhiyin.conversations', text)", broken)
        page.reload()
        expect(question_of(page)).to_be_visible()
        expect(past_of(page)).to_have_count(0)


def test_a_question_that_leans_on_the_one_before_is_understood_and_says_how(page: Page, root: Path) -> None:
    ask(page, "首席架构师的职责是什么?")
    expect(result_of(page)).to_contain_text("系统架构,顶层设计,技术攻坚")
    ask(page, "那技术总监呢?")
    result = result_of(page)
    expect(result.get_by_role("heading", name="那技术总监呢?")).to_be_visible()
    expect(result).to_contain_text("理解为")
    expect(result).to_contain_text("技术总监的职责是什么?")
    expect(result).to_contain_text("已回答")
    expect(result.locator(".answer")).to_contain_text("技术总监")
    keep(page, root, "follow-up")
    page.get_by_role("button", name="新对话").click()
    ask(page, "那技术总监呢?")
    expect(result.get_by_role("heading", name="那技术总监呢?")).to_be_visible()
    expect(result).not_to_contain_text("理解为")


def test_a_browser_that_keeps_nothing_can_ask_all_the_same(browser: Browser, served: Served) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    page = context.new_page()
    page.goto(served.address)
    expect(question_of(page)).to_be_visible()
    hold(page)
    expect(past_of(page)).to_have_count(1)
    context.close()
