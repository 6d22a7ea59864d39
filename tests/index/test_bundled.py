"""The bundled encoder: what it promises, and that sentence-transformers sees the same model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import Encoder, EncoderError, open_encoder
from index.bundled import BundledEncoder

TEXTS = ["首席技术官的职业规划", "猫", "A chief technology officer leads.", "很长的文本。" * 200, "表情😀和\t制表符"]


def test_rows_are_unit_vectors_in_the_order_of_the_texts(bundled: Encoder) -> None:
    rows = bundled.encode_passages(TEXTS)
    assert rows.shape == (len(TEXTS), bundled.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(bundled.encode_passages(TEXTS[::-1]), rows[::-1])


def test_a_row_depends_on_its_own_text_alone(bundled: Encoder) -> None:
    np.testing.assert_array_equal(bundled.encode_passages(TEXTS)[1], bundled.encode_passages([TEXTS[1]])[0])


def test_questions_and_passages_are_encoded_differently(bundled: Encoder) -> None:
    assert not np.allclose(bundled.encode_queries(TEXTS[:1]), bundled.encode_passages(TEXTS[:1]), atol=1e-2)


def test_no_texts_give_no_rows(bundled: Encoder) -> None:
    assert bundled.encode_queries([]).shape == (0, bundled.dimension)


def test_a_question_lies_nearest_to_the_passage_that_answers_it(bundled: Encoder) -> None:
    passages = ["猫每天睡十六个小时。", "首席技术官负责公司的技术决策。", "北京今天下雨。"]
    question = bundled.encode_queries(["谁决定公司用什么技术？"])[0]
    assert int(np.argmax(bundled.encode_passages(passages) @ question)) == 1


def test_the_model_folder_holds_at_most_45_megabytes_and_its_licence(root: Path) -> None:
    files = [path for path in (root / "index" / "model").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 45_000_000
    assert "MIT License" in (root / "index" / "model" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_a_damaged_model_folder_is_named(tmp_path: Path, root: Path, damage: str) -> None:
    (tmp_path / "tokenizer.json").write_bytes((root / "index" / "model" / "tokenizer.json").read_bytes())
    if damage == "truncated":
        (tmp_path / "model.onnx").write_bytes((root / "index" / "model" / "model.onnx").read_bytes()[:1000])
    with pytest.raises(EncoderError, match=str(tmp_path)):
        BundledEncoder(tmp_path)


def test_sentence_transformers_loads_the_same_model_without_a_network(
    root: Path, offline_environment: dict[str, str]
) -> None:
    code = f"""
import numpy as np
from sentence_transformers import SentenceTransformer
from index import open_encoder
texts = {TEXTS!r}
model, encoder = SentenceTransformer("index/model"), open_encoder()
for theirs, ours in (
    (model.encode_query(texts), encoder.encode_queries(texts)),
    (model.encode_document(texts), encoder.encode_passages(texts)),
):
    assert (theirs * ours).sum(axis=1).min() >= 0.9999, (theirs * ours).sum(axis=1)
assert model.encode(texts, output_value="token_embeddings")[0].shape[1] == 384
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=offline_environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_another_model_is_opened_by_its_folder_with_its_own_prompts(
    root: Path, tmp_path: Path, offline_environment: dict[str, str]
) -> None:
    """The copy stands for any model: it is opened through sentence-transformers and not through onnxruntime."""
    code = f"""
import shutil
shutil.copytree("index/model", {str(tmp_path / "copy")!r})
from index import open_encoder
copy, bundled = open_encoder({str(tmp_path / "copy")!r}), open_encoder()
texts = {TEXTS!r}
assert type(copy).__name__ == "SentenceTransformerEncoder"
assert copy.fingerprint != bundled.fingerprint and len(copy.fingerprint) == 16 and copy.dimension == 384
assert (copy.encode_queries(texts) * bundled.encode_queries(texts)).sum(axis=1).min() >= 0.9999
assert (copy.encode_passages(texts) * bundled.encode_passages(texts)).sum(axis=1).min() >= 0.9999
assert copy.encode_passages([]).shape == (0, 384)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=offline_environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_model_that_is_nowhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="no-such/model"):
        open_encoder("no-such/model")
