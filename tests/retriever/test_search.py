"""What every retriever promises, and what the hybrid one finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document
from index import Encoder, build_index
from retriever import BrokenQueryError, EmptyQueryError, HybridRetriever, QueryTooLongError, Retriever, open_retriever
from retriever.hybrid import LEXICAL_WEIGHT, SENTENCE_WEIGHT
from tests.topic_encoder import TopicEncoder, animals


@pytest.fixture(params=["animals", "article"])
def retriever(request: pytest.FixtureRequest, animal_store: Path, article_store: Path, bundled: Encoder) -> Retriever:
    if request.param == "animals":
        return open_retriever(animal_store, encoder=TopicEncoder())
    return open_retriever(article_store, encoder=bundled)


@pytest.mark.parametrize("k", [1, 3, 100])
@pytest.mark.parametrize("query", ["猫和狗", "CTO容易出局吗?", "zzz", "龙？", "a" * 900, "猫\x00\x1b[31m狗", "猫😀"])
def test_hits_are_at_most_k_best_first_and_ranked_from_1(retriever: Retriever, query: str, k: int) -> None:
    hits = retriever.search(query, k=k)
    assert 1 <= len(hits) <= k
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_asking_twice_gives_the_same(retriever: Retriever) -> None:
    assert retriever.search("猫和CTO", k=5) == retriever.search("猫和CTO", k=5)


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "？！。", "😀🎉", "____", " " * 2000, "\x00\x01\x02", "\u200b"])
def test_a_question_without_a_word_raises(retriever: Retriever, query: str) -> None:
    with pytest.raises(EmptyQueryError, match="没有文字"):
        retriever.search(query)


def test_a_question_of_ten_thousand_characters_raises(retriever: Retriever) -> None:
    with pytest.raises(QueryTooLongError, match="10000"):
        retriever.search("长" * 10_000)


def test_a_lone_surrogate_raises(retriever: Retriever) -> None:
    with pytest.raises(BrokenQueryError, match="损坏"):
        retriever.search("猫\ud800狗")


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_raises(retriever: Retriever, k: int) -> None:
    with pytest.raises(ValueError, match="k"):
        retriever.search("猫", k=k)


def test_equal_scores_come_by_passage_id(tmp_path: Path) -> None:
    documents = [Document(name, "", name, f"猫在{name * 9}。") for name in "cab"]
    build_index(documents, tmp_path, encoder=TopicEncoder())
    hits = open_retriever(tmp_path, encoder=TopicEncoder()).search("猫", k=2)
    assert [hit.passage.document_id for hit in hits] == ["a", "b"]


ARTICLE = "".join(f"第{word}件事，猫要每天吃新鲜的鱼，喝干净的水，晒{word}次太阳。" for word in "甲乙丙丁戊己庚")


def reposts(tmp_path: Path, *texts: str) -> HybridRetriever:
    documents = [Document(f"d{number}", "养猫", f"s{number}", text) for number, text in enumerate(texts)]
    build_index([*documents, *animals()], tmp_path, encoder=TopicEncoder())
    return open_retriever(tmp_path, encoder=TopicEncoder())


def test_reposts_are_one_hit_with_all_its_sources(tmp_path: Path) -> None:
    copies = [ARTICLE, ARTICLE.replace("干净", "清洁"), ARTICLE + "谢谢。", ARTICLE, ARTICLE.replace("，", ",")]
    hits = reposts(tmp_path, *copies).search("猫吃新鲜的鱼", k=3)
    best = hits[0]
    assert {best.source, *(copy.source for copy in best.also)} == {"s0", "s1", "s2", "s3", "s4"}
    assert [copy.score for copy in best.also] == sorted((copy.score for copy in best.also), reverse=True)
    assert len(hits) == 3
    assert not any(hit.also for hit in hits[1:])


def test_texts_of_one_pattern_with_other_numbers_or_words_are_not_reposts(tmp_path: Path) -> None:
    pattern = ARTICLE + "今年吃了{}条鱼。"
    hits = reposts(tmp_path, pattern.format(12), pattern.format(34), ARTICLE.replace("猫", "狗")[:90]).search("猫吃鱼")
    assert not any(hit.also for hit in hits)


def test_a_hit_says_how_each_leg_found_it(animal_store: Path) -> None:
    hits = open_retriever(animal_store, encoder=TopicEncoder()).search("狗和猫", k=6)
    assert hits[0].passage.document_id == "both"
    assert hits[0].lexical_rank == 1
    dense = (1 - SENTENCE_WEIGHT) * hits[0].cosine + SENTENCE_WEIGHT * hits[0].sentence_cosine
    assert hits[0].score == pytest.approx(dense + LEXICAL_WEIGHT * hits[0].bm25, abs=1e-6)
    assert max(hit.cosine for hit in hits) == pytest.approx(hits[0].cosine)
    unmatched = [hit for hit in hits if hit.lexical_rank is None]
    assert unmatched
    assert all(hit.bm25 == 0 for hit in unmatched)
    assert sorted(hit.dense_rank or 0 for hit in hits) == [1, 2, 3, 4, 5, 6]


def test_words_alone_find_a_passage_that_vectors_do_not(tmp_path: Path) -> None:
    documents = [*animals(), Document("whale", "", "whale", "蓝鲸体长三十米。")]
    build_index(documents, tmp_path, encoder=TopicEncoder())
    assert open_retriever(tmp_path, encoder=TopicEncoder()).search("蓝鲸", k=1)[0].passage.document_id == "whale"


def test_the_title_counts_as_part_of_every_passage(tmp_path: Path) -> None:
    documents = [Document("a", "甲公司年报", "a", "去年收入增长。"), Document("b", "乙公司年报", "b", "去年收入增长。")]
    build_index(documents, tmp_path, encoder=TopicEncoder())
    assert open_retriever(tmp_path, encoder=TopicEncoder()).search("乙公司收入", k=1)[0].title == "乙公司年报"


@pytest.mark.parametrize("query", ["首席技術官容易出局嗎?", "首席技术官容易出局吗?", "ＣＴＯ容易出局吗？"])
def test_script_width_and_alias_find_the_same_passage(article_store: Path, bundled: Encoder, query: str) -> None:
    retriever: HybridRetriever = open_retriever(article_store, encoder=bundled)
    best = {hit.passage.id for hit in retriever.search(query, k=2)}
    assert retriever.search("CTO容易出局吗?", k=1)[0].passage.id in best
