"""The page: ask the texts a question, see the answer and the exact place of every sentence of it.

python app.py [--store STORE] [--host HOST] [--port PORT]
"""

from __future__ import annotations

import argparse
import html
import os
import sys
import threading
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
for name in ("no_proxy", "NO_PROXY"):  # gradio calls its own address when it starts, which a proxy must not get
    os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))

import gradio as gr

from corpus import CorpusError, read_documents
from index import DEFAULT_STORE, IndexingError, build_index, is_built
from index.command import run_command
from retriever import Answer, Answerer, Citation, Hit, Place, RetrievalError, State, open_answerer

TEXTS = Path(__file__).parent / "corpus" / "texts"
EXAMPLES = (
    "CTO容易出局吗?",
    "CTO有哪几个关键节点?",
    "技术总监能升到CTO吗?",
    "阿里云智能的CTO线和CIO线有什么不同?",
    "CTO的平均年薪是多少?",
)

HEAD = '<script>document.documentElement.lang = "zh-CN";</script>'
CSS = """
.gradio-container { max-width: 46rem !important; margin-inline: auto !important; }
#heading h1 { margin: .5rem 0 .25rem; font-size: 1.7rem; }
#heading p { margin: 0; }
#examples { gap: .5rem; }
#examples button { flex: 0 1 auto; font-weight: 400; font-size: .95rem; white-space: normal; }
#result { line-height: 1.75; overflow-wrap: anywhere; }
#result h2 { margin: 1.25rem 0 .5rem; font-size: 1.05rem; }
#result .state { margin: 0 0 .5rem; font-size: .9rem; }
#result .answer { font-size: 1.1rem; }
#result .answer p, #result .message { margin: .4rem 0; }
#result ol { margin: 0; padding: 0; list-style: none; }
#result li { margin: 0 0 .75rem; padding: .75rem 1rem; }
#result li { border: 1px solid var(--border-color-primary); border-radius: .5rem; }
#result .place { margin: 0; padding-bottom: .4rem; font-size: .9rem; }
#result .also, #result .differ { margin: .5rem 0; font-size: .9rem; }
#result ul { margin: 0; padding: 0; list-style: none; }
#result ul li { margin: 0; padding: 0; border: 0; }
#result blockquote { margin: 0 !important; padding: 0; border: 0; color: var(--body-text-color); }
#result blockquote, #result blockquote mark { white-space: pre-line; }
#result mark { padding: .1em 0; background: #fde68a; color: #1f2937; }
#result a { margin: 0; padding: 0; color: var(--link-text-color); text-decoration: underline; }
#result .answer a { padding: .25rem; text-decoration: none; }
#result mark:target { outline: 2px solid var(--color-accent); outline-offset: 2px; }
"""


class CurrentAnswerer:
    """The answerer of the store's current generation, opened when first needed and again after a build."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._answerer: Answerer | None = None

    def get(self) -> Answerer:
        """Raises IndexingError when the store cannot be opened; the next call tries again."""
        with self._lock:
            if self._answerer is None or not self._answerer.index.is_current():
                self._answerer = open_answerer(self._store)
            return self._answerer


def ask(answerers: CurrentAnswerer, question: str) -> str:
    """The result for the page as HTML; everything that is not ours in it is escaped."""
    try:
        answer = answerers.get().ask(question or "")
    except (IndexingError, RetrievalError) as error:
        return f'<p class="message" role="alert">{html.escape(str(error))}</p>'
    return _abstained(answer) if answer.abstained else _answered(answer)


def _answered(answer: Answer) -> str:
    sentences = "".join(
        f"<p>{_quote(citation)}"
        f'<a href="#quote-{citation.number}" aria-label="出处 {citation.number}">[{citation.number}]</a></p>'
        for citation in answer.citations
    )
    together = groupby(answer.citations, key=lambda citation: citation.passage)
    sources = "".join(_source([*citations]) for _, citations in together)
    differ = '<p class="differ">各处原文说法不同，请自行比较。 The sources differ; compare them.</p>'
    return (
        f'<p class="state">已回答 Answered · 可信度 {answer.confidence:.0%}</p><div class="answer">{sentences}</div>'
        f"{differ if answer.conflicting else ''}<h2>出处 Sources</h2><ol>{sources}</ol>"
    )


def _quote(citation: Citation) -> str:
    """The quote with the words that answer set off."""
    if citation.answer_start is None or citation.answer_end is None:
        return html.escape(citation.quote)
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    before, words, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    return f"{html.escape(before)}<strong>{html.escape(words)}</strong>{html.escape(after)}"


def _abstained(answer: Answer) -> str:
    if answer.state is State.DECLINED:
        return f'<p class="state">未找到 Not found</p><div class="answer"><p>{html.escape(answer.text)}</p></div>'
    nearest = "".join(
        f"<li>{_place(hit, '')}<blockquote>{html.escape(hit.passage.text)}</blockquote>"
        f"{''.join(_place(copy, '也见于 Also:') for copy in hit.also)}</li>"
        for hit in answer.hits[:3]
    )
    return (
        f'<p class="state">可能相关 Possibly related · 可信度 {answer.confidence:.0%}</p>'
        f'<div class="answer"><p>{html.escape(answer.text)}</p></div>'
        f"<h2>可能相关的段落，不是答案 Possibly related passages, not an answer</h2><ol>{nearest}</ol>"
    )


def _source(citations: Sequence[Citation]) -> str:
    """One passage with the quotes of its citations marked."""
    passage, marked, at = citations[0].passage, "", 0
    for citation in sorted(citations, key=lambda citation: citation.start):
        start, end = citation.start - passage.start, citation.end - passage.start
        marked += (
            f'{html.escape(passage.text[at:start])}<mark id="quote-{citation.number}" tabindex="-1">'
            f"<sup>[{citation.number}]</sup>{_quote(citation)}</mark>"
        )
        at = end
    numbers = "".join(f"[{citation.number}]" for citation in citations)
    place = _place(citations[0], numbers)
    copies = "".join(
        f"<li>{_place(copy, f'[{citation.number}]')}</li>" for citation in citations for copy in citation.also
    )
    also = f'<p class="also">同一句也见于 The same sentence also stands in:</p><ul>{copies}</ul>' if copies else ""
    return f"<li>{place}<blockquote>{marked}{html.escape(passage.text[at:])}</blockquote>{also}</li>"


def _place(found: Hit | Citation | Place, numbers: str) -> str:
    shown = html.escape(found.source)
    if found.source.startswith(("http://", "https://")):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    title, location = html.escape(found.title), html.escape(found.location)
    return f'<p class="place">{numbers} <strong>{title}</strong> {shown} {location}</p>'


def build_page(answerers: CurrentAnswerer) -> gr.Blocks:
    """The page, not yet served."""

    def answer(question: str) -> str:
        return ask(answerers, question)

    with gr.Blocks(title="知引 Zhiyin", analytics_enabled=False) as page:
        gr.HTML(
            "<h1>知引 Zhiyin</h1><p>只用原文回答，每句话都注明出处；原文没有的，就说没有。<br>"
            "<span lang='en'>Answers in the texts' own sentences, each with its source.</span></p>",
            elem_id="heading",
        )
        with gr.Row():
            question = gr.Textbox(
                label="问题 Question", placeholder="例如：CTO容易出局吗?", autofocus=True, scale=5, elem_id="question"
            )
            button = gr.Button("提问 Ask", variant="primary", scale=1, min_width=110, elem_id="ask")
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(example, size="sm", variant="secondary", min_width=0) for example in EXAMPLES]
        result = gr.HTML(
            elem_id="result",
            html_template='<div role="region" aria-live="polite" aria-label="回答 Answer">${value}</div>',
            js_on_load=None,
        )
        limits: dict[str, Any] = {
            "concurrency_limit": os.cpu_count() or 1,
            "api_visibility": "private",
            "show_progress": "minimal",
        }
        gr.on([question.submit, button.click], answer, inputs=question, outputs=result, **limits)
        for example in examples:
            example.click(lambda text: text, inputs=example, outputs=question, api_visibility="private", queue=False)
            example.click(answer, inputs=example, outputs=result, **limits)
    return page  # type: ignore[no-any-return]


def serve(store: Path, host: str | None, port: int | None) -> None:
    """Build the index of our own texts if there is none yet, then serve the page until interrupted."""
    answerers = CurrentAnswerer(store)
    try:
        if not is_built(store) and store.resolve() == DEFAULT_STORE.resolve():
            print("正在建立索引…… Building the index.", flush=True)
            build_index(read_documents(TEXTS), store)
        answerers.get()
    except (CorpusError, IndexingError) as error:  # the page says so too, until the store can be opened
        print(f"错误 error: {error}", file=sys.stderr)
    page = build_page(answerers)
    theme = gr.themes.Default(
        primary_hue="blue", font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    ).set(button_primary_background_fill="*primary_700", button_primary_background_fill_hover="*primary_800")
    page.queue(max_size=64).launch(
        server_name=host, server_port=port, theme=theme, css=CSS, head=HEAD, footer_links=[], share=False,
        run_history=False, ssr_mode=False, enable_monitoring=False,
    )  # fmt: skip


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="打开问答网页。 Serve the page.")
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, help="索引位置 (the store; default: index/store)")
    parser.add_argument("--host", help="监听地址 (address to listen on; default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, choices=range(65536), metavar="PORT", help="端口 (default: the first free one from 7860 on)"
    )
    arguments = parser.parse_args()
    return run_command(lambda: serve(arguments.store, arguments.host, arguments.port), (OSError,))


if __name__ == "__main__":
    sys.exit(main())
