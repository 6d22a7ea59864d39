"""For whom the page is: any language of the two, light or dark, large text, a keyboard or a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import WIDTHS, ask, keep, open_page, question_of, result_of
from tests.served import Served

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.1 AA: rule, and the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def visit_all(page: Page) -> list[str]:
    """The violations in every state of the page."""
    found = violations(page)
    for question in ("CTO有哪几个关键节点?", "CTO的平均年薪是多少?", "阿里云的CTO叫什么名字?"):
        ask(page, question)
        expect(result_of(page).get_by_role("heading", name=question)).to_be_visible()
        found += violations(page)
    page.locator("#result [data-useful=false]").click()
    page.locator("#look button").click()
    expect(page.locator("#inside table").first).to_be_visible()
    found += violations(page)
    page.locator(".past [data-source]").first.click()
    found += violations(page)
    page.keyboard.press("Escape")
    page.locator("[data-history]").click()
    found += violations(page)
    page.keyboard.press("Escape")
    for tab in (1, 2):
        page.get_by_role("tab").nth(tab).click()
        page.wait_for_timeout(500)
        found += violations(page)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_axe_finds_nothing_against_wcag_aa(
    browser: Browser, served: Served, root: Path, scheme: str, width: str
) -> None:
    for page in open_page(browser, served.address, *WIDTHS[width], scheme=scheme):
        found = visit_all(page)
        assert not found, "\n".join(found)
        page.get_by_role("tab").nth(0).click()
        keep(page, root, scheme)


@pytest.mark.parametrize(
    ("locale", "shown", "hidden"), [("zh-CN", "提问", "Ask"), ("en-US", "Ask", "提问"), ("de-DE", "Ask", "提问")]
)
def test_the_page_speaks_the_browsers_language(
    browser: Browser, served: Served, locale: str, shown: str, hidden: str
) -> None:
    for page in open_page(browser, served.address, locale=locale):
        expect(page.get_by_role("tab", name=shown)).to_be_visible()
        expect(page.get_by_role("tab", name=hidden)).to_have_count(0)
        assert page.evaluate("document.documentElement.lang") == ("zh-CN" if locale == "zh-CN" else "en")


def test_the_language_is_switched_and_the_conversation_stays(page: Page, root: Path) -> None:
    ask(page, "CTO容易出局吗?")
    expect(result_of(page)).to_contain_text("已回答")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    turn = page.locator(".past .turn")
    expect(turn.get_by_text("Answered")).to_be_visible()
    expect(turn.get_by_text("已回答")).to_be_hidden()
    question_of(page).fill("？？")
    question_of(page).press("Enter")
    alert = page.get_by_role("alert")
    expect(alert.get_by_text("There is no word in the question")).to_be_visible()
    expect(alert.get_by_text("没有文字")).to_be_hidden()
    keep(page, root, "english")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("tab", name="提问")).to_be_visible()


@pytest.mark.parametrize("width", list(WIDTHS))
def test_text_of_twice_the_size_fits(browser: Browser, served: Served, root: Path, width: str) -> None:
    for page in open_page(browser, served.address, *WIDTHS[width]):
        page.add_style_tag(content="html { font-size: 200%; }")
        page.wait_for_function("parseFloat(getComputedStyle(document.querySelector('#ask')).fontSize) > 24")
        ask(page, "CTO有哪几个关键节点?")
        expect(result_of(page)).to_contain_text("第四个节点")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        keep(page, root, "large")
