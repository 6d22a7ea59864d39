"""Whether a sentence speaks of those that its source speaks of, each in its own part."""

from __future__ import annotations

import difflib
import re

from retriever.composing.wording import Basis, Word, Wording, clauses, content, share

_LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]*(?:[-+#.]?[a-z0-9+#]+)*")
_TITLE = re.compile(r"《([^》]+)》")
_PRONOUNS = frozenset(("他", "她", "它", "他们", "她们", "它们", "该", "其"))
_PASSIVE = re.compile("被|遭到|遭")
_HELPING = re.compile("[不没未能可应须会要]|于$|成为|属于|包括|需|得")
_REPLACED = 0.45
"""How much of a clause must stand in another for a noun in the place of another one to be an exchange."""


def exchanged(claim: str, basis: Basis, wording: Wording) -> str | None:
    """The word of the claim that stands where the source has somebody or something else; None where none does."""
    source = clauses(basis.quoted)
    for clause in clauses(claim):
        mine = wording.words(clause)
        for other in source:
            found = _crossed(mine, wording.words(other)) or _replaced(clause, other, claim, basis, wording)
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
        new = [word.text for word in mine[first:last] if word.is_name and word.text not in alike]
        old = [word for word in theirs[start:end] if word.text not in claim]
        gone = [word.text for word in old if word.is_name]
        apart = between and new and gone and new[-1] in basis.cited  # the source itself has both: they are two things
        if new and gone and (apart or not _kindred(new[-1], gone[-1])) and new[-1] in basis.around + basis.above:
            return new[-1]
        pronoun = any(word.text in _PRONOUNS for word in old)
        if new and pronoun and not gone and not _meant(new, alike, basis, wording):
            return new[-1]
    return None


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


def _crossed(mine: tuple[Word, ...], theirs: tuple[Word, ...]) -> str | None:
    """The verb of both clauses whose doer and object have changed places."""
    once = [word for word in theirs if [other.text for other in theirs].count(word.text) == 1]
    verbs = {word.text for word in once if word.kind == "v" and len(word.text) > 1 and not _HELPING.search(word.text)}
    for word in mine:
        if word.text not in verbs or [other.text for other in mine].count(word.text) > 1:
            continue
        doers, objects = _parts(mine, word.text)
        others, their_objects = _parts(theirs, word.text)
        straight = doers & others | objects & their_objects
        crossed = (doers & their_objects, objects & others)
        if all(crossed) or (any(crossed) and not straight):
            return word.text
    return None


def _parts(words: tuple[Word, ...], verb: str) -> tuple[set[str], set[str]]:
    at = next(place for place, word in enumerate(words) if word.text == verb)
    passive = next((place for place in range(at) if _PASSIVE.fullmatch(words[place].text)), None)
    named = [word.text if word.is_name else "" for word in words]
    if passive is None:
        return set(named[:at]) - {""}, set(named[at + 1 :]) - {""}
    return set(named[passive:at]) - {""}, set(named[:passive]) - {""}
