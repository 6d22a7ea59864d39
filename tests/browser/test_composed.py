"""Answers in full sentences on the page, from a service that writes, hesitates, lies or fails."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import WIDTHS, ask, keep, open_page, past_of, question_of, result_of
from tests.retriever.composing.fake_service import Behaviour, Exchange, FakeService, refuses, serving
from tests.served import Served

pytestmark = pytest.mark.browser
QUESTION = "CTO有哪几个关键节点?"
HOLDS = "第二个节点就是产品的快速迭代时期。[1]「第二个节点,是产品的快速迭代时期。」"
LIES = "第二个节点不是产品的快速迭代时期。[1]「第二个节点,是产品的快速迭代时期。」"


def hesitates(until: threading.Event, then: str) -> Behaviour:
    """Writes one sentence that holds, and another one when the event is set."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece(f"{HOLDS}\n")
        until.wait(30)
        exchange.piece(f"{then}\n")
        exchange.piece("", "stop")
        exchange.event("[DONE]")

    return behave


class Changing:
    """A service whose behaviour a test sets."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = refuses(500)

    def __call__(self, exchange: Exchange) -> None:
        self.behaviour(exchange)


@pytest.fixture(scope="module")
def changing() -> Changing:
    return Changing()


@pytest.fixture(scope="module")
def service(changing: Changing) -> Iterator[FakeService]:
    with serving(changing) as service:
        yield service


@pytest.fixture(scope="module")
def composing(
    service: FakeService,
    root: Path,
    offline_environment: dict[str, str],
    article_store: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    named = {"ZHIYIN_LLM_URL": service.url, "ZHIYIN_LLM_MODEL": "fake", "ZHIYIN_LLM_KEY": "secret-key"}
    environment = {**offline_environment, **named, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    served = Served(root, environment, article_store, tmp_path_factory.mktemp("log") / "page.log")
    yield served
    served.stop()
    assert "secret-key" not in served.log
    assert "Traceback" not in served.log


@pytest.mark.parametrize("width", list(WIDTHS))
def test_sentences_appear_as_they_are_written_and_what_does_not_hold_is_struck_out(
    browser: Browser, composing: Served, changing: Changing, root: Path, width: str
) -> None:
    seen = threading.Event()
    changing.behaviour = hesitates(seen, LIES)
    for page in open_page(browser, composing.address, *WIDTHS[width]):
        ask(page, QUESTION)
        result = result_of(page)
        expect(result).to_contain_text("第二个节点就是产品的快速迭代时期。")
        expect(result).to_contain_text("正在写")
        expect(result.locator("ol")).to_have_count(0)
        seen.set()
        expect(result).to_contain_text("已回答")
        expect(result.locator("del")).to_contain_text("第二个节点不是")
        expect(result).to_contain_text("未得到原文支持")
        keep(page, root, "composed")
        result.get_by_role("button", name=re.compile(r"\[1\]")).first.click()
        marked = page.get_by_role("dialog", name="出处 Source 1").locator("mark")
        expect(marked).to_contain_text("第二个节点,是产品的快速迭代时期")


def test_what_is_typed_while_an_answer_is_written_stays_and_is_asked_when_that_is_whole(
    browser: Browser, composing: Served, changing: Changing
) -> None:
    typed = threading.Event()
    changing.behaviour = hesitates(typed, HOLDS)
    for page in open_page(browser, composing.address):
        ask(page, QUESTION)
        expect(question_of(page)).to_be_empty()
        expect(result_of(page)).to_contain_text("正在写")
        ask(page, "CTO的平均年薪是多少?")
        question_of(page).press("Enter")
        expect(question_of(page)).to_have_value("CTO的平均年薪是多少?")
        typed.set()
        expect(result_of(page)).to_contain_text("没有找到")
        expect(question_of(page)).to_be_empty()
        expect(past_of(page)).to_have_count(1)
        expect(past_of(page)).to_contain_text("第二个节点就是产品的快速迭代时期。")


def test_an_answer_that_comes_after_another_conversation_was_begun_is_no_part_of_it(
    browser: Browser, composing: Served, changing: Changing
) -> None:
    begun = threading.Event()
    changing.behaviour = hesitates(begun, HOLDS)
    for page in open_page(browser, composing.address):
        ask(page, QUESTION)
        expect(result_of(page)).to_contain_text("正在写")
        page.get_by_role("button", name="新对话").click()
        begun.set()
        ask(page, "CTO的平均年薪是多少?")
        expect(result_of(page)).to_contain_text("没有找到")
        expect(past_of(page)).to_have_count(0)


def test_a_service_that_fails_leaves_the_verbatim_sentences_and_a_line_that_says_why(
    browser: Browser, composing: Served, changing: Changing
) -> None:
    changing.behaviour = refuses(429)
    for page in open_page(browser, composing.address):
        ask(page, QUESTION)
        expect(result_of(page)).to_contain_text("以下是原文的句子")
        expect(result_of(page).locator(".answer p")).to_have_count(4)
        expect(result_of(page)).not_to_contain_text("secret-key")


def test_a_question_that_is_declined_is_not_sent(browser: Browser, composing: Served, service: FakeService) -> None:
    before = len(service.requests)
    for page in open_page(browser, composing.address):
        ask(page, "CTO的平均年薪是多少?")
        expect(result_of(page)).to_contain_text("没有找到")
    assert len(service.requests) == before


def test_what_a_model_writes_is_text_whatever_it_is(browser: Browser, composing: Served, changing: Changing) -> None:
    hostile = '<img src=x onerror="window.ran=1">![x](https://example.com/x.png)[y](javascript:window.ran=2)'
    quoted = "[1]「第二个节点,是产品的快速迭代时期。」"

    def writes(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece(f"第二个节点{hostile}是产品的快速迭代时期。{quoted}\n{HOLDS}\n")
        exchange.piece("", "stop")
        exchange.event("[DONE]")

    changing.behaviour = writes
    for page in open_page(browser, composing.address):
        ask(page, QUESTION)
        expect(result_of(page)).to_contain_text("已回答")
        expect(result_of(page)).to_contain_text("<img src=x")
        assert page.evaluate("window.ran") is None
        assert result_of(page).locator("img, a[href^=javascript]").count() == 0
