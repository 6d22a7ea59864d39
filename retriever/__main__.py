"""`python -m retriever`: search, ask, explain, evaluate, train-reader."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any

from corpus import CorpusError
from index import Index, IndexingError
from index.command import run_command
from retriever.answer import Answer, Citation, State
from retriever.answerer import Answerer, open_answerer
from retriever.arguments import make_parser
from retriever.composing.composer import open_composer
from retriever.composing.lines import composed_lines
from retriever.errors import EvaluationError, RetrievalError
from retriever.explain import explain
from retriever.hit import Hit, Retriever
from retriever.hybrid import open_retriever
from retriever.place_line import place_line
from retriever.rerank import RerankingRetriever
from retriever.span_model import SpanModel


def _run(arguments: argparse.Namespace) -> None:
    if arguments.command == "evaluate":
        _evaluate(arguments)
    elif arguments.command == "search":
        hits = _retriever(arguments).search(arguments.question, k=arguments.k)
        _print_json([dataclasses.asdict(hit) for hit in hits]) if arguments.json else _print_hits(hits)
    elif arguments.command == "train-reader":
        from retriever.training.command import train_reader
        from retriever.training.settings import TrainingSettings

        report = train_reader(
            arguments.folders,
            arguments.output,
            start=arguments.start,
            measure=arguments.measure,
            settings=TrainingSettings(
                layers=arguments.layers,
                epochs=arguments.epochs,
                learning_rate=arguments.learning_rate,
                unanswerable=arguments.unanswerable,
                questions=arguments.questions,
                keep=arguments.keep,
                seed=arguments.seed,
            ),
            allow_unplaced=arguments.allow_unplaced,
        )
        print("\n".join(report))
    elif arguments.command == "explain":
        found = explain(open_answerer(arguments.store, span_model=arguments.span_model), arguments.question)
        _print_json(found.as_plain()) if arguments.json else print(found.as_text())
    else:
        _ask(arguments)


def _ask(arguments: argparse.Namespace) -> None:
    answerer = open_answerer(arguments.store, span_model=arguments.span_model)
    composer = None if arguments.verbatim else open_composer(answerer.index, answerer.reader.span_model)
    answer = answerer.ask(arguments.question)
    if arguments.json:
        plain: dict[str, Any] = dataclasses.asdict(answer) | {"abstained": answer.abstained}
        if composer:
            plain["composed"] = dataclasses.asdict(composer.compose(answer))
        _print_json(plain)
    elif composer and not answer.abstained:
        for line in composed_lines(composer.stream(answer), answer):
            print(line, flush=True)
    else:
        _print_answer(answer)


def _retriever(arguments: argparse.Namespace) -> Retriever:
    retriever = open_retriever(arguments.store)
    return _reranker(retriever.index, _required(arguments)) if arguments.rerank else retriever


def _required(arguments: argparse.Namespace) -> SpanModel | None:
    """The span model that was asked for, which must be there: figures without it would be another system's."""
    return SpanModel(arguments.span_model) if arguments.span_model else None


def _reranker(index: Index, span_model: SpanModel | None) -> RerankingRetriever:
    if span_model is None:
        raise RetrievalError("--rerank 需要阅读模型，不能与 --span-model none 同用。 It needs a span model.")
    return RerankingRetriever(index, span_model)


def _evaluate(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    from retriever.evaluation import Run, evaluate, open_collection_index, read_collection

    collection = read_collection(arguments.folder)
    against = Run.load(arguments.against) if arguments.against else None
    if against and against.fingerprint != collection.fingerprint:
        raise EvaluationError(f"{arguments.against} 出自另一个集合。 This run is of another collection.")
    span_model = _required(arguments)
    index = open_collection_index(collection, arguments.output / "stores", arguments.encoder)
    report, runs = evaluate(
        collection,
        Answerer(index, span_model),
        against=against,
        reranker=_reranker(index, span_model) if arguments.rerank else None,
        progress=lambda queries: tqdm(queries, desc="提问 asking", disable=None),
    )
    results = arguments.output / collection.name
    results.mkdir(parents=True, exist_ok=True)
    (results / "report.json").write_text(report.as_json() + "\n", encoding="utf-8")
    for name, run in runs.items():
        run.save(results / f"{name}.run")
    print(report.as_json() if arguments.json else f"{report.as_text()}\n\n-> {results}")


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _print_hits(hits: list[Hit] | tuple[Hit, ...]) -> None:
    for hit in hits:
        passage = hit.passage
        print(f"{hit.rank}. {place_line(hit, passage.start, passage.end)}  得分 score {hit.score:.3f}")
        for copy in hit.also:
            print(f"   又见 also {place_line(copy, copy.passage.start, copy.passage.end)}")
        print(_indented(passage.text), end="\n\n")


def _print_answer(answer: Answer) -> None:
    if answer.abstained:
        print(f"{answer.text}  (可信度 confidence {answer.confidence:.2f})")
        if answer.state is State.RELATED:
            print("\n可能相关的段落 Possibly related passages:\n")
            _print_hits(answer.hits)
        return
    for citation in answer.citations:
        print(f"{_marked(citation)} [{citation.number}]")
    if answer.conflicting:
        print("\n各处原文说法不同，请自行比较。 The sources differ; compare them.")
    print(f"\n可信度 confidence {answer.confidence:.2f}\n\n出处 Sources:")
    for citation in answer.citations:
        print(f"[{citation.number}] {place_line(citation, citation.start, citation.end)}")
        for copy in citation.also:
            print(f"    又见 also {place_line(copy, copy.start, copy.end)}")


def _marked(citation: Citation) -> str:
    """The quote on one line, the words that answer in 【】."""
    quote = citation.quote
    if citation.answer_start is not None and citation.answer_end is not None:
        start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
        quote = f"{quote[:start]}【{quote[start:end]}】{quote[end:]}"
    return " ".join(quote.split())


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())


def main() -> int:
    """Run the command line; the exit status."""
    arguments = make_parser().parse_args()
    return run_command(lambda: _run(arguments), (CorpusError, IndexingError, RetrievalError))


if __name__ == "__main__":
    sys.exit(main())
