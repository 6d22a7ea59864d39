"""Questions that a text seems to answer: those that stand in it, and those that its sentences are shaped to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import Sentence
from index import Analyzer
from retriever.question import is_bare_question
from retriever.question_parts import Word, asks_for, cut, is_attribute
from retriever.question_shapes import (
    ATTRIBUTE,
    COUNTED,
    DEICTIC,
    MONEY,
    OPEN_QUESTION,
    OPENING,
    PERSON,
    SHAPES,
    TRADITIONAL,
    VAGUE,
    YEARLY,
    Shape,
)

LONGEST = 25
"""The longest question that is proposed, in characters."""

_ORNAMENT = re.compile(r"^(?:[#>*\-•\s]+|[(（]?[\d一二三四五六七八九十]{1,2}[)）、.．:：]\s*)+|[*\s]+$")
_CLAUSE = re.compile("[，,；;：:]")
_ITEM = re.compile("[（(][一二三四五六七八九十]{1,3}[)）]")
_ARTICLE = re.compile(r"(?P<law>[^\s，。]{2,16})\s*(?P<article>第[一二三四五六七八九十百千\d]+条)")
_BRACKETS = ("《》", "（）", "()", "“”", "「」", "[]", "【】", "‘’")
_BACKWARD = re.compile("如果|所以|但是?|可|那|而|却|还|又|就|也|尝试")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and where the sentence starts that seems to answer it, or that asks it: then `written`.

    `shape` tells kinds of questions apart; `start` is an offset in the document.
    """

    question: str
    shape: str
    document_id: str
    start: int
    written: bool = False


def proposals(title: str, sentences: Sequence[Sentence], analyzer: Analyzer) -> list[Proposal]:
    """Questions that these sentences of one document seem to answer, in reading order, each once."""
    subject = title if len(title) <= 14 and _names(title, title, analyzer) else ""
    found: dict[str, Proposal] = {}
    article = _ARTICLE.fullmatch(title.strip())
    if article and sentences:
        question = f"{article['law']}{article['article']}规定了什么？"
        found[question] = Proposal(question, "article", sentences[0].document_id, sentences[0].start)
    if sentences and (asked := _written(Sentence(sentences[0].document_id, 0, len(title), title, True), analyzer)):
        found[asked.question] = replace(asked, shape="title")
    whole = subject
    above: Sentence | None = None
    for sentence in sentences:
        asked = _written(sentence, analyzer)
        made = [asked] if asked else _from_heading(sentence, above, whole, analyzer)
        if not made and (not sentence.heading or sentence.text.endswith((":", "："))):
            made = list(_from_sentence(sentence, subject, analyzer))
        if sentence.heading and not made and _names(sentence.text, "", analyzer):
            whole = ""  # the headings tell several subjects apart
        above = sentence if sentence.heading else None
        for proposal in made:
            found.setdefault(proposal.question, proposal)
    return [proposal for proposal in found.values() if len(proposal.question) <= LONGEST]


def _written(sentence: Sentence, analyzer: Analyzer) -> Proposal | None:
    """The question that the sentence is itself: a heading, or one that the text goes on to answer."""
    text = _ORNAMENT.sub("", sentence.text)
    folded = analyzer.simplified(text)
    way = sentence.heading and re.match("(?:如何|怎样|怎么|为什么|什么是)[^，。:：]{3,}$", folded)
    if not (way or is_bare_question(text)) or re.search("[,，。:：;；…“”「]", text) or len(text) < 5:
        return None
    words = [word for word in cut(text, analyzer) if not word.is_mark]
    nouns = [word for word in words if word.is_noun]
    if DEICTIC.search(folded) or _BACKWARD.match(folded) or not nouns:
        return None
    if not OPEN_QUESTION.search(folded):
        if not words[0].is_name or len(words) < 2:
            return None
        text = f"{text.rstrip('?？')}{'嗎' if folded != text else '吗'}？"  # CTO容易出局?
    question = text if text[-1] in "?？" else f"{text}？"
    return Proposal(question, "written", sentence.document_id, sentence.start, written=True)


def _from_heading(heading: Sentence, above: Sentence | None, subject: str, analyzer: Analyzer) -> list[Proposal]:
    """职责与定位 below the heading 首席架构师, or in a text with that title: 首席架构师的职责与定位是什么."""
    aspect = _ORNAMENT.sub("", heading.text).rstrip(":：").strip()
    owner = _ORNAMENT.sub("", above.text).rstrip(":：").strip() if above else ""
    whose = owner if owner and _names(owner, owner, analyzer) and not is_attribute(owner) else subject
    words = cut(aspect, analyzer)
    if not heading.heading or not whose or not words or not is_attribute(words[0].folded):
        return []
    if len(words) > 1 and words[1].folded not in ("与", "和", "及"):
        return []
    asked = asks_for(aspect) if len(words) == 1 else "是什么"
    question = f"{whose}的{aspect}{_script(asked, analyzer.simplified(whose) != whose)}？"
    return [Proposal(question, "heading", heading.document_id, heading.start, written=True)]


def _from_sentence(sentence: Sentence, subject: str, analyzer: Analyzer) -> Iterator[Proposal]:
    text = _ORNAMENT.sub("", sentence.text)
    simplified = analyzer.simplified(text)
    if len(simplified) != len(text) or _ITEM.match(sentence.text):
        return  # nothing stands at its place any more; or half a sentence, whose beginning stands above the list
    starts = [0, *(mark.end() for mark in _CLAUSE.finditer(text))]
    for at in starts[:8]:
        opening = OPENING.match(simplified[at:])
        start = at + (opening.end() if opening else 0)
        clause = _Clause(text[start:], simplified[start:], simplified[:at], subject)
        for shape, question in _questions(clause, analyzer):
            yield Proposal(question, shape, sentence.document_id, sentence.start)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A sentence from one of its clauses on, as it stands and in simplified script, character for character; what
    stands `before` that in it; and what the text is about."""

    text: str
    simplified: str
    before: str
    subject: str

    @property
    def first(self) -> bool:
        return not self.before

    def script(self, words: str) -> str:
        return _script(words, self.text != self.simplified)

    def glyphs(self, match: re.Match[str], group: str) -> str:
        start, end = match.span(group)
        return " ".join(self.text[start:end].split()) if start >= 0 else ""


def _questions(clause: _Clause, analyzer: Analyzer) -> Iterator[tuple[str, str]]:
    """(shape, question) for what the clause answers."""
    counted = COUNTED.match(clause.simplified)
    if counted and _names(counted["x"], clause.subject, analyzer, acting=True) and counted["k"] not in VAGUE:
        asked = "有哪些" if counted["m"] == "方面" else f"有哪几{counted['m']}"
        yield "count", f"{clause.glyphs(counted, 'x')}{clause.script(asked)}{clause.glyphs(counted, 'k')}？"
    yearly = YEARLY.match(clause.simplified)
    if yearly and clause.subject:
        yield "measure", f"{clause.subject}{clause.glyphs(yearly, 't')}的{clause.glyphs(yearly, 'a')}是多少？"
    attribute = ATTRIBUTE.match(clause.simplified)
    if attribute and is_attribute(attribute["a"]) and _names(attribute["x"], clause.subject, analyzer):
        asked = asks_for(attribute["a"])
        dated = asked == "是多少" and re.search(r"\d年|季度|\d月", clause.before)
        if (
            attribute["a"] not in MONEY
            and not dated
            and (asked == "是多少") == (re.search(r"\d", attribute["rest"]) is not None)
        ):
            listed = asked == "是什么" and attribute["rest"].count("、") > 1
            asked = clause.script("有哪些" if listed else asked)
            yield "attribute", f"{clause.glyphs(attribute, 'x')}的{clause.glyphs(attribute, 'a')}{asked}？"
    for shape in SHAPES:
        match = shape.clause.match(clause.simplified)
        question = _filled(shape, match, clause, analyzer) if match else None
        if question:
            yield shape.name, question
            return


def _filled(shape: Shape, match: re.Match[str], clause: _Clause, analyzer: Analyzer) -> str | None:
    """The shape's question about what the clause is about; None where that is not said well enough."""
    said = match["x"]
    if said is None or said in ("公司", "本公司", "该公司", "集团"):
        about = clause.subject if shape.titled and (clause.first or said) else ""
    elif shape.names:
        about = clause.glyphs(match, "x") if _names(said, clause.subject, analyzer) else ""
    else:
        about = "" if not clause.first or DEICTIC.search(said) else clause.glyphs(match, "x")
    if not about or (match.groupdict().get("a") in MONEY):
        return None
    last = cut(about, analyzer)[-1]
    if (is_attribute(last.folded) or is_attribute(about[-2:])) and shape.names and "的" not in about:
        if not clause.subject or about.startswith(clause.subject):
            return None
        about = f"{clause.subject}的{about}"  # 主营业务包括…
    question = shape.question
    if shape.name == "definition":
        if (
            not clause.first
            or re.search("[的或和与及]", about)
            or re.search("[县市省区州镇乡村國国府]$", analyzer.simplified(about))
        ):
            return None
        person = last.is_name and PERSON.match(clause.simplified[match.end() :])
        question = "{x}是谁？" if person else question
    if shape.name == "when":
        done = re.sub("^(?:一[个款部项座张本场届])?(?:新的|新)?", "", match["y"])
        words = cut(done, analyzer)
        if not words or not words[-1].is_noun or done in VAGUE or DEICTIC.search(done):
            return None
    groups = {name: clause.glyphs(match, name) for name in match.groupdict()} | {"x": about}
    if shape.name == "measure" and "的" in about:
        question = "{x}{a}是多少？"
    return clause.script(question).format(**groups)


def _names(text: str, subject: str, analyzer: Analyzer, *, acting: bool = False) -> bool:
    """Whether the text names one thing such that it is understood anywhere: 技术总监, and no 这个, 公司 or 他的职责.

    `acting`: what happens to it may be said with it, CTO出局.
    """
    text = text.strip()
    unbalanced = any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKETS)
    if len(text) < 2 or text in VAGUE or DEICTIC.search(text) or unbalanced or text[0].isdigit() or "[" in text:
        return False
    words = [word for word in cut(text, analyzer) if not word.text.isspace()]
    if not words or any(_foreign(word, acting=acting) for word in words) or words[0].kind[:1] in tuple("pcmuadb"):
        return False
    if not acting and (
        not words[-1].is_noun or (len(words) > 1 and words[-1].folded in VAGUE - {"公司", "集团", "大学", "医院"})
    ):
        return False
    if len(words) > 1 and words[0].folded in VAGUE:
        return False
    known = bool(subject) and text in subject
    return known or len(text) > 3 or any(word.is_name for word in words)


def _foreign(word: Word, *, acting: bool) -> bool:
    """Whether the word is none that a name is made of."""
    if word.is_interrogative or word.folded in ("是", "在", "被", "把", "对", "将", "等", "为", "有"):
        return True
    return word.kind[:1] in ("r", "d", "y", "p") or (word.kind == "v" and not acting and not is_attribute(word.folded))


def _script(words: str, traditional: bool) -> str:
    return words.translate(TRADITIONAL) if traditional else words
