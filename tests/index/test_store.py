"""Stores: what is written is what is opened, and whatever goes wrong leaves the current one as it was."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from corpus import Document, InvalidDocumentError, split_sentences
from index import (
    EmptyIndexError,
    EncoderError,
    Index,
    StoreDamagedError,
    StoreLockedError,
    StoreMismatchError,
    StoreMissingError,
    Vectors,
    build_index,
    open_index,
)
from tests.topic_encoder import TopicEncoder, animals


def ranking(index: Index, question: str = "猫和狗") -> list[str]:
    legs = index.search_legs(index.query(question), 10)
    return [leg.passage_id for leg in sorted(legs, key=lambda leg: (-leg.cosine - leg.bm25, leg.passage_id))]


def open_animals(store: Path) -> Index:
    return open_index(store, encoder=TopicEncoder())


def generation(store: Path) -> Path:
    [folder] = store.glob("generation-*")
    return folder


_BUILD_FOREVER = textwrap.dedent(
    """
    import sys
    from index import build_index
    from tests.topic_encoder import TopicEncoder, animals
    print("started", flush=True)
    number = 0
    while True:
        number += 1
        build_index(animals()[: 2 + number % 5], sys.argv[1], encoder=TopicEncoder())
    """
)


def started_builder(store: Path, root: Path) -> subprocess.Popen[bytes]:
    """A process that builds the store again and again, once it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", _BUILD_FOREVER, str(store)],
        cwd=root, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_the_report_and_the_manifest_count_what_was_indexed(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = build_index(animals(), tmp_path, encoder=TopicEncoder(), progress=lambda *counts: seen.append(counts))
    index = open_animals(tmp_path)
    assert (report.documents, report.passages, report.sentences) == (6, 6, 11)
    assert (index.manifest.documents, len(index), index.manifest.sentences) == (6, 6, 11)
    assert seen[0] == (0, 6)
    assert seen[-1] == (6, 6)


def test_what_is_opened_is_what_was_given(animal_store: Path) -> None:
    index = open_animals(animal_store)
    for document in animals():
        assert index.document(document.id) == document
        [passage] = index.passages_of(document.id)
        assert passage == index.passage(passage.id)
        assert passage.text == document.text[passage.start : passage.end]
        assert index.sentence_vectors(passage.id).shape == (document.text.count("。"), TopicEncoder().dimension)


def test_a_passage_has_the_cosine_of_its_best_sentence(tmp_path: Path) -> None:
    encoder = TopicEncoder()
    build_index([*animals(), Document("mix", "", "m", "猫猫狗。鱼。猫狗。")], tmp_path, encoder=encoder)
    index = open_animals(tmp_path)
    query = index.query("猫和狗")
    for leg in index.search_legs(query, 10):
        sentences = [sentence.text for sentence in split_sentences(index.passage(leg.passage_id))]
        expected = float((encoder.encode_passages(sentences) @ query.vector).max())
        assert leg.sentence_cosine == pytest.approx(expected, abs=1e-3)


def test_the_order_of_the_documents_does_not_matter(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "one", encoder=TopicEncoder())
    build_index(animals()[::-1], tmp_path / "two", encoder=TopicEncoder())
    assert ranking(open_animals(tmp_path / "one")) == ranking(open_animals(tmp_path / "two"))


def test_a_later_build_replaces_the_store_and_disturbs_no_open_index(copied_store: Path) -> None:
    before = open_animals(copied_store)
    ranked = ranking(before)
    assert before.is_current()
    build_index(animals()[:2], copied_store, encoder=TopicEncoder())
    assert not before.is_current()
    assert ranking(before) == ranked
    assert before.document("bird").text.startswith("鸟")
    assert len(open_animals(copied_store)) == 2
    assert len(list(copied_store.glob("generation-*"))) == 1


def test_no_store_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for store in (tmp_path / "nothing", tmp_path / "empty"):
        with pytest.raises(StoreMissingError, match="python -m index build"):
            open_animals(store)


def test_a_folder_or_file_of_something_else_is_neither_opened_nor_written(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    for store in (tmp_path, tmp_path / "photo.jpg"):
        with pytest.raises(StoreMismatchError):
            open_animals(store)
    with pytest.raises(StoreMismatchError):
        build_index(animals(), tmp_path, encoder=TopicEncoder())
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def _every_file(store: Path) -> list[str]:
    return sorted(
        path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file() and path.stat().st_size
    )


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_damage_to_any_file_is_named_with_the_command_that_mends_it(copied_store: Path, damage: str) -> None:
    chance = random.Random(0)
    names = [name.replace(generation(copied_store).name, "*") for name in _every_file(copied_store)]
    assert len(names) >= 9
    for name in names:
        broken = copied_store.parent / "broken"
        shutil.copytree(copied_store, broken)
        path = next(broken.glob(name))
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        if damage == "remove":
            path.unlink()
        else:
            path.write_bytes(content if damage == "flip" else content[: len(content) // 2])
        with pytest.raises((StoreDamagedError, StoreMismatchError, StoreMissingError), match="python -m index build"):
            open_animals(broken)
        build_index(animals(), broken, encoder=TopicEncoder())
        assert len(open_animals(broken)) == 6
        shutil.rmtree(broken)


def test_a_store_of_another_format_is_refused(copied_store: Path) -> None:
    import hashlib

    manifest = generation(copied_store) / "manifest.json"
    content = json.dumps(json.loads(manifest.read_bytes()) | {"format": 99}).encode()
    manifest.write_bytes(content)
    current = f"{generation(copied_store).name} {hashlib.sha256(content).hexdigest()}"
    (copied_store / "CURRENT").write_text(current, encoding="ascii")
    with pytest.raises(StoreMismatchError, match="99"):
        open_animals(copied_store)


def test_a_store_of_another_splitter_is_refused(copied_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.index.SPLITTER", "0 1-2")
    with pytest.raises(StoreMismatchError, match="切分"):
        open_animals(copied_store)


def test_a_store_is_refused_to_another_encoder(animal_store: Path) -> None:
    with pytest.raises(StoreMismatchError, match="topics-2"):
        open_index(animal_store, encoder=TopicEncoder(fingerprint="topics-2"))


def test_the_store_remembers_its_encoder(tmp_path: Path, root: Path, bundled: TopicEncoder) -> None:
    build_index(animals(), tmp_path, encoder=bundled)
    index = open_index(tmp_path)
    assert (index.encoder.name, index.encoder.fingerprint) == ("bundled", bundled.fingerprint)


def test_documents_without_text_change_nothing(copied_store: Path) -> None:
    for documents in ([], [Document("a", "", "a", "  \n")], [Document("a", "", "a", "正文。", ((0, 3),))]):
        with pytest.raises(EmptyIndexError):
            build_index(documents, copied_store, encoder=TopicEncoder())
    assert len(open_animals(copied_store)) == 6


def test_two_documents_of_one_id_change_nothing(copied_store: Path) -> None:
    with pytest.raises(InvalidDocumentError, match="cat"):
        build_index([*animals(), animals()[0]], copied_store, encoder=TopicEncoder())
    assert len(open_animals(copied_store)) == 6


def test_an_encoder_that_breaks_its_promise_changes_nothing(copied_store: Path) -> None:
    class Broken(TopicEncoder):
        def encode_passages(self, texts: object) -> Vectors:
            return super().encode_passages(list(texts)) * float("nan")  # type: ignore[call-overload]

    with pytest.raises(EncoderError):
        build_index([*animals(), Document("new", "", "n", "新的鱼。")], copied_store, encoder=Broken())
    assert len(open_animals(copied_store)) == 6


def test_documents_that_fail_half_way_change_nothing(copied_store: Path) -> None:
    def failing() -> Iterator[Document]:
        yield animals()[0]
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        build_index(failing(), copied_store, encoder=TopicEncoder())
    assert len(open_animals(copied_store)) == 6
    assert not list(copied_store.glob("unfinished-*"))


def test_readers_never_miss_while_builds_replace_the_store(copied_store: Path, root: Path) -> None:
    process = started_builder(copied_store, root)
    seen: set[str] = set()
    until = time.monotonic() + 60
    while len(seen) < 5 and time.monotonic() < until:
        index = open_animals(copied_store)
        seen.add(index.generation)
        assert ranking(index)[0].startswith(("cat", "dog", "both"))
    process.kill()
    process.communicate()
    assert len(seen) == 5


def test_a_second_writer_is_told_at_once_and_readers_are_not_stopped(copied_store: Path) -> None:
    with filelock.FileLock(copied_store / ".lock"):
        with pytest.raises(StoreLockedError):
            build_index(animals()[:1], copied_store, encoder=TopicEncoder())
        assert len(open_animals(copied_store)) == 6
    build_index(animals()[:1], copied_store, encoder=TopicEncoder())
    assert len(open_animals(copied_store)) == 1


def test_builds_killed_at_any_moment_leave_a_store_that_opens(copied_store: Path, root: Path) -> None:
    chance = random.Random(1)
    for _ in range(12):
        process = started_builder(copied_store, root)
        time.sleep(0.5 + chance.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert 2 <= len(open_animals(copied_store)) <= 6
    build_index(animals(), copied_store, encoder=TopicEncoder())
    assert sorted(path.name.partition("-")[0] for path in copied_store.iterdir()) == [".lock", "CURRENT", "generation"]


_BUILD_WITH_A_LIMIT = textwrap.dedent(
    """
    import resource, signal, sys
    from corpus import Document, InvalidDocumentError, split_sentences
    from index import StoreWriteError, build_index, default_analyzer
    from tests.topic_encoder import TopicEncoder
    documents = [Document(f"d{n}", "", "d", "猫和狗。" * 50 + str(n)) for n in range(200)]
    default_analyzer()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        build_index(documents, sys.argv[1], encoder=TopicEncoder())
    except StoreWriteError as error:
        assert "没有改变" in str(error), error
        sys.exit(3)
    """
)


@pytest.mark.parametrize("limit", [0, 100, 1000, 6_000, 20_000, 60_000, 150_000])
def test_a_disk_that_takes_no_more_leaves_the_store_as_it_was(copied_store: Path, root: Path, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BUILD_WITH_A_LIMIT, str(copied_store), str(limit)],
        cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert len(open_animals(copied_store)) == 6
    assert not list(copied_store.glob("unfinished-*"))


def test_the_documents_of_a_large_text_are_cut_the_same_after_opening(tmp_path: Path) -> None:
    text = "".join(f"第{number}句话讲的是猫。" for number in range(500))
    build_index([Document("long", "长文", "long", text)], tmp_path, encoder=TopicEncoder())
    index = open_animals(tmp_path)
    passages = index.passages_of("long")
    assert len(passages) > 5
    assert "".join(passage.text for passage in passages) == text
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)


def test_a_sample_is_spread_over_the_store_and_always_the_same(animal_store: Path) -> None:
    index = open_index(animal_store, encoder=TopicEncoder())
    whole = index.sample(1000)
    assert len(whole) == len(index)
    few = index.sample(3)
    assert [passage.id for passage in few] == [whole[place].id for place in (0, (len(whole) - 1) // 2, len(whole) - 1)]
    assert index.sample(3) == few
