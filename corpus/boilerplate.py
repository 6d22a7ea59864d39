"""The lines of a scraped article that are not its text: greeting, sign-off, disclaimer.

Only whole lines are recognised, and only by phrases that scrapers' templates use; a greeting only among the first
lines, a sign-off only among the last. Anything in doubt stays text: a long line, or a text that would be left empty.
"""

from __future__ import annotations

import re

from corpus.document import Span

_EDGE_LINES = 3
_MAX_LINE = 200
_GREETING = re.compile(
    r"(?:今天|本文|下面|接下来).{0,30}小编|小编.{0,30}(?:今天|为大家|给大家|带大家|和大家|一起)|大家好.{0,60}(?:一起|来)看看"
)
_SIGN_OFF = re.compile(
    r"^(?:到此|以上|好了|综上).{0,20}(?:小编|就是.{0,40}(?:全部内容|介绍到这|分享到这))|^希望.{0,40}对(?:大家|您|你)有(?:用|所?帮助)"
)
_DISCLAIMER = re.compile(
    r"^[\[【(（](?:免责|版权)?(?:声明|说明)[\]】)）]|^(?:免责|版权)(?:声明|说明)[:：]"
    r"|本文来源于?网络.{0,80}(?:删除|联系|版权)|^未经.{0,12}(?:许可|授权).{0,12}转载|^转载请注明"
)


def find_boilerplate(text: str) -> list[Span]:
    """Spans of the lines that are boilerplate, without their line ends, in order."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n]+", text) if match.group().strip()]
    found = []
    for number, (start, end) in enumerate(lines):
        line = text[start:end].strip()
        if len(line) > _MAX_LINE:
            continue
        opening = number < _EDGE_LINES and _GREETING.search(line)
        closing = number >= len(lines) - _EDGE_LINES and _SIGN_OFF.search(line)
        if opening or closing or _DISCLAIMER.search(line):
            found.append((start, end))
    return found if len(found) < len(lines) else []
