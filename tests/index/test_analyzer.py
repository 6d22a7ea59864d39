"""What terms a text gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import default_analyzer


def terms(text: str) -> list[str]:
    return default_analyzer().terms(text)


def test_a_word_and_its_parts_are_terms() -> None:
    assert terms("职业规划") == ["职业", "规划", "职业规划"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＣＴＯ", "cto"), ("職業規劃", "职业规划"), ("Ｖ２．０", "v2.0"), ("技術總監", "技术总监")],
)
def test_width_case_and_script_are_folded(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("alias", "first"),
    [
        ("首席技术官", "cto"),
        ("首席技術官", "cto"),
        ("Chief Technology Officer", "cto"),
        ("首席执行官", "ceo"),
        ("软件工程师", "程序员"),
    ],
)
def test_an_alias_also_gives_the_first_name_of_the_same_thing(alias: str, first: str) -> None:
    assert first in terms(f"谁是{alias}？")
    assert terms(first).count(first) == 1


def test_an_english_alias_is_not_found_inside_a_word() -> None:
    assert "架构师" not in terms("architecture")


def test_stop_words_and_marks_give_nothing() -> None:
    assert terms("那么，这个是什么呢？！…… 😀") == []


def test_terms_repeat_as_often_as_they_stand() -> None:
    assert terms("猫，猫，猫") == ["猫", "猫", "猫"]


def test_simplifying_keeps_length_and_case() -> None:
    assert default_analyzer().simplified("首席技術官 CTO 的職責") == "首席技术官 CTO 的职责"


def test_importing_changes_neither_jiebas_own_dictionary_nor_logging(root: Path) -> None:
    code = (
        "import logging; from index import default_analyzer; default_analyzer().terms('首席技术官'); import jieba;"
        "assert not jieba.dt.initialized; assert not logging.getLogger().handlers"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
