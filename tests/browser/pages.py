"""How a person finds their way on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def open_page(
    browser: Browser, address: str, width: int = 1280, height: int = 900, locale: str = "zh-CN", scheme: str = "light"
) -> Iterator[Page]:
    """A page in a browser profile of its own. At its end nothing in it failed, or asked
    another host."""
    page = browser.new_context(
        viewport={"width": width, "height": height},
        locale=locale,
        color_scheme="dark" if scheme == "dark" else "light",
    ).new_page()
    problems: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_foreign(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            problems.append(request.url)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", note_dialog)
    page.on("request", note_foreign)
    page.goto(address)
    expect(question_of(page)).to_be_visible()
    yield page
    page.context.close()
    assert problems == []


def question_of(page: Page) -> Locator:
    """Where the question is typed."""
    return page.locator("#question").get_by_role("textbox")


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter, not sooner after an answer than a person could."""
    page.wait_for_timeout(500)
    question_of(page).fill(question)
    question_of(page).press("Enter")


def result_of(page: Page) -> Locator:
    """The turn of the question asked last."""
    return page.get_by_role("region", name="回答 Answer")


def past_of(page: Page) -> Locator:
    """The turns before that one."""
    return page.locator(".past .turn")


def keep(page: Page, root: Path, name: str) -> None:
    """Keep a screenshot as build output."""
    folder = root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
