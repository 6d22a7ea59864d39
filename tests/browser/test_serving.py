"""The page as a process: what it serves, and a store that changes under it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, expect

from corpus import Document
from index import Encoder, build_index
from tests.browser.pages import ask, open_page, question_of, result_of
from tests.served import Served, Start

pytestmark = pytest.mark.browser


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


def test_a_store_that_cannot_be_opened_is_explained_and_taken_up_once_it_can(
    browser: Browser, start: Start, tmp_path: Path, article_store: Path
) -> None:
    store = tmp_path / "store"
    served = start(store)
    for page in open_page(browser, served.address):
        ask(page, "CTO容易出局吗?")
        expect(page.get_by_role("alert")).to_contain_text("没有索引")
        shutil.copytree(article_store, store)
        ask(page, "CTO容易出局吗？")
        expect(result_of(page)).to_contain_text("已回答")
    assert "错误 error: 没有索引" in served.log
    assert served.stop() in (0, 130)
    assert "Traceback" not in served.log


def test_a_question_that_is_turned_away_comes_back_into_the_field(
    browser: Browser, start: Start, article_store: Path
) -> None:
    served = start(article_store, "--rate", "1")
    for page in open_page(browser, served.address):
        ask(page, "CTO容易出局吗?")
        expect(result_of(page)).to_contain_text("已回答")
        ask(page, "技术总监能升到CTO吗?")
        expect(page.get_by_text("每分钟最多 1 次")).to_be_visible()
        expect(question_of(page)).to_have_value("技术总监能升到CTO吗?")
        expect(page.locator(".turn.pending")).to_have_count(0)
    served.stop()


def test_the_page_takes_up_a_new_build_without_a_restart(
    browser: Browser, start: Start, tmp_path: Path, bundled: Encoder
) -> None:
    store = tmp_path / "store"
    build_index([Document("a", "番茄", "a", "番茄喜欢阳光。")], store, encoder=bundled)
    served = start(store)
    for page in open_page(browser, served.address):
        ask(page, "番茄喜欢什么？")
        expect(result_of(page)).to_contain_text("番茄喜欢阳光。")
        build_index([Document("b", "番茄", "b", "番茄喜欢音乐。")], store, encoder=bundled)
        ask(page, "番茄喜欢什么呢？")
        expect(result_of(page)).to_contain_text("番茄喜欢音乐。")
    served.stop()
