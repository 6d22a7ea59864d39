"""The commands that build and keep a store, run as people run them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(root: Path, tmp_path: Path, offline_environment: dict[str, str]) -> Run:
    """Runs `python -m index …` on a store of its own, in a folder of its own."""

    def command(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "index", *arguments, "--store", "store"]
        done = subprocess.run(
            line, cwd=tmp_path, env=offline_environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return command


def test_a_store_is_built_changed_looked_at_and_exported(run: Run, tmp_path: Path) -> None:
    texts, more = tmp_path / "texts", tmp_path / "more"
    texts.mkdir()
    more.mkdir()
    (texts / "a.md").write_text("# 报销\n\n住宿每天报销四百元。\n", encoding="utf-8")
    (texts / "b.txt").write_text("请假要提前三天。", encoding="utf-8")
    (texts / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (more / "c.txt").write_text("加班要先申请。", encoding="utf-8")
    built = run("build", "texts")
    assert "2 篇文档" in built.stdout
    assert "broken.pdf" in built.stderr
    run("add", "more", "--quiet")
    (texts / "b.txt").unlink()
    assert "2 篇文档" in run("update").stdout
    assert "c.txt" in run("list").stdout
    status = run("status").stdout
    assert "2 篇文档" in status
    assert "broken.pdf" in status
    assert json.loads(run("status", "--json").stdout)["manifest"]["documents"] == 2
    assert "完好" in run("verify").stdout
    run("export", "out")
    assert len((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert "out" in run("export", "out", status=2).stderr
    run("remove", "c.txt")
    assert "c.txt" in run("status").stdout.partition("removed")[2]
    assert "c.txt" in run("remove", "c.txt", status=2).stderr


def test_a_limit_that_a_file_goes_beyond_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "long.txt").write_text("长" * 100_000, encoding="utf-8")
    (tmp_path / "texts" / "short.txt").write_text("短。", encoding="utf-8")
    assert "long.txt" in run("build", "texts", "--max-file", "0.1").stderr
    assert "大于 0" in run("build", "texts", "--max-file", "0", status=2).stderr


@pytest.mark.parametrize("command", [["add", "texts"], ["update"], ["status"], ["verify"], ["list"], ["remove", "a"]])
def test_without_a_store_every_command_says_how_one_is_made(run: Run, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("短。", encoding="utf-8")
    assert "python -m index build" in run(*command, status=2).stderr
