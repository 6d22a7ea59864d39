"""Training a span model on a folder, and the folders that are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retriever import SpanModel, TrainingError
from retriever.training import command
from retriever.training.command import train_reader


def write(folder: Path, count: int, *, lost: int | None = None, answers: bool = True) -> Path:
    """A folder of so many companies and questions; the answer of question `lost` stands nowhere."""
    folder.mkdir()
    names = [f"第{at}公司" for at in range(count)]
    years = [f"{1900 + at}年" for at in range(count)]
    documents = [
        {"_id": name, "title": name, "text": f"今天天气很好。{name}于{year}成立。公司在成立后搬到了上海。"}
        for name, year in zip(names, years, strict=True)
    ]
    asked = [
        {"_id": f"q{at}", "text": f"{name}是哪一年成立的？", "answers": ["无处可寻" if at == lost else year]}
        for at, (name, year) in enumerate(zip(names, years, strict=True))
    ]
    if not answers:
        asked = [{"_id": query["_id"], "text": query["text"]} for query in asked]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = ["query-id\tcorpus-id\tscore", *(f"q{at}\t{name}\t1" for at, name in enumerate(names))]
    (folder / "qrels.tsv").write_text("\n".join(judged), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("count", "lost", "answers", "said"),
    [(49, None, True, "49"), (60, None, False, "只有 0 个"), (60, 7, True, r"第 8 行.*q7")],
)
def test_a_folder_that_cannot_be_trained_on_is_refused(
    tmp_path: Path, count: int, lost: int | None, answers: bool, said: str
) -> None:
    folder = write(tmp_path / "folder", count, lost=lost, answers=answers)
    with pytest.raises(TrainingError, match=said):
        train_reader([folder], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_questions_that_are_also_measured_on_are_refused_with_their_lines(tmp_path: Path) -> None:
    folder, measure = write(tmp_path / "folder", 60), write(tmp_path / "measure", 3)
    with pytest.raises(TrainingError, match=r"3 个问题.*第 1 行.*q0"):
        train_reader([folder], tmp_path / "out", measure=measure)


def test_a_small_model_is_trained_measured_and_can_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "LAYERS", 1)
    folder, output = write(tmp_path / "folder", 60), tmp_path / "out"
    report = train_reader([folder], output, start=None)
    assert any("AUROC" in line and "before" in line and "after" in line for line in report)
    reading = SpanModel(output).read("公司是哪一年成立的？", [("第1公司", "第1公司于1901年成立。")])[0]
    assert reading.span is not None
    with pytest.raises(TrainingError, match=str(output)):
        train_reader([write(tmp_path / "other", 61)], output, start=None)
