"""What `python -m retriever` takes on its command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from index import DEFAULT_STORE
from index.command import above_0
from retriever.span_model import BUNDLED_SPAN_MODEL

BUILD = Path(__file__).parent.parent / "build" / "evaluation"


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands of `python -m retriever`."""
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
        "--keep",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="最后取平均时训练前的权重占多少 (of the weights from before, in the mean at the end; default: 0)",
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


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"应为从 0 到 1 的数，不到 1，不是 {text!r} (a number from 0, below 1)")
    return value


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为不小于 1 的整数，不是 {text!r} (a whole number from 1 on)")
    return int(text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"应为不小于 0 的整数，不是 {text!r} (a whole number from 0 on)")
    return int(text)
