"""`python -m index`: texts -> a store, and everything that keeps it current."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import CorpusError, Limits, read_documents
from index.command import above_0, run_command
from index.errors import IndexingError
from index.generations import DEFAULT_STORE
from index.terminal import one_line

if TYPE_CHECKING:
    from index.build import BuildReport

MEGABYTE = 1024 * 1024
LISTED = 20
"""How many skipped files, and excluded parts, `status` lists unless told otherwise."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="建立和维护索引。 Build and keep an index.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser(
        "build",
        help="读入文本，建立新索引并替换当前索引 (read texts, build an index, make it the current one)",
        description="读入文件和文件夹（.txt .md .html .htm .pdf .docx .pptx .xlsx .csv .epub .jsonl .srt，以及它们的"
        " .zip），建立索引。完成之前，原有索引保持不变；编码过的内容不再编码，中断后再运行即接着做。"
        " Index files and folders. Until it is done, the store stays as it was; what was encoded before, also by a"
        " build that was interrupted, is not encoded again.",
    )
    build.add_argument(
        "--encoder", default="bundled", metavar="NAME_OR_PATH",
        help="任何 sentence-transformers 模型的名称或路径 (any sentence-transformers model; default: %(default)s)",
    )  # fmt: skip
    adding = commands.add_parser("add", help="加入文本，同名的被替换 (add texts; those of the same id are replaced)")
    removing = commands.add_parser("remove", help="删除文档，更新时也不再加入 (remove documents, for updates too)")
    removing.add_argument("ids", nargs="+", metavar="ID", help="文档 id，见 list (ids, as `list` names them)")
    updating = commands.add_parser(
        "update", help="只重读改动过的文件，删去不在了的 (read again what changed, drop what is gone)"
    )
    watching = commands.add_parser("watch", help="文件一有改动就更新，直到 Ctrl-C (update on every change)")
    status = commands.add_parser("status", help="索引里有什么，跳过了什么，为什么 (what the store holds, and what not)")
    status.add_argument("--all", action="store_true", help=f"全部列出，不止 {LISTED} 项 (list everything)")
    listing = commands.add_parser("list", help="列出所有文档 (list all documents)")
    commands.add_parser("verify", help="检查索引是否完好 (check the whole store)")
    exporting = commands.add_parser("export", help="导出文档、段落和向量 (documents, passages and vectors as files)")
    exporting.add_argument("folder", type=Path, help="新的或空的文件夹 (a new or empty folder)")
    for command in (build, adding):
        command.add_argument("paths", nargs="+", metavar="FOLDER|FILE", help="文本 (texts to index)")
    for command in (build, adding, updating, watching):
        _add_limits(command)
    for command in (build, adding, removing, updating, watching):
        command.add_argument("--quiet", action="store_true", help="不显示进度条和总结 (no progress bar, no summary)")
    for command in (status, listing):
        command.add_argument("--json", action="store_true", help="输出 JSON，供程序使用 (JSON for programs)")
    for command in commands.choices.values():
        command.add_argument(
            "--store", type=Path, default=DEFAULT_STORE, help="索引位置 (where the index is; default: index/store)"
        )
    return parser


def _add_limits(command: argparse.ArgumentParser) -> None:
    """What may be read of one file, as `Limits` has it."""
    defaults = Limits()
    group = command.add_argument_group(
        "限制 limits", "超过的文件被跳过并说明 (what is beyond them is skipped and named)"
    )
    for name, unit, default, meaning in (
        ("--max-file", "MB", defaults.file_bytes / MEGABYTE, "文件或压缩包成员 (a file or member)"),
        ("--max-expanded", "MB", defaults.expanded_bytes / MEGABYTE, "压缩包解压后 (what an archive unpacks to)"),
        ("--max-members", "N", defaults.members, "压缩包成员数 (members of an archive)"),
        ("--max-pages", "N", defaults.pages, "页数 (pages)"),
        ("--max-seconds", "S", defaults.seconds, "每个文件的时间 (for each file)"),
        ("--max-memory", "MB", defaults.memory_bytes / MEGABYTE, "解析时的内存 (of the process that parses)"),
    ):
        group.add_argument(name, type=above_0, default=default, metavar=unit, help=f"{meaning}; default: {default:g}")


def _limits(arguments: argparse.Namespace) -> Limits:
    return Limits(
        file_bytes=int(arguments.max_file * MEGABYTE),
        expanded_bytes=int(arguments.max_expanded * MEGABYTE),
        members=int(arguments.max_members),
        pages=int(arguments.max_pages),
        seconds=arguments.max_seconds,
        memory_bytes=int(arguments.max_memory * MEGABYTE),
    )


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar, with rate and time left."""
    from tqdm import tqdm

    with tqdm(unit=" 段", desc="编码 encoding", disable=quiet or None) as bar:

        def show(done: int, total: int) -> None:
            if bar.total is None:
                bar.initial = bar.n = done  # taken over: not encoded at this rate
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _change(arguments: argparse.Namespace) -> None:
    from index.build import add_documents, build_index, remove_documents, update_index
    from index.encoders import open_encoder

    store = arguments.store
    limits = None if arguments.command == "remove" else _limits(arguments)
    with _bar(arguments.quiet or arguments.command == "remove") as progress:
        if arguments.command == "build":
            encoder = open_encoder(arguments.encoder)
            texts = read_documents(*arguments.paths, limits=limits)
            report = build_index(texts, store, encoder=encoder, progress=progress)
        elif arguments.command == "add":
            report = add_documents(read_documents(*arguments.paths, limits=limits), store, progress=progress)
        elif arguments.command == "remove":
            report = remove_documents(arguments.ids, store)
        else:
            report = update_index(store, limits=limits, progress=progress)
    if not arguments.quiet:
        _print_report(report)


def _print_report(report: BuildReport) -> None:
    print(
        f"{report.documents} 篇文档 documents, {report.passages} 个段落 passages（新编码 encoded {report.encoded}）,"
        f" {report.seconds:.1f} 秒 seconds -> {report.store}"
    )
    if report.skipped:
        print(f"跳过 {len(report.skipped)} 个，原因见上。 {len(report.skipped)} skipped, for the reasons above.")


def _watch(arguments: argparse.Namespace) -> None:
    from index.watch import watch_index

    for report in watch_index(arguments.store, limits=_limits(arguments)):
        if not arguments.quiet:
            _print_report(report)
            sys.stdout.flush()


def _show_status(arguments: argparse.Namespace) -> None:
    from index.status import store_status

    found = store_status(arguments.store)
    if arguments.json:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1))
        return
    manifest = found.manifest
    print(f"{manifest.documents} 篇文档 documents, {manifest.passages} 个段落 passages, {found.files} 个文件 files")
    print(f"编码器 encoder {manifest.encoder}, {found.bytes / 1e6:.1f} MB, {manifest.created}")
    for given, full in manifest.roots:
        print(f"来自 from {given}" + ("" if given == full else f" ({full})"))
    if manifest.removed:
        print(f"已删除、更新时不再加入 removed: {', '.join(manifest.removed)}")
    limit = None if arguments.all else LISTED
    _print_some(f"跳过 skipped: {len(found.problems)}", [reason for _, reason in found.problems], limit)
    _print_some(f"提示 notes: {len(found.notes)}", [note for _, note in found.notes], limit)
    parts = [f"{name}: {part}" for name, excluded in found.excluded for part in excluded]
    _print_some(f"不编入索引的套话等 left out of passages: {len(parts)}", parts, limit)
    alike = [" = ".join(group) for group in found.alike]
    _print_some(f"内容几乎相同的文档 near-duplicates: {len(alike)}", alike, limit)


def _print_some(heading: str, lines: list[str], limit: int | None) -> None:
    print(heading)
    for line in lines[:limit]:
        print(f"  {one_line(line)}")
    if limit is not None and len(lines) > limit:
        print("  … --all")


def _show_documents(arguments: argparse.Namespace) -> None:
    from index.index import open_index

    for document in open_index(arguments.store).documents():
        if arguments.json:
            plain = {"id": document.id, "title": document.title, "source": document.source}
            print(json.dumps(plain | {"characters": len(document.text)}, ensure_ascii=False))
        else:
            place = f"{document.id}  《{document.title}》 {document.source}"
            print(f"{one_line(place)}  {len(document.text)} 字")


def _verify(arguments: argparse.Namespace) -> None:
    from index.index import open_index
    from index.status import verify_index

    index = open_index(arguments.store)
    verify_index(index)
    print(f"完好 whole: {index.manifest.documents} 篇文档 documents, {len(index)} 个段落 passages")


def _export(arguments: argparse.Namespace) -> None:
    from index.index import open_index
    from index.status import export_index

    export_index(open_index(arguments.store), arguments.folder)
    print(f"-> {arguments.folder}")


def main() -> int:
    """Run the command line; the exit status."""
    arguments = _parser().parse_args()
    commands = {
        "watch": _watch, "status": _show_status, "list": _show_documents, "verify": _verify, "export": _export,
    }  # fmt: skip
    run = commands.get(arguments.command, _change)
    return run_command(lambda: run(arguments), (CorpusError, IndexingError))


if __name__ == "__main__":
    sys.exit(main())
