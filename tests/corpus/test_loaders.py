"""Every format: its text, and landmarks at the right places."""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import pytest

from corpus import Document, LandmarkKind, read_documents
from tests.corpus import makers
from tests.corpus.broken_files import W, replaced, word_of

PROSE = "首席技术官负责公司的技术方向，也管理研发团队，还要向董事会说明技术上的风险和投入。"


def read(tmp_path: Path, name: str, content: bytes | str) -> Document:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    documents = read_documents(path)
    found = list(documents)
    assert len(found) == 1, documents.skipped
    return found[0]


def marked(document: Document, kind: LandmarkKind) -> list[tuple[str, str]]:
    """(label, the line that begins at the landmark) of every landmark of a kind."""
    return [
        (mark.label, document.text[mark.start :].partition("\n")[0]) for mark in document.landmarks if mark.kind is kind
    ]


def test_headings_of_markdown_have_the_path_above_them_and_code_holds_none(tmp_path: Path) -> None:
    text = "前言。\n# 第一章\n正文。\n## 第一节 ##\n```\n# 不是标题\n```\n# 第二章\n"
    document = read(tmp_path, "a.md", text)
    assert document.text == text
    assert marked(document, LandmarkKind.HEADING) == [
        ("第一章", "# 第一章"),
        ("第一章 › 第一节", "## 第一节 ##"),
        ("第二章", "# 第二章"),
    ]


def test_a_comment_in_front_matter_is_no_heading(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", "---\ntitle: 标题\n# 注释\n---\n# 第一章\n正文。\n")
    assert marked(document, LandmarkKind.HEADING) == [("第一章", "# 第一章")]


def test_front_matter_that_refers_to_itself_many_times_is_read_at_once(tmp_path: Path) -> None:
    rows = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    document = read(tmp_path, "a.md", f"---\na0: &a0 [x]\n{rows}title: *a29\n---\n正文。\n")
    assert document.title == "a"


def test_a_web_page_is_read_without_menu_and_footer(tmp_path: Path) -> None:
    body = "".join(f"<p>{PROSE}第{n}段。</p>" for n in range(6))
    page = (
        "<!DOCTYPE html><html><head><title>站名</title><script>var 广告=1;</script></head><body>"
        "<nav><ul><li><a href='/'>首页</a></li><li><a href='/b'>关于我们</a></li></ul></nav>"
        f"<article><h1>职业规划</h1>{body}<h2>职责</h2>{body}</article>"
        "<footer><p>版权所有 <a href='/c'>联系我们</a></p></footer></body></html>"
    )
    document = read(tmp_path, "a.html", page)
    assert document.title == "职业规划"
    assert document.text.count(PROSE) == 12
    assert not [word for word in ("首页", "关于我们", "联系我们", "广告") if word in document.text]
    assert ("职业规划 › 职责", "职责") in marked(document, LandmarkKind.HEADING)


def test_a_web_page_without_a_main_text_is_read_as_a_browser_shows_it(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>表</h1><div style='display: none'>看不见</div>他负责\n  技术。<br>也管\n理 CTO\nOffice"
        "<table><tr><td>甲</td><td><p>乙</p></td></tr></table><script>x</script></body></html>"
    )
    document = read(tmp_path, "a.html", page)
    lines = document.text.split("\n")
    assert [line for line in ("他负责技术。", "也管理 CTO Office") if line not in lines] == []
    assert "看不见" not in document.text


def test_a_page_that_is_made_of_sections_is_read_section_by_section(tmp_path: Path) -> None:
    sections = "".join(f"<section><section><span>{PROSE}第{n}段。</span></section></section>" for n in range(5))
    page = f"<html><body><nav><a href='/'>首页</a></nav><div id='js_content'>{sections}</div></body></html>"
    assert read(tmp_path, "a.html", page).text == "\n".join(f"{PROSE}第{n}段。" for n in range(5))


def test_a_short_page_is_what_it_marks_as_its_content(tmp_path: Path) -> None:
    content = "<article><h1>新闻</h1><p>新工厂投产。</p></article>"
    page = f"<html><body><nav>首页 关于</nav>{content}<footer>版权</footer></body></html>"
    assert read(tmp_path, "a.html", page).text == "新闻\n新工厂投产。"


@pytest.mark.parametrize("charset", ["gbk", "gb2312", "big5", "utf-8"])
def test_a_web_page_is_decoded_as_it_declares(tmp_path: Path, charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"><title>中文</title></head><body><p>你好</p></body></html>'
    assert "你好" in read(tmp_path, "a.html", page.encode(charset)).text


def test_a_web_page_that_declares_a_western_encoding_and_is_chinese_is_read_as_chinese(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{PROSE}</p></body></html>'
    assert PROSE in read(tmp_path, "a.html", page.encode("gbk")).text


def test_a_page_of_a_pdf_is_a_landmark_and_a_full_line_goes_on(tmp_path: Path) -> None:
    first = ["职业规划", "首席技术官负责公司的技术方向也管理研发团队还要向", "董事会说明风险。", "CTO is an officer."]
    content = makers.pdf([first, ["第二页的第一行。"], [], ["第四页。"]])
    documents = read_documents(_written(tmp_path / "a.pdf", content))
    [document] = documents
    assert "管理研发团队还要向董事会说明风险。\nCTO is an officer." in document.text
    assert [label for label, _ in marked(document, LandmarkKind.PAGE)] == ["1", "2", "3", "4"]
    assert marked(document, LandmarkKind.PAGE)[1] == ("2", "第二页的第一行。")
    assert document.location(document.text.index("第四页"), len(document.text)) == "第 4 页"
    assert ["第 3 页没有文字" in note for _, note in documents.notes] == [True]


def test_a_word_document_is_read_in_its_order_with_headings_and_tables(tmp_path: Path) -> None:
    content = makers.word(
        [
            (1, "第一章"),
            (0, "第一段。"),
            [["姓名", "部门"], ["张三", "研发"]],
            (2, "第一节"),
            (0, "第二段。"),
            (1, "第二章"),
        ]
    )
    document = read(tmp_path, "a.docx", content)
    assert document.text == "第一章\n第一段。\n姓名 | 部门\n张三 | 研发\n第一节\n第二段。\n第二章"
    assert marked(document, LandmarkKind.HEADING) == [
        ("第一章", "第一章"),
        ("第一章 › 第一节", "第一节"),
        ("第二章", "第二章"),
    ]
    assert document.title == "第一章"


def test_short_lines_of_a_pdf_stay_apart(tmp_path: Path) -> None:
    verses = ["床前明月光", "疑是地上霜", "举头望明月", "低头思故乡"]
    assert read(tmp_path, "a.pdf", makers.pdf([verses])).text == "\n".join(verses)


def test_a_sentence_goes_on_behind_the_end_of_a_page(tmp_path: Path) -> None:
    first = ["短行", "首席技术官负责公司的技术方向也管理研发团队还要向"]
    document = read(tmp_path, "a.pdf", makers.pdf([first, ["董事会说明风险。", "再见。"]]))
    assert "管理研发团队还要向董事会说明风险。" in document.text
    at = document.text.index("向董事会")
    assert document.location(at, at + 4) == "第 1–2 页"


def test_tracked_changes_of_a_word_document_are_read_as_accepted_and_its_contents_are_left_out(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    contents = f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run.format("第一章 1")}</w:p>'
    deleted = "<w:del><w:r><w:delText>不</w:delText></w:r></w:del>"
    changed = f"<w:p>{run.format('他')}<w:ins>{run.format('负责')}</w:ins>{deleted}</w:p>"
    styles = f'<w:styles {W}><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    content = replaced(word_of(contents + changed), "word/styles.xml", styles)
    assert read(tmp_path, "a.docx", content).text == "他负责"


def test_the_title_of_a_word_document_is_its_paragraph_in_that_style(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("第一章", 1)
    made.add_heading("技术规划", 0)
    made.save(str(tmp_path / "a.docx"))
    [document] = read_documents(tmp_path)
    assert document.title == "技术规划"


def test_every_slide_is_a_landmark_and_its_notes_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pptx", makers.slides([("职责", "负责技术。", "这里要慢讲。"), ("规划", "三年。", "")]))
    assert document.text == "职责\n负责技术。\n这里要慢讲。\n规划\n三年。"
    assert marked(document, LandmarkKind.SLIDE) == [("1", "职责"), ("2", "规划")]
    assert document.title == "职责"


def test_a_row_of_a_sheet_names_its_columns_and_can_be_found_by_its_number(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "部门", "入职"],
        ["张三", "研发", datetime.date(2020, 1, 2)],
        [],
        ["李四", None, 3.0],
    ]
    document = read(tmp_path, "a.xlsx", makers.workbook({"员工": rows, "数字": [[1, 2.5], [True, "一\n二"]]}))
    assert marked(document, LandmarkKind.SHEET) == [("员工", "员工"), ("数字", "数字")]
    assert marked(document, LandmarkKind.ROW) == [
        ("", "员工"),
        ("1", "姓名 | 部门 | 入职"),
        ("2", "姓名：张三，部门：研发，入职：2020-01-02。"),
        ("4", "姓名：李四，入职：3。"),
        ("", "数字"),
        ("1", "1 | 2.5。"),
        ("2", "是 | 一 二。"),
    ]
    at = document.text.index("李四")
    assert document.location(at, at + 2) == "工作表 员工 第 4 行"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_as_text_is_read_row_by_row(tmp_path: Path, mark: str, encoding: str) -> None:
    text = f'姓名{mark}说明\r\n张三{mark}"他说{mark}\n好的"\r\n\r\n李四{mark}负责技术\r\n'
    document = read(tmp_path, "a.csv", text.encode(encoding))
    said = "他说 好的" if mark == "\t" else f"他说{mark} 好的"
    assert marked(document, LandmarkKind.ROW) == [
        ("1", "姓名 | 说明"),
        ("2", f"姓名：张三，说明：{said}。"),
        ("4", "姓名：李四，说明：负责技术。"),
    ]


def test_an_e_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    chapters = ["<h1>第一章</h1><p>天亮了。</p><h2>第一节</h2><p>鸟叫&nbsp;了。</p>", "<h1>第二章</h1><p>天黑了。</p>"]
    document = read(tmp_path, "a.epub", makers.ebook(chapters))
    assert document.text == "第一章\n天亮了。\n第一节\n鸟叫 了。\n第二章\n天黑了。"
    assert document.title == "书名"
    assert marked(document, LandmarkKind.HEADING)[1:] == [("第一章 › 第一节", "第一节"), ("第二章", "第二章")]


def test_subtitles_are_joined_to_sentences_and_keep_their_times(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>大家好</i>\n\n2\n00:00:02,100 --> 00:00:04,000\n今天讲\n规划。\n\n"
        "3\n00:01:02,000 --> 00:01:03,000\n第一点\n"
    )
    document = read(tmp_path, "a.srt", text.replace("\n", "\r\n"))
    assert document.text == "大家好 今天讲 规划。\n第一点"
    assert [(mark.label, document.text[mark.start :][:2]) for mark in document.landmarks] == [
        ("00:00:01", "大家"),
        ("00:00:02", "今天"),
        ("00:01:02", "第一"),
    ]


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
