"""What stands around the answers: the heading, the place of earlier turns, and what the browser gets with the page."""

from __future__ import annotations

from pathlib import Path

from page.labels import label_html

BROWSER = Path(__file__).parent / "browser"
"""The files that the browser gets."""
_SCRIPTS = ("language.js", "conversation.js", "sources.js")  # language first: it must run before gradio does

HEADING = f"""
<div class="bar">
  <h1>知引 Zhiyin</h1>
  <button type="button" data-begin>{label_html("new")}</button>
  <button type="button" data-history>{label_html("history")}</button>
  <button type="button" data-language><span lang="zh-CN">English</span><span lang="en">中文</span></button>
</div>
<p>{label_html("promise")}</p>
<dialog class="history" aria-label="历史 History">
  <h2>{label_html("history")}</h2>
  <p>{label_html("history_private")}</p>
  <p class="empty">{label_html("history_empty")}</p>
  <ul></ul>
  <template><li>
    <button type="button" data-open=""><strong></strong> <small></small></button>
    <button type="button" data-delete="">{label_html("delete")}</button>
  </li></template>
  <form method="dialog">
    <button type="button" data-delete-all>{label_html("delete_all")}</button>
    <button>{label_html("close")}</button>
  </form>
</dialog>
"""
PAST = '<div class="past"></div>'


def head_html() -> str:
    """The scripts, to stand in the page's head."""
    return "".join(f"<script>{(BROWSER / name).read_text(encoding='utf-8')}</script>" for name in _SCRIPTS)
