"""Composing with a service over HTTP: how it answers, and what is done when it does not."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Document
from index import Encoder, build_index
from retriever import (
    Answer,
    Answerer,
    ComposedAnswer,
    Composer,
    LanguageModelError,
    Prompt,
    ServiceSettingsError,
    State,
    Support,
    WritingLimits,
    open_answerer,
    open_composer,
)
from retriever.composing.language_model import ServiceModel
from retriever.composing.service import Service, named_service
from tests.retriever.composing import fake_service as fake

KEY = "sk-secret-1234567890"
QUESTION = "猫每天睡多久？"
GOOD = "猫一天要睡16个小时。[1]「猫每天睡十六个小时」\n"
CAT = Document("cat", "猫的习性", "cat.txt", "猫喜欢睡觉。猫每天睡十六个小时。小猫睡得更久。")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "ZHIYIN_LLM_URL", "ZHIYIN_LLM_MODEL", "ZHIYIN_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def cat_store(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Path:
    store = tmp_path_factory.mktemp("cat") / "store"
    build_index([CAT], store, encoder=bundled)
    return store


@pytest.fixture(scope="module")
def answerer(cat_store: Path, bundled: Encoder) -> Answerer:
    return open_answerer(cat_store, encoder=bundled)


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answer:
    found = answerer.ask(QUESTION)
    assert found.state is State.ANSWERED
    return found


def compose(answerer: Answerer, answer: Answer, behaviour: fake.Behaviour, limits: WritingLimits) -> ComposedAnswer:
    with fake.serving(behaviour) as service:
        return Composer(answerer.index, ServiceModel(Service(service.url, "m", KEY)), limits).compose(answer)


def test_sentences_of_the_service_are_cited_verbatim(answerer: Answerer, answer: Answer) -> None:
    composed = compose(answerer, answer, fake.says(GOOD), WritingLimits())
    [sentence] = composed.sentences
    assert (sentence.text, sentence.support, composed.fallback) == ("猫一天要睡16个小时。", Support.SUPPORTED, None)
    [citation] = sentence.citations
    assert CAT.text[citation.start : citation.end] == citation.quote == "猫每天睡十六个小时"
    assert composed.text == "猫一天要睡16个小时。[1]"


def test_the_service_is_given_model_key_passages_and_question(answerer: Answerer, answer: Answer) -> None:
    with fake.serving(fake.says(GOOD)) as service:
        Composer(answerer.index, ServiceModel(Service(service.url, "some-model", KEY))).compose(answer)
        [request], keys = service.requests, service.keys
    assert (request["model"], request["stream"], keys) == ("some-model", True, [f"Bearer {KEY}"])
    asked = request["messages"][-1]["content"]
    assert QUESTION in asked
    assert CAT.text in asked
    assert CAT.title in asked


def test_a_service_without_a_key_is_not_sent_that_of_openai(
    answerer: Answerer, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    with fake.serving(fake.says(GOOD)) as service:
        Composer(answerer.index, ServiceModel(Service(service.url, "m", ""))).compose(answer)
        assert service.keys == ["Bearer none"]


def test_an_answer_that_abstained_is_not_sent_to_the_service(answerer: Answerer) -> None:
    declined = answerer.ask("怎样更换汽车的轮胎？")
    assert declined.abstained
    with fake.serving(fake.says(GOOD)) as service:
        composed = Composer(answerer.index, ServiceModel(Service(service.url, "m", KEY))).compose(declined)
        assert (composed.sentences, composed.fallback, service.requests) == ((), None, [])


def test_sentences_come_before_the_reply_is_whole(answerer: Answerer, answer: Answer) -> None:
    def waits(exchange: fake.Exchange) -> None:
        exchange.begin()
        exchange.piece(GOOD)
        assert exchange.server.ended.wait(20)
        exchange.piece("", "stop")

    with fake.serving(waits) as service:
        stream = Composer(answerer.index, ServiceModel(Service(service.url, "m", KEY))).stream(answer)
        assert [one.text for one in next(stream).sentences] == ["猫一天要睡16个小时。"]
        service.ended.set()
        assert [one.text for one in list(stream)[-1].sentences] == ["猫一天要睡16个小时。"]


FAILURES: dict[str, tuple[fake.Behaviour, str]] = {
    "unauthorised": (fake.refuses(401), "不接受密钥"),
    "forbidden": (fake.refuses(403), "不接受密钥"),
    "no such model": (fake.refuses(404), "没有这个地址或模型"),
    "rate-limited": (fake.refuses(429), "请求太多"),
    "broken": (fake.refuses(500), "状态 500"),
    "bad request": (fake.refuses(400), "状态 400"),
    "silent": (fake.keeps_silent, "没有写完"),
    "only signs of life": (fake.only_lives, "没有写完"),
    "endless": (fake.never_ends, "个字符"),
    "a line without end": (fake.never_ends_a_line, "不合协议"),
    "cut off": (fake.is_cut_off, "没有写完"),
    "hung up": (fake.hangs_up, "中途断"),
    "failing midway": (fake.fails_midway, "不合协议"),
    "a web page": (fake.sends(b"<html>login</html>", "text/html"), "不合协议"),
    "no json": (fake.sends(b"data: {oops\n\n"), "不合协议"),
    "other json": (fake.sends(b"data: [1, 2]\n\ndata: [DONE]\n\n"), "不合协议"),
    "no choices": (fake.sends(b'data: {"choices": "x"}\n\ndata: [DONE]\n\n'), "不合协议"),
    "deep json": (fake.sends(b"data: " + b"[" * 100_000 + b"\n\n"), "不合协议"),
    "not utf-8": (fake.sends(b"data: \xff\xfe\n\n"), "不合协议"),
    "empty": (fake.says(""), "没有写出"),
    "nothing at all": (fake.sends(b""), "中途断"),
    "no quotes": (fake.says("猫很能睡。\n猫睡得很香。\n"), "没有写出"),
    "quotes of its own": (fake.says("猫睡二十小时。[1]「猫要睡二十小时」\n"), "没有写出"),
    "nothing supported": (fake.says("猫每天睡二十个小时。[1]「猫每天睡十六个小时」\n"), "都没有得到原文支持"),
    "no answer": (fake.says("没有答案"), "没有回答问题"),
    "only thoughts": (fake.says("<think>猫每天睡十六个小时。[1]「猫每天睡十六个小时」"), "没有写出"),
}


@pytest.mark.parametrize(("behaviour", "message"), FAILURES.values(), ids=FAILURES.keys())
def test_a_service_that_fails_gives_way_to_the_verbatim_sentences(
    answerer: Answerer, answer: Answer, behaviour: fake.Behaviour, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        composed = compose(answerer, answer, behaviour, WritingLimits(seconds=0.5, characters=3000))
    assert [one.text for one in composed.sentences] == [citation.quote for citation in answer.citations]
    assert all(one.support is Support.SUPPORTED for one in composed.sentences)
    assert composed.fallback
    assert message in composed.fallback
    assert "\n" not in composed.fallback
    assert KEY not in composed.fallback + caplog.text


def test_a_service_that_cannot_be_reached_gives_way_too(answerer: Answerer, answer: Answer) -> None:
    with fake.serving(fake.says(GOOD)) as service:
        url = service.url
    composed = Composer(answerer.index, ServiceModel(Service(url, "m", KEY))).compose(answer)
    assert composed.fallback
    assert "连接不上" in composed.fallback


def test_no_more_sentences_are_taken_than_wanted(answerer: Answerer, answer: Answer) -> None:
    reply = GOOD + "小猫睡得更久。[1]「小猫睡得更久」\n" + "猫爱睡。[1]「猫喜欢睡觉」\n"
    composed = compose(answerer, answer, fake.says(reply), WritingLimits(sentences=2))
    assert [one.text for one in composed.sentences] == ["猫一天要睡16个小时。", "小猫睡得更久。"]


@pytest.mark.parametrize("behaviour", [fake.refuses(401), fake.fails_midway, fake.refuses(500)])
def test_the_key_is_in_no_error_trace_log_or_repr(behaviour: fake.Behaviour, caplog: pytest.LogCaptureFixture) -> None:
    with fake.serving(behaviour) as service, caplog.at_level(logging.DEBUG):
        named = Service(service.url, "m", KEY)
        model = ServiceModel(named)
        with pytest.raises(LanguageModelError) as caught:
            list(model.write(Prompt("a", "b"), WritingLimits()))
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(model) + repr(named) + str(named)
    assert KEY not in shown


def test_no_service_is_named_by_an_empty_environment(answerer: Answerer) -> None:
    assert named_service({}) is None
    assert named_service({"ZHIYIN_LLM_KEY": KEY}) is None
    assert open_composer(answerer.index) is None


def test_the_service_that_the_environment_names_is_used(
    answerer: Answerer, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake.serving(fake.says(GOOD)) as service:
        for name, value in (("URL", service.url), ("MODEL", "m"), ("KEY", KEY)):
            monkeypatch.setenv(f"ZHIYIN_LLM_{name}", value)
        composer = open_composer(answerer.index)
        assert composer
        assert composer.compose(answer).fallback is None


@pytest.mark.parametrize(
    "environment",
    [
        {"ZHIYIN_LLM_URL": "http://localhost:1/v1"},
        {"ZHIYIN_LLM_MODEL": "m"},
        {"ZHIYIN_LLM_URL": "localhost:11434", "ZHIYIN_LLM_MODEL": "m"},
        {"ZHIYIN_LLM_URL": "http://x:99999/", "ZHIYIN_LLM_MODEL": "m"},
        {"ZHIYIN_LLM_URL": "http://x/v1", "ZHIYIN_LLM_MODEL": "m", "ZHIYIN_LLM_KEY": "a\nb"},
        {"ZHIYIN_LLM_URL": "http://x/v1", "ZHIYIN_LLM_MODEL": "m", "ZHIYIN_LLM_KEY": "钥匙甲乙"},
    ],
)
def test_a_service_that_is_named_by_halves_is_refused_without_showing_the_key(environment: dict[str, str]) -> None:
    with pytest.raises(ServiceSettingsError) as caught:
        named_service(environment)
    message = str(caught.value)
    assert "ZHIYIN_LLM" in message
    assert "\n" not in message
    assert environment.get("ZHIYIN_LLM_KEY", KEY) not in message


@pytest.fixture
def ask(root: Path, cat_store: Path, offline_environment: dict[str, str]) -> Callable[..., tuple[int, str, str]]:
    def run(url: str, *options: str, question: str = QUESTION) -> tuple[int, str, str]:
        environment = {name: value for name, value in offline_environment.items() if name not in PROXIES}
        environment |= {"ZHIYIN_LLM_URL": url, "ZHIYIN_LLM_MODEL": "m", "ZHIYIN_LLM_KEY": KEY}
        words = [sys.executable, "-m", "retriever", "ask", question, "--store", str(cat_store), *options]
        done = subprocess.run(words, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert KEY not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


def test_ask_prints_composed_sentences_marks_the_unsupported_and_lists_quotes(
    ask: Callable[..., tuple[int, str, str]],
) -> None:
    reply = GOOD + "小猫睡得更少。[1]「小猫睡得更久」\n猫会飞。[1]「猫会飞」\n"
    with fake.serving(fake.says(reply)) as service:
        status, out, error = ask(service.url)
    assert (status, error) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "猫一天要睡16个小时。 [1]"
    assert lines[1] == "⚠ 未得到原文支持 unsupported: 小猫睡得更少。 [2]"
    assert "略去 1 句" in out
    assert "猫会飞" not in out
    assert "    「猫每天睡十六个小时」" in lines


def test_ask_says_why_the_service_did_not_write_and_answers_all_the_same(
    ask: Callable[..., tuple[int, str, str]],
) -> None:
    with fake.serving(fake.refuses(429)) as service:
        status, out, error = ask(service.url)
    assert (status, error) == (0, "")
    assert "请求太多" in out.splitlines()[0]
    assert "猫每天睡十六个小时。 [1]" in out


def test_ask_verbatim_does_not_call_the_service(ask: Callable[..., tuple[int, str, str]]) -> None:
    with fake.serving(fake.says(GOOD)) as service:
        status, out, _ = ask(service.url, "--verbatim")
        assert (status, service.requests) == (0, [])
    assert "[1]" in out


def test_ask_json_has_the_composed_answer_beside_the_verbatim_one(ask: Callable[..., tuple[int, str, str]]) -> None:
    with fake.serving(fake.says(GOOD)) as service:
        _, out, _ = ask(service.url, "--json")
    answer = json.loads(out)
    [sentence] = answer["composed"]["sentences"]
    assert (sentence["text"], sentence["support"]) == ("猫一天要睡16个小时。", "supported")
    assert sentence["citations"][0]["quote"] == "猫每天睡十六个小时"
    assert answer["citations"][0]["quote"] == "猫每天睡十六个小时。"


def test_ask_refuses_an_address_that_is_none(ask: Callable[..., tuple[int, str, str]]) -> None:
    status, out, error = ask("nowhere")
    assert (status, out, len(error.splitlines())) == (2, "", 1)
    assert "ZHIYIN_LLM_URL" in error
