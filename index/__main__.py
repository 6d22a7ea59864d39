"""`python -m index build`: texts -> a store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus import CorpusError, read_documents
from index.command import run_command
from index.errors import IndexingError
from index.generations import DEFAULT_STORE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="建立索引。 Build an index from texts.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser(
        "build",
        help="读入文本，建立新索引并替换当前索引 (read texts, build an index, make it the current one)",
        description="读入文件和文件夹里的 .txt .md .jsonl，建立索引。完成之前，原有索引保持不变。"
        " Index the .txt, .md and .jsonl files given. Until it is done, the store stays as it was.",
    )
    build.add_argument("paths", nargs="+", metavar="FOLDER|FILE", help="文本 (texts to index)")
    build.add_argument(
        "--store", type=Path, default=DEFAULT_STORE, help="索引位置 (where the index goes; default: index/store)"
    )
    build.add_argument(
        "--encoder", default="bundled", metavar="NAME_OR_PATH",
        help="任何 sentence-transformers 模型的名称或路径 (any sentence-transformers model; default: %(default)s)",
    )  # fmt: skip
    build.add_argument("--quiet", action="store_true", help="不显示进度条和总结 (no progress bar, no summary)")
    return parser


def _build(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    from index.build import build_index
    from index.encoders import open_encoder

    encoder = open_encoder(arguments.encoder)
    with tqdm(unit=" 段", desc="编码 encoding", disable=arguments.quiet or None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = build_index(read_documents(*arguments.paths), arguments.store, encoder=encoder, progress=show)
    if not arguments.quiet:
        print(
            f"{report.documents} 篇文档 documents, {report.passages} 个段落 passages, {report.seconds:.1f} 秒 seconds"
            f" -> {report.store}"
        )
        if report.skipped:
            print(f"跳过 {len(report.skipped)} 个，原因见上。 {len(report.skipped)} skipped, for the reasons above.")


def main() -> int:
    """Run the command line; the exit status."""
    arguments = _parser().parse_args()
    return run_command(lambda: _build(arguments), (CorpusError, IndexingError))


if __name__ == "__main__":
    sys.exit(main())
