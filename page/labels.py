"""Every word that the page itself says, in Chinese and in English; the browser shows one of them."""

from __future__ import annotations

import re
from html import escape

CHINESE, ENGLISH = "zh-CN", "en"

LABELS: dict[str, tuple[str, str]] = {
    "promise": (
        "只用原文回答，每句话都注明出处；原文没有的，就说没有。",
        "Answers in the texts' own sentences, each with its source; what they do not say, is not said.",
    ),
    "tab_ask": ("提问", "Ask"),
    "tab_read": ("原文", "Read"),
    "tab_add": ("增删", "Add"),
    "question": ("问题", "Question"),
    "placeholder": ("问一个问题，或接着问", "Ask, or follow up"),
    "ask": ("提问", "Ask"),
    "answer": ("回答", "Answer"),
    "suggested": ("可以这样问", "Try one of these"),
    "understood": ("理解为", "Understood as"),
    "answered": ("已回答", "Answered"),
    "composing": ("正在写", "Writing"),
    "related": ("可能相关", "Possibly related"),
    "declined": ("未找到", "Not found"),
    "confidence": ("可信度", "confidence"),
    "no_answer": ("这些文本里没有找到这个问题的答案。", "The texts do not answer this question."),
    "only_related": (
        "没有找到答案，只有可能相关的段落。",
        "No answer was found, only passages that may be related.",
    ),
    "sources": ("出处", "Sources"),
    "source": ("出处", "Source"),
    "nearest": ("可能相关的段落，不是答案", "Passages that may be related, not an answer"),
    "differ": ("各处原文说法不同，请自行比较。", "The sources differ; compare them."),
    "also_sentence": ("同一句也见于", "The same sentence also stands in"),
    "also": ("也见于", "Also in"),
    "unsupported": ("未得到原文支持", "Not supported by the texts"),
    "withdrawn": ("句没有出处，已略去。", "sentences without a source were left out."),
    "copy": ("复制回答", "Copy answer"),
    "copy_references": ("复制参考文献", "Copy references"),
    "copied": ("已复制", "Copied"),
    "useful": ("有用", "Useful"),
    "useless": ("没用", "Not useful"),
    "why": ("哪里不好？", "What is wrong?"),
    "wrong": ("答非所问", "It answers something else"),
    "wrong_source": ("出处不对", "The source is wrong"),
    "incomplete": ("不完整", "It is incomplete"),
    "exists": ("原文里其实有答案", "The texts do hold the answer"),
    "other": ("其他", "Something else"),
    "comment": ("补充说明（可不填）", "More (optional)"),
    "send": ("发送", "Send"),
    "kept": (
        "问题和回答会随评价一起存在这台服务器上。",
        "Your question and the answer are kept on this server together with it.",
    ),
    "thanks": ("谢谢，已记下。", "Thank you; it is noted."),
    "not_sent": ("没有发出去，请稍后再试。", "It could not be sent; try again later."),
    "close": ("关闭", "Close"),
    "new": ("新对话", "New"),
    "history": ("历史", "History"),
    "history_private": ("只保存在这个浏览器里。", "Kept in this browser only."),
    "history_empty": ("还没有对话。", "There is no conversation yet."),
    "delete": ("删除", "Delete"),
    "delete_all": ("全部删除", "Delete all"),
    "inside": ("看看里面：为什么是这个结果", "Look inside: why this result"),
    "document": ("文档", "Document"),
    "find": ("在文档里查找", "Find in the document"),
    "characters": ("字", "characters"),
    "passages": ("段", "passages"),
    "passage": ("段落", "Passage"),
    "places": ("处", "places"),
    "more_passages": ("段未显示", "more passages are not shown"),
    "not_indexed": ("不编入索引", "Not indexed"),
    "password": ("密码", "Password"),
    "files": ("文件", "Files"),
    "title": ("或粘贴文本，标题", "Or a text: its title"),
    "text": ("正文", "Text"),
    "add_text": ("加入文本", "Add the text"),
    "to_remove": ("要删除的文档", "Document to remove"),
    "remove": ("删除", "Remove"),
    "removed": ("已删除", "Removed"),
    "documents": ("篇文档", "documents"),
    "waiting": ("等待", "Waiting"),
    "reading": ("正在读取", "Reading"),
    "read": ("已读取", "Read"),
    "unread": ("读不了", "Not read"),
    "encoding": ("正在编入索引", "Indexing"),
}

_SENTENCE_IN_ENGLISH = re.compile(r"(?<=[。？！…])\s+(?=[A-Z“\"'])")


def translations() -> dict[str, dict[str, str]]:
    """Locale -> label -> its words, for gradio."""
    chinese = {name: words[0] for name, words in LABELS.items()}
    english = {name: words[1] for name, words in LABELS.items()}
    return {CHINESE: chinese, ENGLISH: english}


def label_html(name: str) -> str:
    """A label in both languages, of which the style sheet shows the reader's."""
    return both_html(*LABELS[name])


def name_html(name: str) -> str:
    """What somebody else wrote, in one line among words of ours: escaped, and apart from them in its direction, for a
    mark in it (U+202E) would turn what stands behind it."""
    return f"<bdi>{escape(name)}</bdi>"


def bilingual_html(message: str) -> str:
    """A message, Chinese sentences and then English ones as all of ours are, each shown to who reads that language; one
    in which they cannot be told apart is shown whole. Escaped."""
    parts = _SENTENCE_IN_ENGLISH.split(message, maxsplit=1)
    return both_html(*parts) if len(parts) == 2 else escape(message)


def both_html(chinese: str, english: str) -> str:
    """The same in both languages, escaped."""
    return f'<span lang="{CHINESE}">{escape(chinese)}</span><span lang="{ENGLISH}">{escape(english)}</span>'
