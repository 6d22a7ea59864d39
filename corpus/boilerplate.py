"""The lines of a text that are not its text: greeting, sign-off, disclaimer, prompts to share, masked words.

Only whole lines are recognised, and only by phrases that templates use; a greeting only among the first lines, a
sign-off only among the last, a prompt to share and the editors' names only where they are short. Anything in doubt
stays text: a long line, or a text that would be left empty.
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
_MAX_PROMPT = 40
_ARROWS = "↓↑▲▼👇👆☟☝"
_SHARING = "关注|转发|点赞|在看|收藏|分享|三连|评论"
_ALSO = rf"[、，,/+\s和与及]*(?:点个?|一键)?(?:{_SHARING}|本公众号|我们|到朋友圈)"
_PROMPT = re.compile(
    rf"^(?!.*[的是了])[{_ARROWS}\s]*(?:"
    r"(?:长按|扫描|扫一扫|扫码|微信扫).{0,12}"
    r"(?:关注(?![点度])|(?:加入|添加|进).{0,6}(?:群|我们|社区|微信|好友)|入群|加群|公众号).{0,10}"
    r"|长按.{0,6}二维码.{0,10}"
    r"|(?:点击|戳)(?:下方|左下角|文末|上方)?.{0,4}[“「【]?(?:阅读原文|蓝字)[”」】]?.{0,12}"
    rf"|(?:欢迎|请|快|记得|别忘了|点个?|一键)+(?:{_SHARING})(?:{_ALSO})+(?:支持一下|哦|吧|呀)?"
    rf"|(?=.*(?:在看|三连|到朋友圈))(?:{_SHARING})(?:{_ALSO})+(?:支持一下|哦|吧|呀)?"
    r"|点个?在看.{0,8}"
    rf")[。！!~～…{_ARROWS}\s]*$"
)
"""Two words of sharing beside each other may be a heading of a text about it; asking, or 在看, makes them a prompt."""
_EDITOR = re.compile(r"^[（(\[【]?(?:责任编辑|责编|编辑|校对|排版|值班编辑)[:：丨|｜]\s?[^。；！？]{1,25}$")
_MASKED = re.compile(r"^[*＊×xX▇█■□▓●◆_\s]{3,}$")
_MASK = re.compile(r"[*＊×▇█■□▓●◆]{3,}")


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
        if opening or closing or _DISCLAIMER.search(line) or _is_prompt(line, number >= len(lines) - _EDGE_LINES):
            found.append((start, end))
    return found if len(found) < len(lines) else []


def _is_prompt(line: str, at_the_end: bool) -> bool:
    """Whether a short line asks to share, names the editors behind the text, or holds nothing but masked words."""
    if len(line) > _MAX_PROMPT:
        return False
    if _MASKED.match(line) and _MASK.search(line):
        return True
    return bool(_PROMPT.match(line)) or (at_the_end and bool(_EDITOR.match(line)))
