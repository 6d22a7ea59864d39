"""The commands, as processes: what they print, how they end, what they import and whom they call."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

QUESTION = "CTO容易出局吗?"

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(root: Path, offline_environment: dict[str, str]) -> Command:
    def run(*words: object) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", *(word if isinstance(word, bytes) else str(word) for word in words)]
        return subprocess.run(
            arguments, cwd=root, env=offline_environment, capture_output=True, encoding="utf-8", check=False
        )

    return run


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    """One line on stderr that says why, exit status 2, nothing else."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("错误 error: ")
    assert message in done.stderr


def test_ask_prints_sentences_with_their_sources(command: Command, article_store: Path) -> None:
    done = command("retriever", "ask", QUESTION, "--store", article_store)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[1]" in done.stdout
    assert "《CTO职业规划》 http://www.freeconferencesource.com/post/15161.html" in done.stdout


def test_ask_says_so_when_there_is_no_answer(command: Command, article_store: Path) -> None:
    done = command("retriever", "ask", "北京明天天气怎么样?", "--store", article_store)
    assert done.returncode == 0
    assert "没有找到" in done.stdout
    assert "段落" not in done.stdout  # nothing in the article is near to it, so nothing is shown


def test_ask_shows_related_passages_without_a_claim(command: Command, article_store: Path) -> None:
    done = command("retriever", "ask", "阿里云的CTO叫什么名字?", "--store", article_store)
    assert done.returncode == 0
    assert "可能相关的段落" in done.stdout
    assert "[1]" not in done.stdout


def test_search_prints_passages(command: Command, article_store: Path) -> None:
    done = command("retriever", "search", QUESTION, "-k", 2, "--store", article_store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1. ")
    assert "\n2. " in done.stdout


def test_json_holds_every_field_for_programs(command: Command, article_store: Path) -> None:
    answer = json.loads(command("retriever", "ask", QUESTION, "--store", article_store, "--json").stdout)
    assert not answer["abstained"]
    assert {"number", "document_id", "title", "source", "start", "end", "quote"} <= answer["citations"][0].keys()
    [hit] = json.loads(command("retriever", "search", QUESTION, "--store", article_store, "--json", "-k", 1).stdout)
    assert {"rank", "score", "passage"} <= hit.keys()
    assert {"text", "start", "end", "document_id"} <= hit["passage"].keys()


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "没有文字"), ("  ", "没有文字"), ("😀🎉", "没有文字"), ("\x01\x02", "没有文字"), ("长" * 10_000, "10000")],
)
@pytest.mark.parametrize("verb", ["ask", "search"])
def test_what_is_no_question_is_refused(
    command: Command, article_store: Path, verb: str, question: str, message: str
) -> None:
    assert_refused(command("retriever", verb, question, "--store", article_store), message)


def test_bytes_that_are_no_text_are_refused(command: Command, article_store: Path) -> None:
    assert_refused(command("retriever", "ask", b"CTO\xff", "--store", article_store), "损坏")


def test_stores_that_cannot_be_opened_are_refused(command: Command, article_store: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    truncated = tmp_path / "truncated"
    shutil.copytree(article_store, truncated)
    texts = next(truncated.glob("generation-*/texts.sqlite"))
    texts.write_bytes(texts.read_bytes()[:5000])
    for name, message in (
        ("missing", "没有索引"),
        ("empty", "没有索引"),
        ("foreign", "不是索引"),
        ("truncated", "已损坏"),
    ):
        assert_refused(command("retriever", "ask", QUESTION, "--store", tmp_path / name), message)


def test_build_reads_a_folder_and_says_what_it_did(command: Command, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("猫每天睡十六个小时。", encoding="gb18030")
    (tmp_path / "texts" / "b.bin").write_bytes(b"\x00")
    done = command("index", "build", tmp_path / "texts", "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert "1 篇文档 documents, 1 个段落 passages" in done.stdout
    assert "b.bin" in done.stderr
    assert "Traceback" not in done.stderr
    assert "十六个小时" in command("retriever", "ask", "猫每天睡多久?", "--store", tmp_path / "store").stdout


def test_a_build_that_has_nothing_to_read_leaves_the_store_current(
    command: Command, article_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(article_store, store)
    (tmp_path / "empty").mkdir()
    assert_refused(command("index", "build", tmp_path / "empty", "--store", store), "没有可读的文本")
    assert_refused(command("index", "build", tmp_path / "nothing", "--store", store), "不存在")
    (tmp_path / "unreadable").mkdir()
    (tmp_path / "unreadable" / "a.txt").write_bytes(b"a\x00b")
    done = command("index", "build", tmp_path / "unreadable", "--store", store)
    assert done.returncode == 2
    assert [line[:2] for line in done.stderr.splitlines()] == ["跳过", "错误"]
    assert command("retriever", "search", QUESTION, "--store", store).returncode == 0


def test_a_second_build_while_one_runs_is_refused(
    command: Command, article_store: Path, tmp_path: Path, root: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(article_store, store)
    with filelock.FileLock(store / ".lock"):
        assert_refused(command("index", "build", root / "corpus" / "texts", "--store", store), "另一个进程")
        assert command("retriever", "search", QUESTION, "--store", store).returncode == 0


def test_an_encoder_that_is_nowhere_is_refused(command: Command, tmp_path: Path, root: Path) -> None:
    done = command("index", "build", root / "corpus" / "texts", "--store", tmp_path / "s", "--encoder", "no-such/model")
    assert done.returncode == 2
    assert "no-such/model" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_output_that_nobody_reads_to_its_end_is_no_error(article_store: Path, root: Path) -> None:
    line = f"'{sys.executable}' -m retriever search {QUESTION} --store '{article_store}' --json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""


def test_asking_imports_no_torch_and_opens_no_connection(
    root: Path, article_store: Path, offline_environment: dict[str, str]
) -> None:
    code = textwrap.dedent(
        f"""
        import socket, sys
        def refuse(*arguments):
            raise AssertionError(f"network: {{arguments}}")
        socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
        sys.argv = ["retriever", "ask", "{QUESTION}", "--store", {str(article_store)!r}]
        from retriever.__main__ import main
        status = main()
        heavy = {{"torch", "sentence_transformers", "transformers", "gradio", "sklearn", "pandas"}} & set(sys.modules)
        assert not heavy, heavy
        sys.exit(status)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root, env=offline_environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_library_works_as_the_readme_says(root: Path, tmp_path: Path) -> None:
    from corpus import read_documents
    from index import build_index
    from retriever import open_answerer, open_retriever

    build_index(read_documents(root / "corpus" / "texts"), tmp_path / "store")
    hits = open_retriever(tmp_path / "store").search(QUESTION, k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert hits[0].passage.document_id == "cto-career-planning.txt"
    answer = open_answerer(tmp_path / "store").ask(QUESTION)
    assert (answer.abstained, bool(answer.text), bool(answer.citations)) == (False, True, True)
    assert 0 <= answer.confidence <= 1
