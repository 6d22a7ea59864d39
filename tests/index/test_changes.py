"""Changing a store: what is added, removed and updated, and that nothing is encoded twice."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Landmark, LandmarkKind, Limits, NoTextsError, read_documents
from corpus.finding import bytes_of
from index import (
    EmptyIndexError,
    Index,
    NoRootsError,
    StoreMismatchError,
    StoreMissingError,
    UnknownDocumentError,
    Vectors,
    add_documents,
    build_index,
    default_analyzer,
    open_index,
    remove_documents,
    update_index,
)
from index.status import export_index, store_status, verify_index
from index.watch import watch_index
from tests.topic_encoder import TopicEncoder, animals


class CountingEncoder(TopicEncoder):
    """Remembers what it was given; stops after so many texts."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.encoded: list[str] = []
        self._limit = limit

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if self._limit is not None and len(self.encoded) + len(texts) > self._limit:
            raise KeyboardInterrupt
        self.encoded += texts
        return super().encode_passages(texts)


def opened(store: Path) -> Index:
    return open_index(store, encoder=TopicEncoder())


def contents(index: Index) -> dict[str, object]:
    """All that a search can see of a store, whatever the order of its rows."""
    found: dict[str, object] = {}
    query = index.query("猫和狗喜欢睡觉")
    legs = {leg.passage_id: leg for leg in index.search_legs(query, 1000)}
    for document in index.documents():
        for passage in index.passages_of(document.id):
            leg = legs.get(passage.id)
            scores = leg and (round(leg.cosine, 5), round(leg.sentence_cosine, 3), round(leg.bm25, 4))
            found[passage.id] = (document, passage, index.sentence_spans(passage.id), scores)
    return found


def assert_as_if_built(store: Path, documents: Sequence[Document], aside: Path) -> None:
    build_index(documents, aside, encoder=TopicEncoder())
    index = opened(store)
    verify_index(index)
    assert contents(index) == contents(opened(aside))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of texts."""
    for document in animals():
        write(tmp_path / "texts" / f"{document.id}.txt", document.text)
    return tmp_path / "texts"


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Path:
    """A store built from the folder."""
    build_index(read_documents(folder), tmp_path / "store", encoder=TopicEncoder())
    return tmp_path / "store"


def test_what_is_built_again_is_not_encoded_again(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    encoder = CountingEncoder()
    report = build_index(animals()[::-1], tmp_path / "store", encoder=encoder)
    assert encoder.encoded == []
    assert report.encoded == 0
    assert_as_if_built(tmp_path / "store", animals(), tmp_path / "aside")


def test_of_a_document_that_changed_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    encoder = CountingEncoder()
    changed = [replace(found, text=found.text + "猫怕水。") if found.id == "cat" else found for found in animals()]
    report = build_index(changed, tmp_path / "store", encoder=encoder)
    assert encoder.encoded == [changed[0].text, "猫怕水。"]
    assert report.encoded == 1
    assert_as_if_built(tmp_path / "store", changed, tmp_path / "aside")


def test_a_document_keeps_its_vectors_when_only_its_source_or_landmarks_change(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    encoder = CountingEncoder()
    moved = [
        replace(found, source="elsewhere", landmarks=(Landmark(0, LandmarkKind.PAGE, "7"),)) for found in animals()
    ]
    build_index(moved, tmp_path / "store", encoder=encoder)
    assert encoder.encoded == []
    assert opened(tmp_path / "store").document("cat").location(0, 5) == "第 7 页"


def test_another_way_of_cutting_encodes_only_texts_that_were_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"第{number}句话讲的是猫和狗。" for number in range(100))
    build_index([Document("long", "", "l", text)], tmp_path / "store", encoder=TopicEncoder())
    for module in ("index.sources", "index.generations", "index.index", "index.vector_files", "index.changes"):
        monkeypatch.setattr(f"{module}.SPLITTER", "another")
    monkeypatch.setattr("corpus.splitting.MIN_PASSAGE", 100)
    monkeypatch.setattr("corpus.splitting.MAX_PASSAGE", 150)
    with pytest.raises(StoreMismatchError):
        opened(tmp_path / "store")
    encoder = CountingEncoder()
    report = update_like(tmp_path / "store", encoder)
    assert report > 0
    sentences = [found for found in encoder.encoded if found.count("。") == 1]
    assert sentences == []


def update_like(store: Path, encoder: CountingEncoder) -> int:
    """Add nothing, which cuts what is there anew."""
    return add_documents([], store, encoder=encoder).encoded


def test_another_word_list_needs_no_encoding(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    from index.analyzer import LEXICON, Analyzer

    lists = tmp_path / "lists"
    lists.mkdir()
    for path in LEXICON.iterdir():
        (lists / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    write(lists / "aliases.txt", "喵星人 = 猫\n")
    other, encoder = Analyzer(lists), CountingEncoder()
    add_documents([], tmp_path / "store", encoder=encoder, analyzer=other)
    assert encoder.encoded == []
    index = open_index(tmp_path / "store", encoder=encoder, analyzer=other)
    assert max(leg.bm25 for leg in index.search_legs(index.query("喵星人"), 10)) > 0


def test_a_build_that_was_interrupted_is_gone_on_with(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_index(animals(), store, encoder=TopicEncoder())
    many = [Document(f"d{n:03}", "", "d", f"第{n}只猫。") for n in range(300)]
    first = CountingEncoder(limit=300)
    with pytest.raises(KeyboardInterrupt):
        build_index(many, store, encoder=first)
    assert len(opened(store)) == 6
    second = CountingEncoder()
    report = build_index(many, store, encoder=second)
    assert len(first.encoded) >= 200
    assert len(second.encoded) == 600 - len(first.encoded)
    assert report.encoded < 300
    assert_as_if_built(store, many, tmp_path / "aside")
    assert not list(store.glob("unfinished-*"))


def test_an_unfinished_build_that_is_broken_is_not_taken_up(tmp_path: Path) -> None:
    store = tmp_path / "store"
    many = [Document(f"d{n:03}", "", "d", f"第{n}只猫。") for n in range(200)]
    with pytest.raises(KeyboardInterrupt):
        build_index(many, store, encoder=CountingEncoder(limit=200))
    [left] = store.glob("unfinished-*")
    (left / "sentences.npy").write_bytes(b"nothing")
    build_index(many, store, encoder=TopicEncoder())
    assert_as_if_built(store, many, tmp_path / "aside")


def test_documents_are_added_beside_those_that_are_there_or_in_their_place(tmp_path: Path) -> None:
    store, encoder = tmp_path / "store", CountingEncoder()
    build_index(animals(), store, encoder=TopicEncoder())
    new = [Document("cow", "", "c", "牛吃草。"), Document("cat", "", "c", "猫吃鱼。")]
    report = add_documents(new, store, encoder=encoder)
    assert (report.documents, report.encoded) == (7, 2)
    assert "狗喜欢散步。" not in encoder.encoded
    assert_as_if_built(store, [*animals()[1:], *new], tmp_path / "aside")


def test_documents_are_removed_and_nothing_else(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_index(animals(), store, encoder=TopicEncoder())
    with pytest.raises(UnknownDocumentError, match="cow"):
        remove_documents(["cat", "cow"], store, encoder=TopicEncoder())
    assert len(opened(store)) == 6
    assert remove_documents(["cat", "both"], store, encoder=TopicEncoder()).encoded == 0
    assert_as_if_built(store, animals()[1:-1], tmp_path / "aside")
    with pytest.raises(EmptyIndexError):
        remove_documents(["dog", "fish", "bird", "horse"], store, encoder=TopicEncoder())
    assert len(opened(store)) == 4


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "猫。", "狗跑。猫睡。", "鱼。鸟。马。"])), max_size=8
    )
)
def test_any_changes_leave_what_a_build_of_the_outcome_would(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    there = {"e": Document("e", "", "e", "猫和狗。")}
    build_index(there.values(), folder / "store", encoder=TopicEncoder())
    for name, text in changes:
        if text:
            there[name] = Document(name, "", name, text)
            add_documents([there[name]], folder / "store", encoder=TopicEncoder())
        elif there.pop(name, None):
            remove_documents([name], folder / "store", encoder=TopicEncoder())
    assert_as_if_built(folder / "store", list(there.values()), folder / "aside")


def test_an_index_stages_changes_and_commits_them_in_one_step(tmp_path: Path) -> None:
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    index = opened(tmp_path / "store")
    with pytest.raises(KeyError):
        index.remove(["cat", "cow"])
    index.add([Document("cow", "", "c", "牛吃草。")])
    index.remove(["cat"])
    assert len(opened(tmp_path / "store")) == 6
    changed = index.commit()
    assert len(index) == 6
    assert {document.id for document in changed.documents()} == {"cow", "dog", "fish", "bird", "horse", "both"}
    assert changed.commit().generation == changed.generation


def test_there_must_be_a_store_to_change_made_with_the_same_encoder(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        add_documents(animals(), tmp_path / "store", encoder=TopicEncoder())
    build_index(animals(), tmp_path / "store", encoder=TopicEncoder())
    with pytest.raises(StoreMismatchError):
        add_documents(animals(), tmp_path / "store", encoder=TopicEncoder(fingerprint="other"))
    assert len(opened(tmp_path / "store")) == 6


def test_an_update_reads_only_files_that_changed(
    folder: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "cat.txt", "猫怕水。")
    write(folder / "new" / "cow.txt", "牛吃草。")
    (folder / "dog.txt").unlink()
    read: list[str] = []

    def noting(path: Path, limits: Limits) -> bytes:
        read.append(path.relative_to(folder).as_posix())
        return bytes_of(path, limits)

    monkeypatch.setattr("corpus.loading.bytes_of", noting)
    encoder = CountingEncoder()
    report = update_index(store, encoder=encoder)
    assert sorted(read) == ["cat.txt", "new/cow.txt"]
    assert sorted(encoder.encoded) == sorted(["cat\n猫怕水。", "cow\n牛吃草。"] * 2)
    assert report.documents == 6
    monkeypatch.undo()
    assert_as_if_built(store, list(read_documents(folder)), tmp_path / "aside")


def test_an_update_without_changes_writes_nothing(store: Path) -> None:
    before = opened(store)
    assert update_index(store, encoder=TopicEncoder()).encoded == 0
    assert before.is_current()


def test_a_title_that_is_changed_beside_a_text_is_noticed(folder: Path, store: Path) -> None:
    write(folder / "cat.toml", 'title = "论猫"\n')
    update_index(store, encoder=TopicEncoder())
    assert opened(store).document("cat.txt").title == "论猫"


def test_what_could_not_be_read_is_remembered_and_not_read_again_until_it_changes(
    folder: Path, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken.txt").write_bytes(b"\x00\x01")
    assert [error.path.name for error in update_index(store, encoder=TopicEncoder()).skipped] == ["broken.txt"]
    write(folder / "cat.txt", "猫怕水。")
    assert update_index(store, encoder=TopicEncoder()).skipped == ()
    [(path, reason)] = store_status(store).problems
    assert path == str(folder / "broken.txt")
    assert "NUL" in reason
    write(folder / "broken.txt", "好了。")
    update_index(store, encoder=TopicEncoder())
    assert store_status(store).problems == ()
    assert opened(store).document("broken.txt").text == "好了。"


def test_what_was_removed_stays_out_until_it_is_added_again(folder: Path, store: Path) -> None:
    remove_documents(["cat.txt"], store, encoder=TopicEncoder())
    write(folder / "cat.txt", "猫怕水。")
    assert update_index(store, encoder=TopicEncoder()).documents == 5
    add_documents(read_documents(folder / "cat.txt"), store, encoder=TopicEncoder())
    assert update_index(store, encoder=TopicEncoder()).documents == 6


def test_documents_without_a_file_survive_an_update(folder: Path, store: Path) -> None:
    add_documents([Document("note", "", "n", "牛吃草。")], store, encoder=TopicEncoder())
    (folder / "dog.txt").unlink()
    update_index(store, encoder=TopicEncoder())
    assert {document.id for document in opened(store).documents()} >= {"note", "cat.txt"}


def test_a_file_that_changed_takes_the_place_of_what_was_added_under_its_id(folder: Path, store: Path) -> None:
    add_documents([Document("cat.txt", "", "mine", "我的猫。")], store, encoder=TopicEncoder())
    assert update_index(store, encoder=TopicEncoder()).documents == 6
    assert opened(store).document("cat.txt").source == "mine"
    write(folder / "cat.txt", "猫怕水。")
    assert update_index(store, encoder=TopicEncoder()).documents == 6
    assert opened(store).document("cat.txt").text == "猫怕水。"


def test_a_folder_that_is_gone_or_empty_loses_no_document(folder: Path, store: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    with pytest.raises(NoTextsError):
        update_index(store, encoder=TopicEncoder())
    folder.mkdir()
    with pytest.raises(NoTextsError):
        update_index(store, encoder=TopicEncoder())
    assert len(opened(store)) == 6


def test_two_folders_with_files_of_one_name_do_not_replace_each_other(
    store: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "other" / "cat.txt", "另一只猫。")
    write(tmp_path / "other" / "cow.txt", "牛吃草。")
    report = add_documents(read_documents(tmp_path / "other"), store, encoder=TopicEncoder())
    assert report.documents == 7
    [error] = report.skipped
    assert "cat.txt" in str(error)
    assert opened(store).document("cat.txt").text.startswith("猫喜欢睡觉")


def test_a_store_of_no_files_cannot_be_updated(animal_store: Path) -> None:
    with pytest.raises(NoRootsError):
        update_index(animal_store, encoder=TopicEncoder())


def test_an_update_finds_its_files_from_another_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    build_index(read_documents("texts"), tmp_path / "store", encoder=TopicEncoder())
    assert opened(tmp_path / "store").document("cat.txt").source == str(Path("texts", "cat.txt"))
    monkeypatch.chdir(folder)
    write(folder / "cow.txt", "牛吃草。")
    assert update_index(tmp_path / "store", encoder=TopicEncoder()).documents == 7


def test_a_status_says_which_encoding_was_found(tmp_path: Path) -> None:
    path = tmp_path / "texts" / "a.txt"
    path.parent.mkdir()
    path.write_bytes("他负责公司的技术，也管理研发团队，每年都要做预算。".encode("gb18030"))
    build_index(read_documents(tmp_path / "texts"), tmp_path / "store", encoder=TopicEncoder())
    add_documents([Document("b", "", "b", "猫。")], tmp_path / "store", encoder=TopicEncoder())
    [(noted, note)] = store_status(tmp_path / "store").notes
    assert noted == str(path)
    assert "GB18030" in note


def test_a_status_says_what_is_left_out_of_passages(tmp_path: Path) -> None:
    write(tmp_path / "texts" / "a.txt", "猫怕水。\n狗不怕。\n鱼更不怕。\n希望本文对大家有帮助。\n")
    build_index(read_documents(tmp_path / "texts"), tmp_path / "store", encoder=TopicEncoder())
    found = store_status(tmp_path / "store")
    assert found.excluded == (("a.txt", ("希望本文对大家有帮助。",)),)
    assert (found.files, found.manifest.documents) == (1, 1)
    assert found.bytes > 1000


def test_a_status_names_documents_that_say_nearly_the_same(tmp_path: Path) -> None:
    text = "".join(
        f"第{word}件事，猫要每天吃新鲜的鱼，喝干净的水，晒{word}次太阳。" for word in "甲乙丙丁戊己庚辛壬癸" * 3
    )
    copies = [Document("one", "", "1", text), Document("two", "", "2", text.replace("干净", "清洁", 3) + "谢谢。")]
    other = Document(
        "other", "", "o", "".join(f"{word}马跑得很快，{word}狗跟着它。" for word in "甲乙丙丁戊己庚辛壬癸" * 3)
    )
    build_index([*animals(), copies[0], other, copies[1]], tmp_path, encoder=TopicEncoder())
    assert store_status(tmp_path).alike == (("one", "two"),)


def test_an_export_can_be_built_again(store: Path, tmp_path: Path) -> None:
    index = opened(store)
    export_index(index, tmp_path / "export")
    passages = np.load(tmp_path / "export" / "passages.npy")
    assert passages.shape == (6, TopicEncoder().dimension)
    assert np.load(tmp_path / "export" / "sentences.npy").shape == (11, TopicEncoder().dimension)
    again = list(read_documents(tmp_path / "export" / "documents.jsonl"))
    assert again == list(index.documents())


def test_a_watched_folder_keeps_its_store_current(folder: Path, store: Path) -> None:
    stop = threading.Event()
    reports = watch_index(store, encoder=TopicEncoder(), stop=stop)
    assert next(reports).documents == 6
    timer = threading.Timer(0.5, write, (folder / "cow.txt", "牛吃草。"))
    timer.start()
    assert next(reports).documents == 7
    stop.set()
    assert list(reports) == []
    timer.join()


def test_the_analyzer_of_a_store_is_the_one_that_reads_it(store: Path) -> None:
    assert store_status(store).manifest.analyzer_fingerprint == default_analyzer().fingerprint
