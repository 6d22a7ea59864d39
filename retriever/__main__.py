"""`python -m retriever`: search, ask, explain, evaluate, train-reader."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from corpus import CorpusError
from index import DEFAULT_STORE, Index, IndexingError
from index.command import above_0, run_command
from retriever.answer import Answer, Citation, State
from retriever.answerer import Answerer, open_answerer
from retriever.composing.composer import open_composer
from retriever.composing.lines import composed_lines
from retriever.errors import EvaluationError, RetrievalError
from retriever.explain import explain
from retriever.hit import Hit, Retriever
from retriever.hybrid import open_retriever
from retriever.place_line import place_line
from retriever.rerank import RerankingRetriever
from retriever.span_model import BUNDLED_SPAN_MODEL, SpanModel

BUILD = Path(__file__).parent.parent / "build" / "evaluation"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retriever", description="检索和问答。 Search a store, or ask it.")
    commands = parser.add_subparsers(dest="command", required=True)
    search = commands.add_parser("search", help="列出最相关的段落 (list the passages nearest to a question)")
    ask = commands.add_parser("ask", help="回答问题，逐句注明出处 (answer a question, citing every sentence)")
    explaining = commands.add_parser(
        "explain", help="说明为什么得到这些段落和这个回答 (show why these passages were found, and this answer given)"
    )
    evaluating = commands.add_parser(
        "evaluate",
        help="用带标准答案的集合衡量效果 (measure quality on a collection with known answers)",
        description="FOLDER 里要有 corpus.jsonl、queries.jsonl、qrels.tsv。 A folder in BEIR's layout.",
    )
    training = commands.add_parser(
        "train-reader",
        help="用自己的问答训练找答案的模型 (train the model that finds the words that answer)",
        description="FOLDER 与 evaluate 的相同，问题要有 answers。 Folders as evaluate takes them, with answers."
        " It needs requirements-train.txt.",
    )
    _add_training(training)
    _add_evaluating(evaluating)
    for command in (search, ask, explaining):
        command.add_argument("question", help="问题 (the question)")
        command.add_argument(
            "--store", type=Path, default=DEFAULT_STORE, help="索引位置 (the store; default: index/store)"
        )
    for command in (search, ask, explaining, evaluating):
        command.add_argument("--json", action="store_true", help="输出 JSON，供程序使用 (JSON for programs)")
        command.add_argument(
            "--span-model",
            type=_model_folder,
            default=BUNDLED_SPAN_MODEL,
            metavar="FOLDER",
            help="找出答案文字的模型；none 表示不用 (the model that finds the words that answer; none: do without)",
        )
    ask.add_argument(
        "--verbatim",
        action="store_true",
        help="只用原文的句子，不用语言模型 (only the texts' own sentences, though a language model is named)",
    )
    for command in (search, evaluating):
        command.add_argument(
            "--rerank",
            action="store_true",
            help="最好的 20 段按是否回答问题重排，较慢 (order the best 20 by whether they answer; slower)",
        )
    search.add_argument("-k", type=_positive, default=5, help="最多几个段落 (how many at most; default: %(default)s)")
    return parser


def _add_training(command: argparse.ArgumentParser) -> None:
    command.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="问答 (the collections)")
    command.add_argument(
        "--output",
        type=Path,
        default=BUILD.parent / "reader",
        help="模型和检查点的位置；中断后再运行即接着训练 (where model and checkpoints go; default: build/reader)",
    )
    command.add_argument(
        "--from",
        dest="start",
        type=_model_folder,
        default=BUNDLED_SPAN_MODEL,
        metavar="FOLDER",
        help="从哪个模型开始；none 表示从内置编码器开始 (what to start from; none: the bundled encoder)",
    )
    command.add_argument("--measure", type=Path, metavar="FOLDER", help="训练前后在此集合上比较 (compare on this)")
    command.add_argument(
        "--epochs", type=above_0, default=1.0, help="遍数 (how often all is seen; default: %(default)s)"
    )
    command.add_argument(
        "--learning-rate", type=above_0, default=1.5e-4, metavar="RATE", help="学习率 (default: %(default)s)"
    )
    command.add_argument(
        "--unanswerable",
        type=int,
        choices=(0, 1, 2),
        default=2,
        help="每个有答案的样例配几个没有答案的 (examples without the answer beside each with it; default: %(default)s)",
    )
    command.add_argument(
        "--questions",
        type=_positive,
        default=1_000_000,
        metavar="N",
        help="除第一个集合外，每个每遍最多用几个问题 (of all collections but the first; default: all)",
    )
    command.add_argument(
        "--layers",
        type=_positive,
        default=11,
        help="从编码器开始时用它的前几层 (of the encoder, where that is the start; default: %(default)s)",
    )
    command.add_argument("--seed", type=_whole, default=7, help="随机种子 (default: %(default)s)")
    command.add_argument(
        "--allow-unplaced", action="store_true", help="允许答案不在原文里 (answers need not stand in their document)"
    )


def _add_evaluating(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="FOLDER", help="集合 (the collection)")
    command.add_argument(
        "--against", type=Path, metavar="RUN", help="与另一次的 .run 文件比较 (compare with a run file)"
    )
    command.add_argument(
        "--output",
        type=Path,
        default=BUILD,
        help="结果和缓存的位置 (results and cached stores; default: build/evaluation)",
    )
    command.add_argument("--encoder", default="bundled", metavar="NAME_OR_PATH", help="编码器 (default: %(default)s)")


def _model_folder(text: str) -> Path | None:
    return None if text == "none" else Path(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为不小于 1 的整数，不是 {text!r} (a whole number from 1 on)")
    return int(text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"应为不小于 0 的整数，不是 {text!r} (a whole number from 0 on)")
    return int(text)


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
    arguments = _parser().parse_args()
    return run_command(lambda: _run(arguments), (CorpusError, IndexingError, RetrievalError))


if __name__ == "__main__":
    sys.exit(main())
