"""The page in a real Chromium, at desktop and phone width, by keyboard and by mouse."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect, sync_playwright

from corpus import Document
from index import Encoder, build_index

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
DECLINED = "CTO的平均年薪是多少?"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("ZHIYIN_TEST_BROWSER") != "required",
        reason="no Chromium on this machine (Debian: apt-get install chromium)",
    ),
]


class Served:
    """A page served by `python app.py` in a process of its own."""

    def __init__(self, root: Path, environment: dict[str, str], store: Path, log: Path, *options: str) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "app.py", "--store", str(store), *options],
                cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.address = self._wait()

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def _wait(self) -> str:
        for _ in range(600):
            found = re.search(r"http://[\d.]+:(\d+)", self.log)
            if found:
                address = f"http://127.0.0.1:{found.group(1)}"
                try:
                    with urllib.request.urlopen(address):
                        return address
                except URLError:
                    pass
            assert self._process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(self.log)

    def stop(self) -> int:
        """The exit status after Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
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


def open_page(browser: Browser, address: str, width: int = 1280, height: int = 900) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": height})
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
    page.close()
    assert problems == []


def question_of(page: Page) -> Locator:
    return page.get_by_label("问题 Question")


def ask(page: Page, question: str) -> None:
    question_of(page).fill(question)
    question_of(page).press("Enter")


def result_of(page: Page) -> Locator:
    return page.get_by_role("region", name="回答 Answer")


def keep(page: Page, root: Path, name: str) -> None:
    """Keep a screenshot as build output."""
    folder = root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def test_an_answer_shows_its_citations_with_the_quotes_marked(page: Page, root: Path) -> None:
    ask(page, "CTO有哪几个关键节点?")
    result = result_of(page)
    expect(result).to_contain_text("已回答")
    expect(result.locator(".answer p")).to_have_count(4)
    for number in range(1, 5):
        quote = result.locator(f"mark#quote-{number}")
        expect(quote).to_contain_text(f"第{'一二三四'[number - 1]}个节点")
        sentence = result.locator(".answer p").nth(number - 1).inner_text().removesuffix(f"[{number}]").strip()
        assert quote.inner_text().removeprefix(f"[{number}]").strip() == sentence
    expect(result.locator(".place strong").first).to_have_text("CTO职业规划")
    link = result.get_by_role("link", name="http://www.freeconferencesource.com/post/15161.html").first
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    keep(page, root, "answered")


def test_a_number_opens_the_source_with_the_quote_marked_and_what_stands_around_it(page: Page, root: Path) -> None:
    ask(page, "CTO有哪几个关键节点?")
    result_of(page).get_by_role("link", name="出处 2").click()
    source = page.get_by_role("dialog", name="出处 Source 2")
    expect(source.locator("mark")).to_be_in_viewport()
    expect(source.locator("mark")).to_contain_text("第二个节点")
    expect(source.locator("blockquote")).to_contain_text("第三个节点")
    expect(source.locator(".around").first).to_contain_text("第一个节点")
    keep(page, root, "source")
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    result_of(page).get_by_role("link", name="出处 3").click()
    page.get_by_role("dialog", name="出处 Source 3").get_by_role("button", name="关闭 Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "CTO有哪几个关键节点?")
    page.get_by_role("button", name="复制回答和出处").click()
    expect(page.get_by_role("button", name="已复制 Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("**CTO有哪几个关键节点?**")
    assert "第四个节点" in copied
    assert "[4] 《CTO职业规划》 http://www.freeconferencesource.com/post/15161.html" in copied


def test_what_led_to_a_result_can_be_looked_at_and_goes_with_it(page: Page, root: Path) -> None:
    ask(page, "首席技术官容易出局吗?")
    expect(result_of(page)).to_contain_text("已回答")
    page.get_by_role("button", name="看看里面").click()
    inside = page.locator("#inside")
    for heading in ("Terms, aliases and weights", "段落 Passages", "句子 Sentences", "可信度 Confidence"):
        expect(inside.get_by_role("heading", name=heading)).to_be_visible()
    expect(inside.get_by_role("cell", name="cto", exact=True)).to_be_visible()
    keep(page, root, "inside")
    ask(page, "CTO有哪几个关键节点?")
    expect(result_of(page)).to_contain_text("第四个节点")
    expect(inside).not_to_be_visible()


def test_a_document_is_read_passage_by_passage_and_searched(page: Page, root: Path) -> None:
    page.get_by_role("tab", name="原文 Read").click()
    chosen = page.get_by_label("文档 Document")
    chosen.click()
    page.get_by_role("option", name=re.compile("CTO职业规划")).click()
    document = page.locator("#document")
    expect(document.locator("section").first).to_contain_text("第 1 段")
    expect(document.locator(".left-out").first).to_be_visible()
    whole = document.locator("section").count()
    page.get_by_label("在文档里查找").fill("架构师")
    page.keyboard.press("Enter")
    expect(document.locator("mark").first).to_have_text("架构师")
    assert 0 < document.locator("section").count() < whole
    keep(page, root, "read")


def test_other_programs_search_and_ask_by_typed_endpoints(served: Served) -> None:
    client = Client(served.address, verbose=False)
    try:
        hits = client.predict("CTO容易出局吗?", 3, api_name="/search")
        assert [hit["rank"] for hit in hits] == [1, 2, 3]
        answer = client.predict("CTO容易出局吗?", api_name="/ask")
        assert answer["state"] == "answered"
        [document] = client.predict(api_name="/documents")
        for citation in answer["citations"]:
            assert citation["document_id"] == document["id"]
            assert citation["quote"] in citation["passage"]["text"]
        assert client.predict(api_name="/status")["documents"] == 1
        with pytest.raises(AppError, match="没有文字"):
            client.predict("？？", api_name="/ask")
        with pytest.raises(AppError, match="100"):
            client.predict("CTO", 1000, api_name="/search")
        endpoints = client.view_api(return_format="dict", print_info=False)
        assert set(endpoints["named_endpoints"]) == {"/search", "/ask", "/documents", "/status"}
    finally:
        client.close()


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


def test_an_example_is_asked_with_one_click(page: Page) -> None:
    page.get_by_role("button", name="CTO容易出局吗?").click()
    expect(question_of(page)).to_have_value("CTO容易出局吗?")
    expect(result_of(page)).to_contain_text("已回答")


def test_the_page_works_with_the_keyboard_alone(page: Page) -> None:
    expect(question_of(page)).to_be_focused()
    page.keyboard.type("CTO容易出局吗?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="提问 Ask")).to_be_focused()
    page.keyboard.press("Enter")
    expect(result_of(page)).to_contain_text("已回答")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "#quote-1":
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
        page.get_by_role("button", name="提问 Ask").click()
        expect(result_of(page)).to_contain_text(message)


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


def test_a_store_that_cannot_be_opened_is_explained_and_taken_up_once_it_can(
    browser: Browser, root: Path, offline_environment: dict[str, str], tmp_path: Path, article_store: Path
) -> None:
    store = tmp_path / "store"
    served = Served(root, offline_environment, store, tmp_path / "log")
    for page in open_page(browser, served.address):
        ask(page, "CTO容易出局吗?")
        expect(page.get_by_role("alert")).to_contain_text("没有索引")
        shutil.copytree(article_store, store)
        ask(page, "CTO容易出局吗？")
        expect(result_of(page)).to_contain_text("已回答")
    assert "错误 error: 没有索引" in served.log
    assert served.stop() in (0, 130)
    assert "Traceback" not in served.log


def test_texts_are_added_and_removed_while_the_page_answers(
    browser: Browser, root: Path, offline_environment: dict[str, str], tmp_path: Path, bundled: Encoder
) -> None:
    build_index([Document("a", "番茄", "a", "番茄喜欢阳光。")], tmp_path / "store", encoder=bundled)
    (tmp_path / "黄瓜.txt").write_text("黄瓜喜欢水。", encoding="utf-8")
    served = Served(root, offline_environment, tmp_path / "store", tmp_path / "log")
    for page in open_page(browser, served.address):
        page.get_by_role("tab", name="增删 Add").click()
        page.locator("#files input[type=file]").set_input_files(tmp_path / "黄瓜.txt")
        outcome = page.get_by_role("status").filter(has_text="篇文档")
        expect(outcome).to_contain_text("✓ 黄瓜.txt")
        page.get_by_label("或粘贴文本").fill("茄子")
        page.get_by_label("正文 Text").fill("茄子喜欢音乐。")
        page.get_by_role("button", name="加入文本").click()
        expect(outcome).to_contain_text("3 篇文档")
        keep(page, root, "add")
        page.get_by_label("要删除的文档").click()
        page.get_by_role("option", name="茄子").click()
        page.get_by_role("button", name="删除 Remove").click()
        expect(outcome).to_contain_text("已删除")
        page.get_by_role("tab", name="提问 Ask").click()
        ask(page, "黄瓜喜欢什么？")
        expect(result_of(page)).to_contain_text("黄瓜喜欢水。")
    served.stop()


def test_on_a_public_address_nothing_can_be_added_without_a_password(
    browser: Browser, root: Path, offline_environment: dict[str, str], article_store: Path, tmp_path: Path
) -> None:
    served = Served(root, offline_environment, article_store, tmp_path / "log", "--host", "0.0.0.0")
    for page in open_page(browser, served.address):
        expect(page.get_by_role("tab", name="原文 Read")).to_be_visible()
        expect(page.get_by_role("tab", name="增删 Add")).to_have_count(0)
    served.stop()


def test_the_page_takes_up_a_new_build_without_a_restart(
    browser: Browser, root: Path, offline_environment: dict[str, str], tmp_path: Path, bundled: Encoder
) -> None:
    store = tmp_path / "store"
    build_index([Document("a", "番茄", "a", "番茄喜欢阳光。")], store, encoder=bundled)
    served = Served(root, offline_environment, store, tmp_path / "log")
    for page in open_page(browser, served.address):
        ask(page, "番茄喜欢什么？")
        expect(result_of(page)).to_contain_text("番茄喜欢阳光。")
        build_index([Document("b", "番茄", "b", "番茄喜欢音乐。")], store, encoder=bundled)
        ask(page, "番茄喜欢什么呢？")
        expect(result_of(page)).to_contain_text("番茄喜欢音乐。")
    served.stop()
