"""What of a scraped article is not its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import read_documents, split_document
from corpus.boilerplate import find_boilerplate

BODY = "\n".join(f"第{number}段正文，讲的是职业规划里的事情。" for number in range(8))


@pytest.mark.parametrize(
    "line",
    [
        "大家好,今天小编给大家带来一篇关于职业规划的文章,一起来看看吧。",
        "今天小编整理了几个问题。",
        "以上就是小编对于职业规划的全部介绍。",
        "希望这些解答对大家有所帮助。",
        "[免责声明]本文来源于网络,如有侵权请联系邮箱删除。",
        "版权声明：未经许可不得转载。",
        "转载请注明出处：http://example.com",
    ],
)
def test_a_template_line_at_its_place_is_boilerplate(line: str) -> None:
    first, last = f"{line}\n{BODY}", f"{BODY}\n{line}"
    found = {text[start:end] for text in (first, last) for start, end in find_boilerplate(text)}
    assert found == {line}


@pytest.mark.parametrize(
    "line",
    [
        "未经许可从事证券业务的，由监督管理机构责令改正。",
        "小编是一种职业。",
        "他说大家好，然后坐下了。",
        "以上就是第三条规定的情形。",
        "免责声明是指当事人事先约定的免除责任的条款。",
        "版权声明不能取代版权登记。",
        "声明：本公司董事会保证年报真实。",
        "小编的工作是整理稿件和联系作者。",
        "CTO要会选型、会管理、会做产品。希望以上经验对你有帮助。",
        "本文来源广泛。",
    ],
)
def test_a_line_of_text_is_not_boilerplate(line: str) -> None:
    assert find_boilerplate(f"{line}\n{BODY}\n{line}") == []


@pytest.mark.parametrize(
    "line",
    [
        "扫码关注我们",
        "长按识别二维码，关注公众号",
        "微信扫一扫关注该公众号",
        "扫描下方二维码加入读者群",
        "点击“阅读原文”查看更多",
        "点击阅读原文",
        "点击上方蓝字关注我们",
        "👇长按二维码关注👇",
        "转发、点赞、在看",
        "欢迎点赞、转发、收藏！",
        "记得点赞和在看哦~",
        "点个在看吧",
        "一键三连，转发分享",
        "****",
        "▇▇▇▇ ▇▇",
        "×××××",
    ],
)
def test_a_prompt_to_share_or_masked_words_alone_on_a_line_are_boilerplate_anywhere(line: str) -> None:
    text = f"{BODY}\n{line}\n{BODY}"
    assert [text[start:end] for start, end in find_boilerplate(text)] == [line]


@pytest.mark.parametrize("line", ["责任编辑：王小明", "编辑：李四 校对：张三", "（责编：王、李）", "编辑丨小王"])
def test_the_editors_names_are_boilerplate_behind_the_text_and_text_within_it(line: str) -> None:
    text = f"{line}\n{BODY}\n{line}\n{BODY}\n{line}"
    assert find_boilerplate(text) == [(len(text) - len(line), len(text))]


@pytest.mark.parametrize(
    "line",
    [
        "扫码支付已经成为城市里最常见的付款方式。",
        "扫码关注公众号的用户里，只有一成会留下来。",
        "他点击阅读原文以后发现链接已经失效了。",
        "点击率是衡量广告效果的指标。",
        "转发量和点赞量都上升了。",
        "分享是一种能力。",
        "关注用户，关注市场，关注技术。",
        "评论和分享功能由同一个团队开发。",
        "收藏家协会成立了。",
        "收藏与分享",
        "点赞、评论、转发",
        "扫描文字识别",
        "扫描二维码支付",
        "扫码加入购物车",
        "扫码关注的转化率",
        "关注点分离",
        "编辑：一种职业，负责组织和审读稿件，也要和作者保持长期的联系，并安排校对。",
        "编辑：他改稿。",
        "审核：张三",
        "责任编辑对稿件的真实性负责。",
        "他骂了一句****就走了。",
        "被告人张××于三月到案。",
        "***重点***",
        "---",
        "3 × 4 = 12",
        "x",
        "xxx",
    ],
)
def test_a_line_that_only_looks_like_a_prompt_stays_text(line: str) -> None:
    assert find_boilerplate(f"{BODY}\n{line}\n{BODY}\n{line}") == []


def test_a_greeting_in_the_middle_stays() -> None:
    assert find_boilerplate(f"{BODY}\n大家好,今天小编带来文章,一起来看看吧。\n{BODY}") == []


def test_a_text_is_never_left_empty() -> None:
    assert find_boilerplate("以上就是小编整理的全部内容。") == []


def test_no_passage_of_the_article_holds_its_greeting_sign_off_or_disclaimer(root: Path) -> None:
    [document] = read_documents(root / "corpus" / "texts")
    assert document.title == "CTO职业规划"
    assert document.source == "http://www.freeconferencesource.com/post/15161.html"
    indexed = "".join(passage.text for passage in split_document(document))
    assert not [word for word in ("小编", "大家好", "免责声明", "qq.com", "freeconferencesource") if word in indexed]
    assert indexed.startswith("我从三方面")
    assert indexed.endswith("这点对其他职位也同理。")
    for passage in split_document(document):
        assert document.text[passage.start : passage.end] == passage.text


def test_the_article_is_read_character_for_character(root: Path) -> None:
    [document] = read_documents(root / "corpus" / "texts")
    raw = (root / "corpus" / "texts" / "cto-career-planning.txt").read_bytes()
    assert document.text.encode("utf-8") == raw
