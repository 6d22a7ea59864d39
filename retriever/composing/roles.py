"""Whether a sentence speaks of those that its source speaks of, each in its own part."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from retriever.composing.direction import DIRECTIONS
from retriever.composing.wording import Basis, Word, Wording, clauses, content, share

_LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]*(?:[-+#.]?[a-z0-9+#]+)*")
_TITLE = re.compile(r"《([^》]+)》")
_PRONOUNS = frozenset(("他", "她", "它", "他们", "她们", "它们", "该", "其"))
_MUTUAL = re.compile("[与和同跟及][^,;。]*(?:之间|关系|关联|相关|合作|共同|一起|结婚|合并|相遇)")
_FLANK = 4
"""How many characters must follow or precede an exchange at the edge of a clause."""
_NEAR = 0.6
"""How like a clause must be to count, beside the one that is most alike."""
_REPLACED = 0.45
"""How much of a clause must stand in another for a noun in the place of another one to be an exchange."""


def exchanged(claim: str, basis: Basis, wording: Wording) -> str | None:
    """The word of the claim that stands where the source has somebody or something else; None where none does."""
    source = clauses(basis.quoted)
    for clause in clauses(claim):
        if clause in source:
            continue
        likeness = {other: share(clause, other) for other in source}
        for other in (other for other, much in likeness.items() if much >= _NEAR * max(likeness.values())):
            found = (
                _crossed(clause, other)
                or _substituted(clause, other, claim, basis, wording)
                or _replaced(clause, other, claim, basis, wording)
            )
            if found:
                return found
    return None


def unknown_name(claim: str, basis: Basis, wording: Wording) -> str | None:
    """A name in the claim that neither the passages around its quotes nor title or question hold."""
    known = basis.around + basis.above
    for pattern in (_LATIN, _TITLE):
        for match in pattern.finditer(claim):
            name = match[match.lastindex or 0]
            if name not in known and not (match.start() and claim[match.start() - 1].isdigit()):
                return name
    for word in wording.words(claim):
        if word.is_proper and not all(character in known for character in word.text):
            return word.text
    return None


def _replaced(clause: str, alike: str, claim: str, basis: Basis, wording: Wording) -> str | None:
    mine, theirs = wording.words(clause), wording.words(alike)
    matcher = difflib.SequenceMatcher(None, [w.text for w in mine], [w.text for w in theirs], autojunk=False)
    steps = matcher.get_opcodes()
    whole = share(clause, alike) >= _REPLACED
    for place, (operation, first, last, start, end) in enumerate(steps):
        between = 0 < place < len(steps) - 1
        if operation != "replace" or not (whole or between):
            continue
        new = [word.text for word in mine[first:last] if _names(word) and word.text not in alike]
        old = [word for word in theirs[start:end] if word.text not in claim]
        gone = [word.text for word in old if _names(word)]
        if new and gone and (len(new[-1]) == 1) != (len(gone[-1]) == 1):
            continue
        apart = between and new and gone and new[-1] in basis.cited  # the source itself has both: they are two things
        if new and gone and (apart or not _kindred(new[-1], gone[-1])) and new[-1] in basis.around + basis.above:
            return new[-1]
        if between and whole and _other_noun(mine[first:last], theirs[start:end], claim, basis):
            return mine[last - 1].text
        pronoun = any(word.text in _PRONOUNS for word in old)
        if new and pronoun and not gone and not _meant(new, alike, basis, wording):
            return new[-1]
    return None


def _other_noun(mine: Sequence[Word], theirs: Sequence[Word], claim: str, basis: Basis) -> bool:
    """Whether a single noun stands for a single other one that has nothing in common with it; one known above may."""
    if len(mine) != 1 or len(theirs) != 1 or any(word.kind[:1] not in ("n", "s", "j") for word in (*mine, *theirs)):
        return False
    new, old = mine[0].text, theirs[0].text
    return old not in claim and new not in basis.above and not set(content(new)) & set(content(old))


def _names(word: Word) -> bool:
    return word.is_name or (len(word.text) == 1 and word.kind == "n")


def _kindred(word: str, other: str) -> bool:
    """Whether two words may be names of one thing: they share a character, beside the last that says what they are."""
    return bool(set(content(word)[:-1]) & set(content(other)))


def _meant(names: list[str], clause: str, basis: Basis, wording: Wording) -> bool:
    """Whether a pronoun in the clause may mean one of these: the last ones named before it in its sentence, or what
    the title or the question is about, or who opens the passage."""
    before = basis.cited[: max(0, basis.cited.find(clause))]
    before = re.split("[。!?\n]", before)[-1]
    near = [word.text for word in wording.words(before) if word.is_name]
    if near:
        return any(name in before for name in names)
    if any(name in basis.above for name in names):
        return True
    opening = [word.text for word in wording.words(basis.around[:60]) if word.is_name]
    return bool(opening) and opening[0] in names


def _crossed(clause: str, other: str) -> str | None:
    """The words between two that have changed places around them: 甲收购乙 for 乙收购甲."""
    if DIRECTIONS.search(clause) and DIRECTIONS.search(other):
        return None  # 乙少于甲 is 甲多于乙; see direction.py
    if _MUTUAL.search(clause) and _MUTUAL.search(other):
        return None
    # a time may stand anywhere
    runs = [run for run in _common_runs(clause, other) if len(content(run)) > 1 and not run[0].isdigit()]
    places = [other.find(run) for run in runs]
    for middle in range(1, len(runs) - 1):
        for first in range(middle):
            for last in range(middle + 1, len(runs)):
                if places[last] < places[middle] < places[first]:
                    return runs[middle]
    return None


def _common_runs(clause: str, other: str) -> list[str]:
    """The longest runs of characters of a clause that stand in another, in order, none in another of them."""
    runs, at = [], 0
    while at < len(clause):
        end = at
        while end < len(clause) and clause[at : end + 1] in other:
            end += 1
        if end - at > 1:
            runs.append(clause[at:end])
        at = max(end, at + 1)
    return runs


def _substituted(clause: str, alike: str, claim: str, basis: Basis, wording: Wording) -> str | None:
    """Characters of the clause between what it shares with the other, which the source has elsewhere and not there."""
    steps = difflib.SequenceMatcher(None, clause, alike, autojunk=False).get_opcodes()
    for place, (operation, first, last, start, end) in enumerate(steps):
        if operation != "replace":
            continue
        before = steps[place - 1][2] - steps[place - 1][1] if place else 0
        after = steps[place + 1][2] - steps[place + 1][1] if place + 1 < len(steps) else 0
        new, old = content(clause[first:last]), content(alike[start:end])
        flanked = min(before, after) > 1 or (before + after >= _FLANK and min(before, after) == 0)
        if any(c.isdigit() for c in new + old):
            continue
        noun = any(word.text == new and word.kind == "n" for word in wording.words(clause))
        single = noun and len(old) == 1 and len(new) == 1 and min(before, after) > 1
        # its subject may be said again in front of a clause, and what stands elsewhere in the clause has only moved
        if new in alike or (first == 0 and new in basis.titles and old not in basis.titles):
            continue
        if flanked and (single or min(len(new), len(old)) > 1) and not set(new) & set(old):
            elsewhere = (basis.around + basis.above).replace(alike, "")
            if new in elsewhere and old not in claim:
                return new
    return None
