"""Training a span model on a folder, and the folders that are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from retriever import SpanModel, TrainingError
from retriever.training.command import read_trainable, train_reader
from retriever.training.export import export
from retriever.training.network import HEADS, UNKNOWN
from retriever.training.settings import TrainingSettings
from retriever.training.start import from_encoder, from_span_model
from retriever.training.train import _last_checkpoint, make_examples, train

SETTINGS = TrainingSettings()
SMALL = TrainingSettings(layers=1)


def write(folder: Path, count: int, *, first: int = 0, lost: int | None = None, answers: bool = True) -> Path:
    """A folder of so many companies and questions; the answer of question `lost` stands nowhere."""
    folder.mkdir()
    names = [f"第{first + at}公司" for at in range(count)]
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


def test_a_small_model_is_trained_measured_and_can_be_opened(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "folder", 60), tmp_path / "out"
    measured = write(tmp_path / "measured", 5, first=900)
    report = train_reader([folder], output, start=None, measure=measured, settings=SMALL)
    assert sum("first sentence" in line for line in report) == 2
    assert any("AUROC" in line and "before" in line and "after" in line for line in report)
    reading = SpanModel(output).read("公司是哪一年成立的？", [("第1公司", "第1公司于1901年成立。")])[0]
    assert -30 < reading.margin < 30
    with pytest.raises(TrainingError, match=str(output)):
        train_reader([write(tmp_path / "other", 61)], output, start=None, settings=SMALL)
    with pytest.raises(TrainingError, match="--output"):
        train_reader([folder], output, start=output)


def test_a_trained_model_can_be_trained_further(tmp_path: Path) -> None:
    examples, _ = make_examples([read_trainable(write(tmp_path / "folder", 60), allow_unplaced=False)], SETTINGS)
    network = from_encoder(1)
    export(network, tmp_path / "model")
    again = from_span_model(tmp_path / "model")
    for name, value in network.state_dict().items():
        if name.startswith(HEADS):
            assert torch.equal(again.state_dict()[name], value)
        elif value.abs().sum() > 0:
            kept = torch.nn.functional.cosine_similarity(again.state_dict()[name].flatten(), value.flatten(), dim=0)
            assert kept > 0.999, name
    assert all(example.answerable or example.span is None for example in examples)


def test_what_is_kept_of_the_weights_from_before_is_its_share_of_the_mean(tmp_path: Path) -> None:
    collection = read_trainable(write(tmp_path / "folder", 60), allow_unplaced=False)
    examples, aside = make_examples([collection], SETTINGS)
    before, after, mean = (from_encoder(1) for _ in range(3))
    train(after, examples, aside, tmp_path / "all", SETTINGS)
    train(mean, examples, aside, tmp_path / "half", replace(SETTINGS, keep=0.25))
    name = "bert.encoder.layer.0.output.dense.weight"
    old, new, found = (network.state_dict()[name] for network in (before, after, mean))
    assert not torch.allclose(old, new, atol=1e-5)
    assert torch.allclose(found, 0.25 * old + 0.75 * new, atol=1e-5)


def test_a_stopped_run_goes_on_from_its_last_whole_checkpoint(tmp_path: Path) -> None:
    collection = read_trainable(write(tmp_path / "folder", 60), allow_unplaced=False)
    examples, aside = make_examples([collection], SETTINGS)
    network = from_encoder(1)
    train(network, examples, aside, tmp_path / "out", replace(SETTINGS, steps_between_checkpoints=4))
    last = max(tmp_path.glob("out/checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    (last / "trainer_state.json").unlink()  # it is written last
    assert _last_checkpoint(tmp_path / "out") not in (None, str(last))
    train(from_encoder(1), examples, aside, tmp_path / "out", replace(SETTINGS, steps_between_checkpoints=4))


def test_a_batch_that_knows_no_place_does_not_spoil_the_model() -> None:
    ids = torch.randint(5, 1000, (2, 8))
    unknown = torch.full((2,), UNKNOWN)
    mask = torch.ones_like(ids)
    loss = from_encoder(1)(ids, mask, mask.bool(), unknown, unknown, torch.ones(2))["loss"]
    assert torch.isfinite(loss)
