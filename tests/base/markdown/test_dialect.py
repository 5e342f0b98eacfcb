"""What our Markdown means, found by rendering it."""

from __future__ import annotations

import pytest

from webapp.base.markdown import RENDERER_VERSION, render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("中文**“加粗”**后文", "<p>中文<strong>“加粗”</strong>后文</p>"),
        ("**注意：**不要", "<p><strong>注意：</strong>不要</p>"),
        ("共**3**项，*轻*放", "<p>共<strong>3</strong>项，<em>轻</em>放</p>"),
        ("中文==重点==后文", "<p>中文<mark>重点</mark>后文</p>"),
        ("中文~~删去~~后文", "<p>中文<del>删去</del>后文</p>"),
        ("中文^^加上^^后文", "<p>中文<ins>加上</ins>后文</p>"),
        ("H~2~O、Al~2~O~3~", "<p>H<sub>2</sub>O、Al<sub>2</sub>O<sub>3</sub></p>"),
        ("10^-3^ m^2^", "<p>10<sup>-3</sup> m<sup>2</sup></p>"),
    ],
)
def test_emphasis_works_between_chinese_characters(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "转速300~500r/min，进给0.1~0.3mm",
        "10~20~30",
        "毛坯120*80*50mm，垫块20*10*5",
        "L*W*H",
        "M6~M8，M10~M12",
        "file_name_v2",
        "间隙&lt;0.05mm",
        "$5 和 $6",
        "10^3~10^5",
    ],
)
def test_measures_and_names_stay_as_typed(text: str) -> None:
    assert render(text.replace("&lt;", "<")) == f"<p>{text}</p>"


@pytest.mark.parametrize(("text", "shown"), [("装在<A面>上", "&lt;A面&gt;"), ("<M10螺栓>", "&lt;M10螺栓&gt;")])
def test_words_in_angle_brackets_are_not_lost(text: str, shown: str) -> None:
    assert shown in render(text)


def test_chinese_lines_join_without_a_blank_and_numbered_ones_break() -> None:
    assert render("第一行\n第二行") == "<p>第一行第二行</p>"
    assert render("first\nsecond") == "<p>first\nsecond</p>"
    assert render("1、装夹\n2、对刀\n（3）试切") == "<p>1、装夹<br>\n2、对刀<br>\n（3）试切</p>"


def test_headings_start_at_h3_and_never_jump() -> None:
    html = render("## 甲\n\n#### 乙\n\n###### 丙\n\n# 丁\n\n甲\n---")

    assert [html[at + 1 : at + 3] for at in range(len(html)) if html.startswith("<h", at)] == [
        "h3",
        "h4",
        "h5",
        "h3",
        "h4",
    ]


def test_raw_headings_are_shifted_too() -> None:
    assert render("<h1>甲</h1>\n\n<h2>乙</h2>") == "<h3>甲</h3>\n<h4>乙</h4>"


def test_ids_are_chinese_unique_and_prefixed_with_their_links() -> None:
    html = render("# 装夹\n\n# 装夹\n\n[看](#装夹) 注[^1]\n\n[^1]: 脚注\n\n[TOC]", id_prefix="s-steps-")

    assert 'id="s-steps-装夹"' in html
    assert 'id="s-steps-装夹_1"' in html
    assert '<a href="#s-steps-装夹">看</a>' in html
    assert '<li id="s-steps-fn-1">' in html
    assert 'href="#s-steps-fnref-1"' in html
    assert '<div class="toc">' in html
    assert 'href="#装夹' not in html


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("> [!WARNING]\n> 小心", "warning", "警告"),
        ("> [!warning] 高压\n> 小心", "warning", "高压"),
        ("> [!NOTE]\n> 小心", "note", "说明"),
        ("> [!TIP]\n> 小心", "tip", "提示"),
        ("> [!IMPORTANT]\n> 小心", "important", "重要"),
        ("> [!CAUTION]\n> 小心", "caution", "注意"),
        ("> [!DANGER]\n> 小心", "danger", "危险"),
        ("> [!注意]\n> 小心", "caution", "注意"),
        ("> [!警告]\n> 小心", "warning", "警告"),
        ("> [!unknown]\n> 小心", "note", "unknown"),
        ("/// warning\n小心\n///", "warning", "警告"),
        ("/// danger | 高压\n小心\n///", "danger", "高压"),
        ("!!! attention\n    小心", "caution", "注意"),
    ],
)
def test_callouts_have_classes_and_chinese_titles(text: str, kind: str, title: str) -> None:
    html = render(text)

    assert f'<div class="callout callout-{kind}">' in html
    assert f'<p class="callout-title">{title.title() if title == "unknown" else title}</p>' in html
    assert "<p>小心</p>" in html


def test_folded_callouts_are_details() -> None:
    assert '<details class="callout callout-tip">\n<summary>提示</summary>' in render("> [!TIP]-\n> 细节")
    assert '<details class="callout callout-note" open="">\n<summary>更多</summary>' in render(
        '???+ note "更多"\n    细节'
    )


def test_a_picture_alone_with_a_title_becomes_a_figure() -> None:
    assert render('![图](/attachments/1/a.png "夹具")') == (
        '<figure><img src="/attachments/1/a.png" alt="图" loading="lazy"><figcaption>夹具</figcaption></figure>'
    )
    assert "<figure>" not in render('文字 ![图](/attachments/1/a.png "夹具")')


def test_captions_are_numbered_in_chinese() -> None:
    html = render("![图](/attachments/1.png)\n\n/// figure-caption\n夹具\n///", id_prefix="s-a-")

    assert '<span class="caption-prefix">图 1</span> 夹具' in html
    assert '<figure id="s-a-__figure-caption_1">' in html


def test_tables_scroll_and_keep_their_alignment() -> None:
    html = render("| 工序 | 转速 |\n|---|--:|\n| 车 | 500 |")

    assert html.startswith(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="表格 1：工序、转速"><table>'
    )
    assert '<td align="right">500</td>' in html
    assert html.endswith("</table></div>")


def test_tables_with_merged_cells_and_blank_lines_stay() -> None:
    html = render(
        "<table>\n<tr><td colspan=2 onclick=x>合并</td></tr>\n\n<tr><td>甲</td><td>乙</td></tr>\n</table>\n\n后"
    )

    assert '<td colspan="2">合并</td>' in html
    assert html.count("<tr>") == 2
    assert html.endswith("<p>后</p>")


def test_checkboxes_are_named_and_cannot_be_changed() -> None:
    html = render("- [x] 清洁\n- [ ] 对刀")

    assert '<ul class="task-list">' in html
    assert '<input type="checkbox" disabled="" checked="" aria-label="已完成"> 清洁' in html
    assert '<input type="checkbox" disabled="" aria-label="未完成"> 对刀' in html


def test_footnotes_speak_no_english() -> None:
    html = render("注[^1]\n\n[^1]: 脚注")

    assert 'title="返回正文 1" class="footnote-backref">↩</a>' in html
    assert "Jump" not in html


def test_code_has_token_classes_and_can_be_scrolled_by_keyboard() -> None:
    html = render("```python\ndef f(): pass\n```")

    assert '<div class="highlight"><pre tabindex="0">' in html
    assert '<span class="k">def</span>' in html
    assert "style=" not in html


def test_numerical_control_programs_are_coloured() -> None:
    assert '<span class="' in render("```gcode\nG01 X10 F100\n```")


def test_formulas_are_left_for_the_browser() -> None:
    assert render("$a_1 + b$") == '<p><span class="arithmatex">\\(a_1 + b\\)</span></p>'
    assert '<div class="arithmatex">\\[\nx^2\n\\]</div>' in render("$$\nx^2\n$$")


def test_terms_abbreviations_and_comments() -> None:
    html = render("术语\n:   定义\n\nGB 标准\n\n*[GB]: 国标\n\n<!-- 编者\n注 -->\n\n末<!-- x -->尾")

    assert "<dt>术语</dt>\n<dd>定义</dd>" in html
    assert '<abbr title="国标">GB</abbr>' in html
    assert "编者" not in html
    assert "<p>末尾</p>" in html


def test_addresses_in_the_text_become_links_that_end_before_chinese() -> None:
    html = render("见https://example.org/a_b。后，`https://example.org`")

    assert (
        '见<a href="https://example.org/a_b" rel="noopener nofollow" class="external">https://example.org/a_b</a>。'
        in html
    )
    assert "<code>https://example.org</code>" in html


def test_rendering_depends_on_nothing_that_came_before() -> None:
    text = "# 甲\n\n注[^1]\n\n[^1]: 注\n\n/// figure-caption\n图\n///\n\n*[GB]: 国标"
    first = render(text)
    render("# 甲\n\nGB [甲]\n\n[甲]: /d/1")

    assert render(text) == first


@pytest.mark.parametrize(
    "text", ["", "\n", "\x00\x02wzxhzdk:0\x03", "\ud800 半个", "\ufeff# 头", "a\r\nb\rc", "\x02klzzwxh:0001\x03"]
)
def test_odd_characters_do_no_harm(text: str) -> None:
    assert "\x02" not in render(text)
    render(text).encode()


def test_the_version_names_the_libraries() -> None:
    assert "-md3." in RENDERER_VERSION
    assert "-nh0." in RENDERER_VERSION
    assert len(RENDERER_VERSION) < 64
