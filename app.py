"""The page: ask the texts a question, see the answer and the place of every sentence of it; and the endpoints.

python app.py [--store STORE] [--host HOST] [--port PORT]
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
for name in ("no_proxy", "NO_PROXY"):  # gradio calls its own address when it starts, which a proxy must not get
    os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))

import gradio as gr
from fastapi import FastAPI

from api import (
    WAITING,
    Adding,
    CurrentAnswerer,
    Gate,
    Outcome,
    QuestionRate,
    Questions,
    add_text,
    adding_files,
    address_of,
    answer_plain,
    create_server,
    documents_plain,
    hits_plain,
    json_wanted,
    listening,
    logged,
    remove_document,
    serve_until_interrupted,
    serving_options,
    status_plain,
)
from api.errors import ApiError
from corpus import CorpusError, read_documents
from corpus.loaders.formats import SUFFIXES
from index import DEFAULT_STORE, Index, IndexingError, build_index, is_built
from index.command import run_command
from page import (
    BROWSER,
    HEADING,
    PAST,
    ask,
    change_html,
    document_choices,
    document_html,
    head_html,
    inside_html,
    message_html,
    suggested_html,
    translations,
)
from retriever import Answerer, RetrievalError
from retriever.explain import explain

_log = logging.getLogger("zhiyin")
TEXTS = Path(__file__).parent / "corpus" / "texts"
LABEL = gr.I18n(**translations())
ASKING = ("answer", "look_inside", "search", "ask")
"""The functions of events that ask something, which are counted for each client."""
SHOWN = (ApiError, CorpusError, IndexingError, RetrievalError)
"""What may go wrong and is said on the page with its own message."""
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
DIRECT: dict[str, Any] = {**QUIET, "queue": False}
"""For what follows from another event. Beside the queue: gradio's page closes its stream when an event of the queue
ends, and loses another that joins at that moment."""


def build_page(questions: Questions, gate: Gate) -> gr.Blocks:
    """The page, not yet served; without the part that adds where the gate is closed."""
    answerers = questions.answerers
    with gr.Blocks(title="知引 Zhiyin", analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        gr.HTML(HEADING, elem_id="heading", elem_classes="ours", js_on_load=None)
        with gr.Tab(LABEL("tab_ask")):
            _add_asking(page, answerers)
        with gr.Tab(LABEL("tab_read")) as reading:
            _add_reading(answerers, reading)
        if not gate.closed:
            with gr.Tab(LABEL("tab_add")) as adding:
                _add_adding(answerers, gate, adding)
        _add_programs(questions)
    return page  # type: ignore[no-any-return]


def _add_asking(page: gr.Blocks, answerers: CurrentAnswerer) -> None:
    def answer(asked: str, previous: list[str]) -> Iterator[tuple[Any, ...]]:
        """The turn as it grows, and the question that look_inside explains; what is inside the last one is closed with
        that."""
        for shown in ask(answerers.get, asked, previous):
            yield shown.html, shown.question, gr.Accordion(open=False), ""

    def look_inside(question: str) -> str:
        return _html(answerers, lambda answerer: inside_html(explain(answerer, question)) if question else "")

    def suggest() -> str:
        return _html(answerers, lambda _: suggested_html(answerers.suggestions()))

    gr.HTML(PAST, elem_id="past", elem_classes="ours", js_on_load="zhiyin.holdPast(element)")
    result = gr.HTML(
        elem_id="result", elem_classes="ours",
        html_template='<div role="region" aria-live="polite" aria-label="回答 Answer">${value}</div>',
        js_on_load="zhiyin.holdResult(element)",
    )  # fmt: skip
    with gr.Accordion(LABEL("inside"), open=False, elem_id="look") as accordion:
        inside = gr.HTML(elem_id="inside", js_on_load=None)
    suggested = gr.HTML(elem_id="suggested", elem_classes="ours", js_on_load=None)
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label=LABEL("question"),
            show_label=False,
            container=False,
            placeholder=LABEL("placeholder"),
            autofocus=True,
            scale=5,
            elem_id="question",
        )
        button = gr.Button(LABEL("ask"), variant="primary", scale=1, min_width=90, elem_id="ask")
    previous = gr.JSON(visible=False)
    explained = gr.State("")
    limits = {"concurrency_limit": os.cpu_count() or 1, **QUIET}
    sent = gr.on([question.submit, button.click], None, js="zhiyin.send", **DIRECT)
    answered = sent.then(
        answer, inputs=[question, previous], outputs=[result, explained, accordion, inside], js="zhiyin.sent", **limits
    )
    answered.success(None, js="() => zhiyin.ended(true)", **DIRECT)
    answered.failure(None, js="() => zhiyin.ended(false)", **DIRECT)
    accordion.expand(look_inside, inputs=explained, outputs=inside, **limits)
    page.load(suggest, outputs=suggested, **DIRECT)


def _listed(answerers: CurrentAnswerer) -> gr.Dropdown:
    """A choice of all documents, none of them chosen."""
    try:
        return gr.Dropdown(choices=document_choices(answerers.get().index), value=None)
    except IndexingError:
        return gr.Dropdown(choices=[], value=None)


def _add_adding(answerers: CurrentAnswerer, gate: Gate, tab: gr.Tab) -> None:
    def change(password: str, make: Callable[[Index], Iterable[Adding | Outcome]]) -> Iterator[str]:
        try:
            gate.check(password or "")
            for step in make(answerers.get().index):
                yield change_html(step)
        except SHOWN as error:
            yield message_html(str(error))

    def files_added(paths: list[str] | None, password: str) -> Iterator[str]:
        yield from change(password, lambda index: adding_files(index, paths or []))

    def text_added(title: str, text: str, password: str) -> Iterator[str]:
        yield from change(password, lambda index: [add_text(index, title or "", text or "")])

    def removed(document_id: str | None, password: str) -> Iterator[str]:
        yield from change(password, lambda index: [remove_document(index, document_id or "")])

    password = gr.Textbox(label=LABEL("password"), type="password", visible=not gate.open, elem_id="password")
    files = gr.File(label=LABEL("files"), file_count="multiple", file_types=list(SUFFIXES), elem_id="files")
    with gr.Row():
        title = gr.Textbox(label=LABEL("title"), scale=1)
        text = gr.Textbox(label=LABEL("text"), lines=3, scale=3)
    add = gr.Button(LABEL("add_text"))
    with gr.Row():
        chosen = gr.Dropdown(choices=[], label=LABEL("to_remove"), scale=3, value=None)
        remove = gr.Button(LABEL("remove"), scale=1)
    outcome = gr.HTML(
        elem_id="outcome", html_template='<div role="status" aria-live="polite">${value}</div>', js_on_load=None
    )
    one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "change", "api_visibility": "private"}
    events = (
        files.upload(files_added, inputs=[files, password], outputs=outcome, **one),
        add.click(text_added, inputs=[title, text, password], outputs=outcome, **one),
        remove.click(removed, inputs=[chosen, password], outputs=outcome, **one),
    )
    for event in events:
        event.then(lambda: (None, _listed(answerers)), outputs=[files, chosen], **DIRECT)
    tab.select(lambda: _listed(answerers), outputs=chosen, **DIRECT)


def _add_reading(answerers: CurrentAnswerer, tab: gr.Tab) -> None:
    def read(document_id: str | None, words: str) -> str:
        if not document_id:
            return ""
        return _html(answerers, lambda answerer: document_html(answerer.index, document_id, words or ""))

    with gr.Row():
        chosen = gr.Dropdown(choices=[], label=LABEL("document"), scale=3, elem_id="chosen", value=None)
        words = gr.Textbox(label=LABEL("find"), scale=2, elem_id="words")
    document = gr.HTML(elem_id="document", elem_classes="ours", js_on_load=None)
    tab.select(lambda: _listed(answerers), outputs=chosen, **DIRECT)
    gr.on([chosen.change, words.submit], read, inputs=[chosen, words], outputs=document, **DIRECT)


def _add_programs(questions: Questions) -> None:
    """The endpoints for gradio's own clients; each is described by its name, types and docstring."""

    def search(question: str, k: int = 5) -> list[dict[str, Any]]:
        """Passages for a question, best first: as `python -m retriever search --json`."""
        return _plain(lambda: hits_plain(questions.search(question, k)))  # type: ignore[no-any-return]

    def ask(question: str) -> dict[str, Any]:
        """The answer to a question with its citations, or that there is none: as `python -m retriever ask --json`."""
        return _plain(lambda: answer_plain(questions.ask(question)[0]))  # type: ignore[no-any-return]

    def documents() -> list[dict[str, Any]]:
        """All documents: id, title, source, number of characters."""
        return _plain(lambda: documents_plain(questions.answerers.get().index))  # type: ignore[no-any-return]

    def status() -> dict[str, Any]:
        """What the store holds and was made with."""
        return _plain(lambda: status_plain(questions.answerers.get().index))  # type: ignore[no-any-return]

    for endpoint in (search, ask, documents, status):
        gr.api(  # type: ignore[attr-defined]
            endpoint, api_name=endpoint.__name__, concurrency_limit=os.cpu_count() or 1
        )


def _html(answerers: CurrentAnswerer, make: Callable[[Answerer], str]) -> str:
    """What an answerer makes, or the message of what went wrong."""
    try:
        return make(answerers.get())
    except SHOWN as error:
        return message_html(str(error))
    except KeyError:  # a build has taken the document away meanwhile
        return message_html("这篇文档已不在索引里。 This document is no longer there.")


def _plain(make: Callable[[], Any]) -> Any:
    """What this makes, for a program; what went wrong is told with its message."""
    try:
        return make()
    except (IndexingError, RetrievalError, ValueError) as error:
        raise gr.Error(str(error), print_exception=False) from error


def _theme() -> gr.themes.Base:
    """Sizes of text in rem, so that they follow what is set in the browser."""
    return gr.themes.Default(
        primary_hue="blue",
        text_size=gr.themes.Size("0.65rem", "0.75rem", "0.85rem", "0.95rem", "1.05rem", "1.4rem", "1.65rem"),
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )


def mounted(server: FastAPI, page: gr.Blocks, gate: Gate) -> FastAPI:
    """The server with the page on it: all that belongs to how the page looks and behaves is said here."""
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        server, page, "/", theme=_theme(), css_paths=BROWSER / "style.css", head=head_html(), i18n=LABEL,
        footer_links=[], max_file_size=1 if gate.closed else "256mb", run_history=False, ssr_mode=False,
        enable_monitoring=False, mcp_server=False,
    )  # fmt: skip


def serve(given: argparse.Namespace) -> None:
    """Build the index of our own texts if there is none yet, then serve the page until interrupted."""
    store: Path = given.store
    listener = listening(given.host, given.port)
    questions = Questions(store, rate=QuestionRate(given.rate))
    try:
        if not is_built(store) and store.resolve() == DEFAULT_STORE.resolve():
            print("正在建立索引…… Building the index.", flush=True)
            build_index(read_documents(TEXTS), store)
        questions.answerers.get()
    except (CorpusError, IndexingError) as error:  # the page says so too, until the store can be opened
        _log.error("错误 error: %s", error)
    gate = Gate(given.host)
    page = build_page(questions, gate).queue(max_size=WAITING)
    asking = [event for event in page.fns.values() if event.name in ASKING]
    server = create_server(
        questions, gate, host=given.host, log_questions=given.log_questions,
        asking_events={event._id for event in asking} | {event.api_name for event in asking if event.api_name},
    )  # fmt: skip
    mounted(server, page, gate)
    print(f"知引 Zhiyin: {address_of(listener)}  （按 Ctrl-C 结束 press Ctrl-C to stop）", flush=True)
    serve_until_interrupted(server, listener, given.trusted_proxy)


def main() -> int:
    """Run the command line; the exit status."""
    given = serving_options()

    def run() -> None:
        with logged(as_json=given.log_json or json_wanted()):
            serve(given)

    return run_command(run, (ApiError, OSError))


if __name__ == "__main__":
    sys.exit(main())
