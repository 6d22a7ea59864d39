"""`python -m retriever train-reader`: a span model trained on a folder of questions with answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from retriever.errors import TrainingError
from retriever.evaluation import Collection, JudgedQuery, read_collection
from retriever.span_model import BUNDLED_SPAN_MODEL, SpanModel, check_folder
from retriever.training.examples import has_place, is_usable
from retriever.training.settings import TrainingSettings

MIN_QUESTIONS = 50
NAMED = 5
"""How many of the lines that do not fit are named."""
DEFAULTS = TrainingSettings()


def train_reader(
    folders: Sequence[Path],
    output: Path,
    *,
    start: Path | None = BUNDLED_SPAN_MODEL,
    measure: Path | None = None,
    settings: TrainingSettings = DEFAULTS,
    allow_unplaced: bool = False,
) -> list[str]:
    """Train on the folders, write the model to `output`, and give the report as lines.

    `start` is the span model to go on from; None starts from the bundled encoder. A run that was stopped goes on from
    its last checkpoint when it is started again with the same `output`. Raises EvaluationError and TrainingError for
    folders that cannot be trained on, and ModelError for a start that cannot be loaded.
    """
    if start and output.resolve() == start.resolve():
        raise TrainingError(f"{output} 是开始训练的模型；请换一个 --output。 It is the model to start from.")
    collections = [read_trainable(folder, allow_unplaced=allow_unplaced) for folder in folders]
    if measure:
        refuse_shared(folders, collections, measure)
    if start:
        check_folder(start)
    try:
        import accelerate  # noqa: F401
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"训练还需要 {error.name}：pip install -r requirements-train.txt。 Training needs more packages."
        ) from error
    try:
        return _train(folders, collections, output, start, measure, settings)
    except OSError as error:
        raise TrainingError(f"无法写入 {output}：{error}；再次运行会接着训练。 It cannot be written.") from error


def _train(
    folders: Sequence[Path],
    collections: Sequence[Collection],
    output: Path,
    start: Path | None,
    measure: Path | None,
    settings: TrainingSettings,
) -> list[str]:
    from retriever.training import train as training
    from retriever.training.export import export
    from retriever.training.start import from_encoder, from_span_model

    examples, aside = training.make_examples(collections, settings)
    if not examples or not aside:
        raise TrainingError("样例太少，无法分出训练和比较两部分。 Too few examples to keep some aside.")
    begun = check_folder(start) if start else "encoder"
    _same_run(output, [*(collection.fingerprint for collection in collections), begun, repr(settings)])
    network = from_span_model(start) if start else from_encoder(settings.layers)
    before = training.watch(network, aside, output)
    after = training.train(network, examples, aside, output / "checkpoints", settings)
    names = ", ".join(collection.name for collection in collections)
    export(network, output, trained_on=names, examples=len(examples))
    SpanModel(output)  # that it opens
    return [
        f"{len(examples)} 个样例 examples, {len(aside)} 个留作比较 kept aside -> {output}",
        *(f"{name:12} 之前 before {before[name]:.3f}   之后 after {after[name]:.3f}" for name in sorted(after)),
        *(_measured(measure, start, output) if measure else []),
    ]


def _same_run(output: Path, described: list[str]) -> None:
    """Note in `output` what is trained on. Raises TrainingError when its checkpoints are those of another run."""
    note, checkpoints = output / "run.json", output / "checkpoints"
    if note.is_file() and checkpoints.is_dir() and json.loads(note.read_text(encoding="utf-8")) != described:
        raise TrainingError(
            f"{output} 里是另一次训练的检查点；请换一个 --output，或先删除它。 It holds the checkpoints of another run."
        )
    output.mkdir(parents=True, exist_ok=True)
    written = note.with_suffix(".new")
    written.write_text(json.dumps(described), encoding="utf-8")
    written.replace(note)


def read_trainable(folder: Path, *, allow_unplaced: bool) -> Collection:
    """The collection of a folder. Raises TrainingError unless it has MIN_QUESTIONS answers, each standing, unless
    allowed otherwise, in a relevant document."""
    collection = read_collection(folder, strict=False)
    asked = [query for query in collection.queries if is_usable(collection, query)]
    lost = [query for query in asked if not has_place(collection, query)]
    if lost and not allow_unplaced:
        raise TrainingError(
            f"{folder / 'queries.jsonl'} 有 {len(lost)} 个答案不在相关文档里：{_named(lost)}；请改正，或用 "
            "--allow-unplaced。 These answers stand in no relevant document; mend them, or allow that."
        )
    count = len(asked) - len(lost)
    if count < MIN_QUESTIONS:
        raise TrainingError(
            f"{folder} 只有 {count} 个带答案的问题，至少要 {MIN_QUESTIONS} 个。 Too few questions with answers."
        )
    return collection


def refuse_shared(folders: Sequence[Path], collections: Sequence[Collection], measure: Path) -> None:
    """Raises TrainingError when a question to train on also stands in the folder to measure on."""
    measured = {query.text.strip() for query in read_collection(measure).queries}
    for folder, collection in zip(folders, collections, strict=True):
        shared = [query for query in collection.queries if query.text.strip() in measured]
        if shared:
            raise TrainingError(
                f"{folder / 'queries.jsonl'} 有 {len(shared)} 个问题也在 {measure} 里：{_named(shared)}。"
                " These questions are also measured on."
            )


def _named(queries: Sequence[JudgedQuery]) -> str:
    named = "、".join(f"第 {query.line} 行 line {query.line} ({query.id})" for query in queries[:NAMED])
    return named + (" …" if len(queries) > NAMED else "")


def _measured(measure: Path, start: Path | None, output: Path) -> list[str]:
    """What `evaluate` says of the answers with the model that was started from, and with the new one."""
    from retriever.answerer import Answerer, open_span_model
    from retriever.evaluation import evaluate, open_collection_index

    collection = read_collection(measure)
    index = open_collection_index(collection, output / "stores")
    lines = []
    for label, folder in (("之前 before", start), ("之后 after", output)):
        report, _ = evaluate(collection, Answerer(index, open_span_model(folder)))
        lines += ["", f"{label}:", report.as_text()]
    return lines
