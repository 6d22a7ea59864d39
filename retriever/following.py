"""Follow-up questions -> questions that stand alone: 那技术总监呢, after CTO的职责是什么, is 技术总监的职责是什么."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index import Analyzer
from retriever.following_english import standalone_english
from retriever.fragments import asking_fragment
from retriever.question import MAX_QUERY
from retriever.question_parts import Parts, Word, asks, asks_for, cut, is_attribute, take_apart
from retriever.question_words import LEADING, NOT_SAID_BEFORE, WAYS

REMEMBERED = 4
"""How many earlier questions are looked through for a person, or for two that were named together."""

_HAN = re.compile("[一-鿿]")
_ENDS = "[?？!！。.~～\\s]*$"
_WHY = re.compile(
    f"^(?:那|那么|但|可是)?(?:这|那)?(?:又|都)?(?:是)?(?:为什么|為什麼|为何|為何|为啥|為啥|怎么会|原因呢|什么原因|原因是什么)(?:呢|啊|会这样|这样)?{_ENDS}"
)
_MORE = re.compile(
    f"^(?:那|那么)?(?:还有|還有|其他|其它|另外|别的|別的|除此之外)(?:的)?(?:呢|吗|嗎|什么|什麼|哪些|别的|其他的?)*{_ENDS}"
)
_INSTANCE = re.compile(
    f"^(?:那|能|请|可以)?(?:比如|例如|举例|舉例|举个例子|具体|详细|再)?(?:说明|说说|讲讲|解释|展开|介绍|说)?(?:一下|点|些)?(?:呢|吗|吧)?{_ENDS}"
)
_WHAT_TO_DO = re.compile(
    f"^(?:那|那么)?(?:该|应该|要|又|具体)?(?:怎么办|怎麼辦|怎么做|怎麼做|如何做|如何应对|怎么解决|如何解决)(?:呢|才好)?{_ENDS}"
)
_PRONOUNS = {
    "person": frozenset(["他", "她"]),
    "thing": frozenset(["它", "牠"]),
    "several": frozenset(["他们", "她们", "它们", "两者", "二者", "这两者", "两个人", "这两个"]),
    "place": frozenset(["那里", "这里", "那儿", "这儿", "那边"]),
}
_DETERMINER = re.compile("(?:[这那](?:个|本|部|家|座|位|种|款|项|条|名|所|间|首|片|篇|场|届)|这|该|此|上述|以上|本书)$")
_SPEAKERS = ("你", "您", "我", "我们", "你们", "咱们", "大家", "自己")
"""Whoever talks is not what is talked about."""
_QUOTED = re.compile("[“「『《][^”」』》]*[他她它牠此该这那][^”」』》]*[”」』》]")
_BOOK = re.compile("^(?:那|那么)?(?:[这那]|该|此)(?:本书|部书|书|部电影|部小说|首歌|篇文章)")
_BETWEEN = ("之间", "之間", "区别", "區別", "关系", "關係", "不同", "相同")


def standalone(question: str, previous: Sequence[str], analyzer: Analyzer) -> str:
    """The question in a form that can be understood without those before it; unchanged where it stands alone.

    `previous` are the earlier questions, each in its standalone form, oldest first. By rules alone: where none fits,
    the question comes back as it is. Never longer than a question may be; never raises.
    """
    earlier = [text.strip() for text in previous if text.strip()]
    if not earlier or question.strip() in ("", earlier[-1]) or max(map(len, [question, earlier[-1]])) > MAX_QUERY // 2:
        return question
    if not _HAN.search(question):
        return standalone_english(question, take_apart(earlier[-1], analyzer))
    last = take_apart(earlier[-1], analyzer)
    readings: tuple[Callable[[], str | None], ...] = (
        lambda: _asking_on(question, last),
        lambda: _one_of_two(question, [take_apart(text, analyzer) for text in earlier[-REMEMBERED:]], analyzer),
        lambda: asking_fragment(question, last, analyzer),
        lambda: _with_name(question, [take_apart(text, analyzer) for text in earlier[-REMEMBERED:]], analyzer),
        lambda: _with_subject(question, last, analyzer),
    )
    return next((read for reading in readings if (read := reading())), question)


def _asking_on(question: str, last: Parts) -> str | None:
    """Questions about the answer to the last one: 为什么, 还有呢, 怎么办, 比如."""
    if _WHY.search(question):
        return _why(last)
    if _MORE.search(question):
        return _more(last)
    if _WHAT_TO_DO.search(question):
        stem = _statement(last) or last.clause
        return f"{stem}{re.sub('^(?:那么?)|[呢]' + _ENDS, '', question)}" if stem else None
    if _INSTANCE.search(question):
        return f"{last.bare}？{question.strip()}"
    return None


def _why(last: Parts) -> str:
    if re.match("为什么|為什麼|为何|為何", last.text):
        return last.text
    statement = _statement(last)
    return f"为什么{statement}？" if statement else f"{last.bare}？为什么？"


def _statement(last: Parts) -> str | None:
    """What a yes-no question asks of, said: CTO容易出局, 会下雨; None for any other question."""
    bare = re.sub("[吗嗎么]$", "", last.bare)
    alternative = next((word for word in last.words if re.fullmatch("(.)不\\1.?|有没有|是否|能否", word.folded)), None)
    if alternative:
        plain = {"有没有": "有", "是否": "", "能否": "能"}.get(alternative.folded, alternative.text[0])
        return bare[: alternative.start] + plain + bare[alternative.end :]
    return (
        bare if bare != last.bare and not any(w.is_interrogative and w.end <= len(bare) for w in last.words) else None
    )


def _more(last: Parts) -> str:
    bare = last.bare
    listed = re.search("(?:是|有|包括)(?:什么|哪些|哪几个)$", bare)
    if listed:
        return f"{bare[: listed.start()]}还有哪些？"
    verb = next((w for w in last.words if w.start >= last.clause_end and (w.kind == "v" or w.is_predicate)), None)
    if verb and last.clause and not verb.is_interrogative and verb.folded != "是":
        return f"{bare[: verb.start]}还{bare[verb.start :]}？"
    return f"{bare}？还有呢？"


def _one_of_two(question: str, earlier: Sequence[Parts], analyzer: Analyzer) -> str | None:
    """前者 and 后者 by the names that stood together."""
    found = re.search("前者|后者|後者", question)
    joined = next((parts.joined for parts in reversed(earlier) if parts.joined), None)
    if not found or not joined:
        return None
    chosen = joined[0] if found.group() == "前者" else joined[1]
    if re.fullmatch(f"(?:那|那么)?(?:前者|后者|後者)呢?{_ENDS}", question):
        last = earlier[-1]
        return asking_fragment(f"{chosen}呢", last, analyzer) if not last.joined else f"{chosen}呢？"
    return question[: found.start()].removeprefix("那么").removeprefix("那") + chosen + question[found.end() :]


def _with_name(question: str, earlier: Sequence[Parts], analyzer: Analyzer) -> str | None:
    """Pronouns and 该公司, 这个职位 by what they stand for, where that does not stand in the question itself."""
    last = earlier[-1]
    if not last.subject or last.owner in _SPEAKERS or _QUOTED.search(question):
        return None
    words = [word for word in cut(question, analyzer) if not word.text.isspace()]
    book = _BOOK.match(question)
    if book:
        return last.owner + question[book.end() :]
    for at, word in enumerate(words):
        if word.is_noun and word.folded not in _PRONOUNS["several"] and not _refers(word):
            return None  # what is meant may stand right here: 苏轼和他的弟弟
        behind = words[at + 1] if at + 1 < len(words) else None
        meant = _meant(word, behind, question, earlier)
        if meant:
            end = word.end
            if _DETERMINER.match(word.folded) and word.folded not in _PRONOUNS["place"] and behind:
                end = _named_until(words, at + 1)
            joint = "的" if word.folded == "其" and question[end : end + 1] != "的" else ""
            return _before(question[: word.start]) + meant + joint + question[end:]
    return None


def _named_until(words: Sequence[Word], first: int) -> int:
    """Where what 这个 names ends: 火山口湖 in 这个火山口湖的面积, but 公司 in 这个公司总部."""
    last = first
    while last + 1 < len(words) and words[last + 1].is_noun and not is_attribute(words[last + 1].text):
        last += 1
    return words[last].end


def _refers(word: Word) -> bool:
    return any(word.folded in names for names in _PRONOUNS.values()) or _DETERMINER.match(word.folded) is not None


def _meant(word: Word, behind: Word | None, question: str, earlier: Sequence[Parts]) -> str | None:
    """What the word stands for; None where it stands for nothing said before."""
    last = earlier[-1]
    if word.folded in _PRONOUNS["several"]:
        if any(mark in question for mark in _BETWEEN) and not last.joined:
            return None
        return last.owner
    if word.folded in _PRONOUNS["person"]:
        return _person(earlier)
    if word.folded in _PRONOUNS["thing"] or (word.folded == "其" and behind and behind.is_noun):
        return last.owner
    if word.folded in _PRONOUNS["place"]:
        return last.owner
    if _DETERMINER.match(word.folded) and behind and behind.is_noun and behind.folded not in NOT_SAID_BEFORE:
        return last.subject if last.subject.endswith(behind.text) else last.owner
    return None


def _person(earlier: Sequence[Parts]) -> str:
    """The person who was spoken of: 创始人 of whom 谁 was asked, and rather somebody than a place or a time."""
    last = earlier[-1]
    if last.aspect and asks_for(last.aspect) == "是谁":
        return last.subject
    inside = [w for w in last.words if last.start <= w.start < last.owner_end]
    if inside and inside[-1].kind in ("ns", "nt", "t"):
        for parts in reversed(earlier[:-1]):
            if any(w.kind[:2] == "nr" and parts.start <= w.start < parts.owner_end for w in parts.words):
                return parts.owner
    return last.owner


def _with_subject(question: str, last: Parts, analyzer: Analyzer) -> str | None:
    """A question that names nothing it could be about (什么时候成立的, 创始人是谁, 需要多久), with the last subject."""
    asked = _before(question.strip())
    words = [word for word in cut(asked, analyzer) if not word.is_mark and word.folded != "呢"]
    if not words or last.owner in ("", *_SPEAKERS) or any(word.is_name for word in words):
        return None
    if not asks(asked):
        return None
    if is_attribute(words[0].text) or (len(words) > 1 and is_attribute(words[0].text + words[1].text)):
        rest = words[1 if is_attribute(words[0].text) else 2 :]
        predicates = ("是", "有", "在", "为", "叫", "怎么样", "如何", "多少")
        if rest and (rest[0].folded in predicates or re.match("多|几|哪", rest[0].folded)):
            return f"{last.owner if is_attribute(last.aspect) else last.subject}的{asked}"
        return None
    if _OTHERS.match(asked) or (words[0].folded == "有" and len(words) == 3 and is_attribute(words[1].text)):
        return last.owner + asked
    if not _lacks_subject(words):
        return None
    whose = not is_attribute(last.aspect) or _LIVES.search(asked)
    return (last.clause if whose else last.owner) + asked


_OTHERS = re.compile("(?:还|還)?(?:有|有没有)(?:什么|什麼|哪些)?(?:其他|其它|别的|別的|更多)")
_LIVES = re.compile("出生|去世|逝世|毕业|结婚|姓|生于|多大|几岁|畢業|結婚|幾歲")
"""What a person does and no company: asked after 创始人是谁, of the founder."""


def _lacks_subject(words: Sequence[Word]) -> bool:
    """Whether these words ask of a subject that is not among them."""
    text = "".join(word.folded for word in words)
    if re.fullmatch("(?:是)?(?:什么时候|何时|哪一?年|在?哪里|在?哪儿|谁|怎么|如何)[^，,的]{0,6}(?:的|出来的)", text):
        return not any(word.is_noun for word in words)
    way = re.fullmatch("(?:应该|该|要)?(?:怎么|如何|怎样)(?:才能)?(.{1,3}?)(?:才好)?", text)
    if way:
        return way[1] in WAYS
    kinds = [word for word in words if word.is_noun]
    place = next((n for n, word in enumerate(words) if word.is_interrogative), len(words) - 1)
    before, asking, behind = words[:place], words[place], words[place + 1 :]
    if asking.folded in ("吗", "么"):
        return 1 < len(words) <= 4 and before[0].folded in LEADING - {"是", "有"} and not kinds
    if any(word in kinds for word in before) or asking.folded in ("怎么办", "怎么样", "怎么回事", "为什么"):
        return False
    if not before:  # 多久能好
        return re.match("多久|多长", asking.folded) is not None and len(behind) <= 3 and not kinds
    leads = before[0].folded in LEADING or before[0].kind.startswith("v") or before[0].folded in ("位于", "建于")
    short = len(before) <= 3 and len(behind) <= 2 and all(w.is_noun or w.kind[:1] in "mqnv" for w in behind)
    return leads and short and not any(w.kind == "v" and n for n, w in enumerate(behind))


def _before(text: str) -> str:
    """The words before a pronoun without 那, which only ties the question to the last one."""
    return (
        re.sub("^(?:那么|那麼|那(?=[^里儿边些个位本家座年天时])|然后|而|所以|另外)[，,]?", "", text)
        if text != "那"
        else ""
    )
