"""Bytes -> text: UTF-8, UTF-16, GB18030 and Big5. Anything else, and anything in doubt, is refused.

UTF-8 and a byte order mark prove themselves. Every other reading is tried strictly, and the share of what is very
frequent in Chinese among its characters tells them apart: about three in five characters of a text read rightly, and
hardly one in ten of a text of another encoding or language.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from corpus.errors import UndecodableError

MIN_CONFIDENCE = 0.5
"""A reading that is less sure than this is refused."""
_CLEAR_MARGIN = 0.4
"""By how much the share of frequent characters must stand above that of a wrong reading to be beyond doubt."""
_CHANCE = 0.08
"""The share of frequent characters that a wrong reading has by chance."""
_SAMPLE_BYTES = 64 * 1024

_FREQUENT = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着部能市等业全里工公经本"
    "都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西没此将员名手最东头"
    "者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武使次二向治因立数样身情入原问把路被并利石老教万知级量任江及应省资委务元美"
    "特期世湖回系比气汉总展电科金先声提品设或义王社很统处四首共马形己儿司太目基领队直计别女权话少流命至报米给打变果书清活几州华解议更称程今决张导术"
    "府才保交放管结师便走达族反再题色五國爲為這個來會時學說們於後發對長過業裏裡經門動進區產軍還種現機體與當兩實麼關從內沒將員東頭間無見戰點場數樣問"
    "並萬級應資務氣漢總電聲設義統處馬兒領隊計別權話報給變書幾華議稱決張導術結師達題，。、；：？！“”‘’「」（）《》　…—"
)
_CHARSETS = ("gb18030", "big5hkscs", "cp950")
_NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "cp950": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_NEVER_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff]")
_KANA_OR_HANGUL = re.compile("[぀-ヿ가-힣]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that its bytes were read as, and how sure that is: from MIN_CONFIDENCE to 1."""

    text: str
    encoding: str
    confidence: float


def decode(raw: bytes) -> Decoded:
    """The text of a file, character for character: line ends stay as they are, only a BOM goes.

    Raises UndecodableError instead of ever letting a replacement character or a wrong reading through.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(_marked_utf16(raw), "UTF-16", 1.0)
    if b"\x00" not in raw:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            if text.isascii() and "\x1b$" in text:
                raise UndecodableError("是 ISO-2022 编码，不读。 It is in ISO-2022, which is not read.")
            return Decoded(text, "UTF-8", 1.0)
    ranked = sorted(_readings(raw), key=lambda reading: -reading.share)
    best = ranked[0] if ranked else _Reading(0.0, "", "")
    same = [reading.charset for reading in ranked if reading.sample == best.sample]
    other = max([_CHANCE, *(reading.share for reading in ranked if reading.sample != best.sample)])
    confidence = round(min(1.0, max(0.0, (best.share - other) / _CLEAR_MARGIN)), 2)
    if confidence >= MIN_CONFIDENCE:
        for charset in same:
            whole = _whole(raw, charset)
            if whole is not None:
                return Decoded(whole, _NAMES[charset], confidence)
    if b"\x00" in raw:
        raise UndecodableError(
            f"含有 NUL 字节（第 {raw.index(0)} 字节），不是文本。 It holds NUL bytes: not a text file."
        )
    raise UndecodableError(
        "编码无法确定（能读 UTF-8、UTF-16、GB18030、Big5）。 Unknown or uncertain encoding; these four are read."
    )


def _marked_utf16(raw: bytes) -> str:
    try:
        text = raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UndecodableError(f"第 {error.start} 字节起不是 UTF-16。 Not UTF-16 from there on.") from error
    if "\x00" in text:
        raise UndecodableError("含有 NUL 字符，不是文本。 It holds NUL characters: not a text file.")
    return text


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the beginning of some bytes reads in a charset, and the share of frequent characters in it."""

    share: float
    charset: str
    sample: str


def _readings(raw: bytes) -> list[_Reading]:
    """How the bytes may be read, from the first that is not ASCII on: every reading that holds nothing that no text
    holds."""
    found = []
    foreign = re.search(rb"[\x80-\xff]", raw)
    start = foreign.start() if foreign and b"\x00" not in raw else 0
    for charset in (*(_CHARSETS if b"\x00" not in raw else ()), "utf-16-le", "utf-16-be"):
        wide = charset.startswith("utf-16")
        at = start - start % 2 if wide else start
        piece = raw[at : at + _SAMPLE_BYTES]
        try:
            sample = codecs.getincrementaldecoder(charset)().decode(piece, at + len(piece) == len(raw))
        except UnicodeDecodeError:
            continue
        if not _NEVER_IN_TEXT.search(sample):
            found.append(_Reading(_share(sample, wide=wide), charset, sample))
    return found


def _whole(raw: bytes, charset: str) -> str | None:
    """The text, or None where its beginning has promised too much."""
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError:
        return None
    return None if _NEVER_IN_TEXT.search(text) else text


def _share(text: str, *, wide: bool) -> float:
    """The share of frequent characters, a little lower for few of them. ASCII reads the same in every encoding but
    UTF-16 (`wide`), so it speaks only for that one."""
    pattern = r"[^\s]" if wide else r"[^\x00-\x7f]"
    sample = "".join(re.findall(pattern, text))
    if len(_KANA_OR_HANGUL.findall(sample)) > len(sample) / 5:  # Japanese or Korean, whatever the encoding
        return 0.0
    frequent = sum(character in _FREQUENT or (wide and character <= "\x7f") for character in sample)
    return frequent / (len(sample) + 2)
