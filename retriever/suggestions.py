"""Questions to begin with: made from sentences of the texts, and kept where the texts answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import Passage
from corpus.sentences import split_sentences
from index import Analyzer
from retriever.answer import Answer, State
from retriever.answerer import Answerer
from retriever.question import is_bare_question

SAMPLED = 300
"""How many passages questions are made from."""
ASKED = 40
"""How many of these questions are asked, to see whether the texts answer them."""
SURE = 0.8
"""From this confidence on a question is suggested."""
SHORT = 25
"""The most characters of a suggestion."""

_SUBJECT = r"(?P<subject>[^\W\d_][\w·]{1,11}?)"
_PAUSE = r"(?:（[^）]*）|\([^)]*\))?(?:[，,][^，,。；;]{0,20})?[，,]?"
_BEGAN = "成立|建立|创立|创办|出生|逝世|去世|上映|开播|发行|发布|建成|通车|启用|开业|上市|毕业"
_VALUES = "营业收入|净利润|总资产|人口|面积|长度|海拔|高度|总长|市值|年薪|成本"
_SHAPES = (
    (re.compile(rf"^{_SUBJECT}{_PAUSE}(?:位于|坐落于|地处)"), "{subject}在哪里？"),
    (
        re.compile(rf"^{_SUBJECT}{_PAUSE}于\d{{4}}年(?:\d+月)?(?:\d+日)?(?:在[^，,。]{{2,12}})?(?P<verb>{_BEGAN})"),
        "{subject}是什么时候{verb}的？",
    ),
    (
        re.compile(rf"^{_SUBJECT}(?:的|，|,)?(?P<value>{_VALUES})(?:约?为|是|达到?|有|约)[^，,。]{{0,6}}\d"),
        "{subject}的{value}是多少？",
    ),
    (re.compile(rf"^{_SUBJECT}{_PAUSE}(?:是|指|是指)(?:一[个种位名项类]|[^，。]{{0,6}}的)"), "{subject}是什么？"),
    (
        re.compile(
            rf"^{_SUBJECT}(?:有|包括|分为)(?:以下|如下)?[几\d一二三四五六七八九十两]+[个点种类条项步阶](?P<kind>[\w]{{1,6}})"
        ),
        "{subject}有哪些{kind}？",
    ),
)
_HEADED = re.compile(rf"^{_SUBJECT}(?P<colon>[：:])?$")
_FIRST = re.compile(r"^第一(?P<measure>[个项条步点类种])(?P<kind>[一-鿿]{2,4}?)(?:[,，:：]|是)")
_GENERAL = frozenset(["公司", "企业", "集团", "学校", "医院", "单位", "机构", "项目", "产品"])
"""What is named without its name."""
_POINTS_BACK = re.compile('[这那此该其它他她我你您牠這該]|本[文章条款次]|以[上下]|上述|如下|“|”|"|[%*#_]')
"""A question that holds these can only be understood beside the text that it was made from."""
_MARKER = re.compile("^(?:[-*•·>#\\s]+|[(（]?[\\d一二三四五六七八九十]{1,2}[)）、.．:：]\\s*)+")
_NAMING = ("n", "j", "l", "i", "eng", "vn", "an", "b", "m", "q")
"""Kinds of words, as jieba's dictionary has them, that names are made of."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A question, and the passage that it was made from."""

    question: str
    passage: Passage
    written: bool
    """Whether it stands in the text itself."""


def suggest_questions(answerer: Answerer, count: int = 5) -> list[str]:
    """At most `count` short questions that the texts answer, each in other sentences; fewer, or none, where
    none were found. Always the same of one generation; asks at most ASKED questions, whatever the size of the store."""
    found: list[str] = []
    answered: set[tuple[str, int]] = set()
    for made in _by_turns(answerer):
        answer = answerer.ask(made.question)
        places = {(citation.document_id, citation.start) for citation in answer.citations}
        if _answers(answer, made) and not places & answered:
            found.append(made.question)
            answered |= places
        if len(found) == count:
            break
    return found


def _answers(answer: Answer, made: _Made) -> bool:
    """Whether the answer is surely there, and where the question came from: then it is what the question means."""
    if answer.state is not State.ANSWERED or answer.confidence < SURE:
        return False
    near = {citation.document_id for citation in answer.citations if not is_bare_question(citation.quote)}
    if made.written:
        return made.passage.document_id in near
    return any(citation.passage.id == made.passage.id for citation in answer.citations)


def _by_turns(answerer: Answerer) -> Iterator[_Made]:
    """Questions of every document in turn, at most ASKED; those that stand in the texts first."""
    of_documents: dict[str, list[_Made]] = {}
    seen: set[str] = set()
    for passage in answerer.index.sample(SAMPLED):
        title = answerer.index.document(passage.document_id).title
        for made in _made_from(passage, title, answerer.index.analyzer):
            if made.question not in seen and _stands_alone(made.question):
                seen.add(made.question)
                of_documents.setdefault(passage.document_id, []).append(made)
    waiting = [sorted(made, key=lambda one: not one.written) for made in of_documents.values()]
    asked = 0
    while waiting:
        for questions in waiting:
            yield questions.pop(0)
            asked += 1
            if asked == ASKED:
                return
        waiting = [questions for questions in waiting if questions]


def _stands_alone(question: str) -> bool:
    return 5 < len(question) <= SHORT and not _POINTS_BACK.search(question)


def _made_from(passage: Passage, title: str, analyzer: Analyzer) -> Iterator[_Made]:
    texts = [_MARKER.sub("", sentence.text.strip()) for sentence in split_sentences(passage)]
    yield from (_Made(text, passage, written=True) for text in texts if is_bare_question(text))
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        first = _FIRST.match(text)
        topic = _topic(passage, title, analyzer) if first else ""
        if first and topic:
            yield _Made(f"{topic}有哪几{first['measure']}{first['kind']}？", passage, written=True)
        made = _shaped(text, after)
        if made and made[0] not in _GENERAL and _names_something(made[0], analyzer):
            person = "·" in made[0] or analyzer.kind(made[0]).startswith("nr")
            question = made[1].replace("是什么？", "是谁？") if person else made[1]
            yield _Made(question, passage, written=False)


def _topic(passage: Passage, title: str, analyzer: Analyzer) -> str:
    """The name in the title that the passage has most often; "" where it has none of them."""
    folded = analyzer.fold(passage.text)
    names = [word for word in analyzer.words(analyzer.fold(title)) if _names_something(word, analyzer)]
    best = max(names, key=folded.count, default="")
    at = analyzer.fold(title).find(best)
    return title[at : at + len(best)] if best and folded.count(best) and len(title) >= at + len(best) else ""


def _shaped(text: str, after: str) -> tuple[str, str] | None:
    """What a sentence speaks of and the question that it seems to answer, or that the one after it does, where it is
    the heading of that."""
    for pattern, question in _SHAPES:
        match = pattern.match(text)
        if match:
            return match["subject"], question.format(**match.groupdict())
    headed, below = _HEADED.match(text), _HEADED.match(after)
    if headed and below and below["colon"] and not headed["colon"]:
        return headed["subject"], f"{headed['subject']}的{below['subject']}是什么？"
    if headed and len(after) > 2 * len(text):
        return headed["subject"], f"{headed['subject']}是什么？"
    return None


def _names_something(subject: str, analyzer: Analyzer) -> bool:
    """Whether it is a name or a noun: not the beginning of a clause, nor a word that only leads over."""
    words = analyzer.words(analyzer.fold(subject))
    kinds = [analyzer.kind(word) for word in words]
    if not words or len(words) > 4 or not all(kind.startswith(_NAMING) or not kind for kind in kinds):
        return False
    return kinds[-1].startswith(("n", "j", "l", "eng")) or not kinds[-1]
