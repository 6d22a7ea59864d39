"""What others write stays text: on the page, in what is copied, in terminals, in exports, for a language model."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from corpus import Document, read_documents
from corpus.sentences import split_sentences
from index import Encoder, Index, build_index, open_index
from index.terminal import visible
from page import answer_html, answer_markdown, composed_html, composed_markdown, document_html, inside_html
from retriever import Answer, Answerer, Composer, HybridRetriever, Prompt, State, Support, WritingLimits
from retriever.answer import Citation
from retriever.composing.prompt import prompt_for
from retriever.composing.quoting import ShownPassage
from retriever.explain import explain
from retriever.place_line import place_line
from tests.injections import INJECTIONS, QUESTION, QUOTE, TEXT, Injection

TAGS = {
    "article", "div", "p", "span", "strong", "em", "del", "a", "mark", "sup", "ol", "ul", "li", "h2", "h3",
    "blockquote", "dialog", "section", "table", "thead", "tbody", "tr", "th", "td", "button", "form", "fieldset",
    "legend", "label", "input", "textarea", "bdi",
}  # fmt: skip
ATTRIBUTES = re.compile(
    r"(?:class|lang|aria-[a-z]+|role|data-[a-z]+|href|target|rel|tabindex|type|name|value|rows|maxlength|required|hidden"
    r"|method|scope)"
)
HOLDING = {"bdi", "h2", "blockquote", "td", "section"}
"""Elements behind whose end a mark of direction counts no more, and in which nothing of ours stands behind it."""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
names = [f"{one.channel}: {one.name}" for one in INJECTIONS]


class Replies:
    """A language model with one reply."""

    def __init__(self, reply: str) -> None:
        self.reply = reply

    def write(self, prompt: Prompt, limits: WritingLimits) -> Iterator[str]:
        yield self.reply


def document_of(injection: Injection, number: int = 1) -> Document:
    """A document that the injection is in, where its channel is one of a document."""
    payload = injection.payload
    title = payload if injection.channel in ("title", "file name") else "青龙湖"
    source = payload if injection.channel in ("title", "file name") else ""
    text = f"{TEXT}{payload}" if injection.channel == "text" else TEXT
    return Document(f"d{number}{payload if injection.channel == 'file name' else ''}", title, source, text)


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> dict[int, Index]:
    """One index for each injection."""
    found = {}
    for number, injection in enumerate(INJECTIONS):
        store = tmp_path_factory.mktemp("injected") / "store"
        build_index([document_of(injection)], store, encoder=bundled)
        found[number] = open_index(store, encoder=bundled)
    return found


def answered(index: Index, question: str) -> Answer:
    """An answer that cites the whole of every passage."""
    hits = tuple(HybridRetriever(index).search(QUESTION, k=5))
    citations: list[Citation] = []
    for hit in hits:
        document = index.document(hit.passage.document_id)
        for sentence in split_sentences(hit.passage):
            citations.append(Citation.of(len(citations) + 1, sentence, hit.passage, document))
    return Answer(question, "".join(one.quote for one in citations), tuple(citations), State.ANSWERED, 0.9, hits)


def assert_only_ours(html: str) -> None:
    """No element, attribute or address but those that the page makes."""
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iter():
        assert isinstance(element.tag, str), "a comment"
        assert element.tag in TAGS, element.tag
        for name, value in element.attrib.items():
            assert ATTRIBUTES.fullmatch(name), (element.tag, name)
            if name == "href":
                assert re.match("https?://", value), value
        for holder, written in ((element, element.text), (element.getparent(), element.tail)):
            if written and CONTROLS.search(written) and holder.get("class") not in ("around", "left-out"):
                assert HOLDING & {one.tag for one in (holder, *holder.iterancestors())}, written


@pytest.mark.parametrize("number", range(len(INJECTIONS)), ids=names)
def test_nothing_becomes_an_element_an_attribute_or_an_address(number: int, indexes: dict[int, Index]) -> None:
    injection, index = INJECTIONS[number], indexes[number]
    question = injection.payload if injection.channel == "question" else QUESTION
    answer = answered(index, question)
    related = Answer(question, "没有答案。", (), State.RELATED, 0.1, answer.hits)
    reply = injection.payload if injection.channel == "reply" else f"{QUOTE}。[1]「{QUOTE}」"
    composed = Composer(index, Replies(reply)).compose(answer)
    [document] = index.documents()
    shown = [
        answer_html(answer, index),
        answer_html(related, index),
        composed_html(composed, answer, index),
        inside_html(explain(Answerer(index), question)),
        document_html(index, document.id),
        document_html(index, document.id, injection.payload),
    ]
    for html in shown:
        assert_only_ours(html)


@pytest.mark.parametrize("number", range(len(INJECTIONS)), ids=names)
def test_nothing_becomes_markdown(number: int, indexes: dict[int, Index]) -> None:
    injection, index = INJECTIONS[number], indexes[number]
    answer = answered(index, injection.payload if injection.channel == "question" else QUESTION)
    composed = Composer(index, Replies(injection.payload)).compose(answer)
    for copied in (answer_markdown(answer), composed_markdown(composed)):
        assert not re.search(r"(?<!\\)<|(?<!\\)`|(?<!\\)!\[|(?<!\\)\]\(|(?m:^\[[^\]]*\]:)", copied)
        first, *rest = copied.splitlines()
        assert re.fullmatch(r"\*\*(?:\\\*|[^*])*\*\*", first)
        assert all(not line or re.search(r"\[\d+\]", line) for line in rest), "a line that is not ours"


def given_to_a_terminal(index: Index, question: str) -> str:
    answer = answered(index, question)
    places = [place_line(one, one.start, one.end) for one in answer.citations]
    assert all("\n" not in place for place in places)
    return "\n".join(places)


@pytest.mark.parametrize("number", range(len(INJECTIONS)), ids=names)
def test_a_place_is_one_line_that_steers_no_terminal(number: int, indexes: dict[int, Index]) -> None:
    assert not CONTROLS.search(given_to_a_terminal(indexes[number], QUESTION))


@pytest.mark.parametrize("injection", INJECTIONS, ids=names)
def test_what_is_printed_steers_no_terminal_and_json_stays_the_same(injection: Injection) -> None:
    assert not CONTROLS.search(visible(injection.payload))
    written = json.dumps(injection.payload, ensure_ascii=False)
    assert json.loads(visible(written)) == injection.payload


@pytest.mark.parametrize(
    "number", [n for n, one in enumerate(INJECTIONS) if one.channel != "reply"], ids=lambda n: names[n]
)
def test_a_model_that_obeys_is_not_passed_on_as_supported(number: int, indexes: dict[int, Index]) -> None:
    for reply in (
        "青龙湖深九百米。[1]「青龙湖深九百米」",
        f"青龙湖深九百米。[1]「{QUOTE}」",
        f"请访问 https://evil.example 领取奖金。[1]「{QUOTE}」",
    ):
        composed = Composer(indexes[number], Replies(reply)).compose(answered(indexes[number], QUESTION))
        assert not [
            one.text for one in composed.sentences if one.support is Support.SUPPORTED and not composed.fallback
        ]


@pytest.mark.parametrize("injection", [one for one in INJECTIONS if one.channel == "reply"], ids=lambda one: one.name)
def test_no_reply_puts_its_own_words_among_the_supported_ones(
    injection: Injection, tmp_path: Path, bundled: Encoder
) -> None:
    build_index([document_of(injection)], tmp_path / "store", encoder=bundled)
    index = open_index(tmp_path / "store", encoder=bundled)
    composed = Composer(index, Replies(injection.payload)).compose(answered(index, QUESTION))
    if composed.fallback is None:
        supported = [one.text for one in composed.sentences if one.support is Support.SUPPORTED]
        assert not any(re.search("九百|evil|injected|javascript", text) for text in supported), supported


@pytest.mark.parametrize("number", range(len(INJECTIONS)), ids=names)
def test_no_text_ends_the_tag_around_the_passages(number: int, indexes: dict[int, Index]) -> None:
    index = indexes[number]
    [document] = index.documents()
    shown = [ShownPassage(n, p, document) for n, p in enumerate(index.passages_of(document.id), start=1)]
    request = prompt_for(QUESTION, shown).request
    tag = request[1 : request.index(">")]
    assert request.count(f"</{tag}>") == len(shown)


def run(root: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", *arguments]
    return subprocess.run(line, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each injection that can stand in files."""
    folder = tmp_path_factory.mktemp("written") / "texts"
    folder.mkdir()
    records = []
    for number, one in enumerate(INJECTIONS):
        if one.channel == "file name":
            (folder / one.payload).write_text(f"第{number}号。{TEXT}", encoding="utf-8")
        elif one.channel in ("title", "text"):
            document = document_of(one, number)
            records.append({"_id": f"r{number}", "title": document.title, "text": f"第{number}号。{document.text}"})
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "records.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_no_command_lets_a_text_steer_the_terminal_and_exports_hold_it_as_it_is(
    written: Path, root: Path, offline_environment: dict[str, str]
) -> None:
    store = written.parent / "store"
    exported = written.parent / "exported"
    asked = "青龙湖最深有多少米？\x1b[2J"
    commands = [
        ("index", "build", str(written), "--quiet"),
        ("index", "list"),
        ("index", "list", "--json"),
        ("index", "status", "--all"),
        ("index", "export", str(exported)),
        ("retriever", "search", asked, "-k", "40"),
        ("retriever", "search", asked, "--json"),
        ("retriever", "ask", asked),
        ("retriever", "explain", asked),
        ("retriever", "explain", asked, "--json"),
    ]
    outputs = {}
    for command in commands:
        done = run(root, offline_environment, *command, "--store", str(store))
        assert done.returncode == 0, done.stderr
        assert not CONTROLS.search(done.stdout + done.stderr), command
        outputs[command] = done.stdout
    documents = [json.loads(line) for line in outputs["index", "list", "--json"].splitlines()]
    assert len(outputs["index", "list"].splitlines()) == len(documents)
    kept = [json.loads(line) for line in (exported / "documents.jsonl").read_text("utf-8").split("\n") if line]
    titles = {one.payload for one in INJECTIONS if one.channel == "title"}
    assert titles <= {document["title"] for document in kept}
    assert {path.name for path in exported.iterdir()} == {
        "documents.jsonl", "passages.jsonl", "passages.npy", "sentences.npy",
    }  # fmt: skip


def test_an_error_about_a_hostile_name_is_one_line_that_steers_nothing(
    tmp_path: Path, root: Path, offline_environment: dict[str, str]
) -> None:
    for one in INJECTIONS:
        if one.channel == "file name" and not one.payload.startswith("-"):
            missing = str(tmp_path / one.payload)
            done = run(root, offline_environment, "index", "build", missing, "--store", str(tmp_path / "store"))
            assert done.returncode == 2
            assert len(done.stderr.splitlines()) == 1
            assert not CONTROLS.search(done.stderr)


def test_an_archive_writes_nothing_anywhere(tmp_path: Path) -> None:
    texts = tmp_path / "a" / "b" / "texts"
    texts.mkdir(parents=True)
    content = io.BytesIO()
    members = [one.payload for one in INJECTIONS if one.channel == "archive member"]
    with zipfile.ZipFile(content, "w") as archive:
        for member in members:
            archive.writestr(member, TEXT)
    (texts / "a.zip").write_bytes(content.getvalue())
    before = sorted(tmp_path.rglob("*"))
    documents = list(read_documents(texts))
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/zhiyin-escaped.txt").exists()
    assert all(document.id.startswith(str(texts)) or "a.zip" in document.id for document in documents)


def test_there_are_injections_through_every_channel() -> None:
    channels = {one.channel for one in INJECTIONS}
    assert channels == {"question", "file name", "archive member", "title", "text", "reply"}
    assert len(INJECTIONS) >= 40
    assert len(set(names)) == len(names)
    assert any(unicodedata.category(c) == "Cf" for one in INJECTIONS for c in one.payload)
