"""Twenty Word files with what people really use: made with python-docx and with LibreOffice, some names Chinese.

``python -m tests.importing.word_files FOLDER`` writes them to look at.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Document = Any


def picture(words: str, colour: str = "steelblue", kind: str = "PNG", size: tuple[int, int] = (320, 200)) -> io.BytesIO:
    """A picture that can be told from others."""
    file = io.BytesIO()
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).text((10, 10), words, fill="white")
    image.save(file, kind)
    file.seek(0)
    return file


def _new() -> Document:
    return docx.Document()


def _caption(document: Document, text: str) -> None:
    document.add_paragraph(text, style="Caption")


def _rows(document: Document, rows: list[list[str]], *, header: bool = False) -> Any:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    if header:
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    return table


def innovation() -> Document:
    document = _new()
    document.add_paragraph("深孔加工减振刀杆", style="Title")
    document.add_paragraph("用内置阻尼块的减振刀杆代替普通刀杆，深孔镗削不再颤振，一次走刀到位。")
    document.add_heading("一、立项背景", 1)
    paragraph = document.add_paragraph("加工长径比大于 8 的深孔时，")
    paragraph.add_run("颤振严重").bold = True
    paragraph.add_run("，表面粗糙度只能到 Ra")
    paragraph.add_run("6.3").italic = True
    paragraph.add_run("，切削力 F")
    paragraph.add_run("z").font.subscript = True
    paragraph.add_run(" 约 10")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run(" N。")
    document.add_picture(picture("before"), width=Cm(8))
    _caption(document, "图1 改进前的普通刀杆")
    document.add_heading("二、主要内容", 1)
    document.add_heading("2.1 阻尼块", 2)
    document.add_paragraph("阻尼块用钨合金，")
    document.add_picture(picture("after", "seagreen"), width=Cm(8))
    _caption(document, "图2 减振刀杆结构")
    document.add_heading("2.2 装配", 2)
    document.add_paragraph("间隙 0.05～0.08 mm。")
    document.add_heading("三、应用效果", 1)
    _caption(document, "表1 试切数据")
    _rows(document, [["转速", "进给", "结果"], ["200", "0.1", "无颤振"], ["320", "0.15", "无颤振"]], header=True)
    document.add_heading("四、适用范围", 1)
    document.add_paragraph("适用于内孔直径 40～120 mm。")
    return document


def form() -> Document:
    document = _new()
    document.add_heading("职工五小成果申报表", 0)
    table = _rows(
        document,
        [
            ["成果名称", "快换钻模", "", ""],
            ["完成单位", "第一机械厂、红旗配件厂", "完成时间", "2024年6月"],
            ["完成人", "卜伟伟、单晓东、曾志", "联系电话", "13800000000"],
            ["关键词", "钻模；快换", "所属行业", "装备制造"],
            ["问题描述", "每次换型要找正 40 分钟，废品多。", "", ""],
            ["改善措施", "设计快换底板。\n用锥销定位。", "", ""],
            ["改善效果", "换型 10 分钟。", "", ""],
        ],
    )
    for row in (0, 4, 5, 6):
        table.rows[row].cells[1].merge(table.rows[row].cells[3])
    document.add_paragraph("审批意见：同意申报。")
    return document


def steps() -> Document:
    document = _new()
    document.core_properties.title = "王工三步找正操作法"
    document.add_heading("产生背景", 1)
    document.add_paragraph("老办法靠经验。")
    document.add_heading("操作要领", 1)
    document.add_paragraph("一看二测三锁紧。")
    document.add_heading("操作步骤", 1)
    document.add_paragraph("清洁定位面，检查毛刺", style="List Number")
    document.add_paragraph("用油石修去毛刺", style="List Bullet 2")
    document.add_paragraph("用无纺布擦净", style="List Bullet 2")
    document.add_paragraph("装上百分表，转动主轴一周", style="List Number")
    document.paragraphs[-1].add_run().add_picture(picture("gauge", "darkred"), width=Cm(5))
    document.add_paragraph("锁紧螺钉，扭矩 35 N·m", style="List Number")
    document.add_heading("实绩", 1)
    document.add_paragraph("连续 14 个月，同岗位第一。")
    document.add_heading("安全注意事项", 1)
    document.add_paragraph("主轴停稳后才能装表。")
    return document


def measures() -> Document:
    document = _new()
    document.add_heading("曲轴去刺工艺改进", 0)
    document.add_heading("背景与问题", 1)
    document.add_paragraph("人工去刺慢。")
    document.add_heading("改进前后对比", 1)
    _caption(document, "表1 改进前后对比")
    _rows(
        document,
        [["项目", "改进前", "改进后", "单位"], ["去刺时间", "40", "12", "分钟"], ["废品率", "3.2", "0.4", "%"]],
    )
    document.add_heading("经济效益", 1)
    _rows(
        document,
        [["年度", "节约金额（万元）", "计算依据"], ["2023", "12.5", "财务部证明"], ["2024", "18.26", "财务部证明"]],
    )
    document.add_heading("主要完成人", 2)
    _rows(
        document,
        [["姓名", "性别", "职称", "工作单位", "主要贡献"], ["单晓东", "男", "高级技师", "第一机械厂", "总体设计"]],
    )
    document.add_heading("推广应用情况", 1)
    _rows(document, [["应用单位", "应用时间", "应用效果"], ["二车间", "2024年", "效率提高一倍"]])
    return document


def merged() -> Document:
    document = _new()
    document.add_heading("合并单元格的表", 1)
    document.add_heading("对比分析", 1)
    table = _rows(
        document,
        [
            ["参数", "原工艺", "", "新工艺"],
            ["", "粗车", "精车", "车铣"],
            ["转速", "300", "500", "800"],
            ["进给", "0.2", "0.1", "0.3"],
        ],
    )
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    inner = document.add_table(2, 2, style="Table Grid")
    inner.cell(0, 0).text = "外层"
    nested = inner.cell(0, 1).add_table(1, 2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "内层甲", "内层乙"
    inner.cell(1, 0).add_paragraph("第一点", style="List Bullet")
    inner.cell(1, 0).add_paragraph("第二点", style="List Bullet")
    return document


def _math(inner: str) -> Any:
    return parse_xml(f"<m:oMath {M}>{inner}</m:oMath>")


def _mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def formulas() -> Document:
    document = _new()
    document.add_heading("切削参数的计算公式", 0)
    document.add_heading("方法要点", 1)
    paragraph = document.add_paragraph("切削速度 ")
    paragraph._p.append(_math(f"{_mr('v=')}<m:f><m:num>{_mr('πdn')}</m:num><m:den>{_mr('1000')}</m:den></m:f>"))
    paragraph.add_run("，其中 d 为直径。")
    root = f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e><m:sSup><m:e>{_mr('a')}</m:e><m:sup>{_mr('2')}</m:sup></m:sSup></m:e></m:rad>"
    block = parse_xml(f"<m:oMathPara {M}><m:oMath>{_mr('R=')}{root}</m:oMath></m:oMathPara>")
    document.add_paragraph()._p.append(block)
    odd = f"<m:groupChr><m:e>{_mr('x+y+z')}</m:e></m:groupChr>"
    document.add_paragraph("少见的写法：")._p.append(_math(odd))
    total = f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{_mr('i=1')}</m:sub><m:sup>{_mr('n')}</m:sup><m:e>{_mr('合格数')}</m:e></m:nary>"
    document.add_paragraph("合计 ")._p.append(_math(total))
    return document


_BOX = """<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="1" cy="1"/>
<wp:docPr id="9" name="文本框 1"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>
</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>"""
_SPACES = " ".join(
    f'xmlns:{key}="{address}"'
    for key, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)


def boxes() -> Document:
    document = _new()
    document.add_heading("夹具说明", 1)
    document.add_heading("注意事项", 1)
    document.add_paragraph("正文在前。")._p.append(
        parse_xml(
            _BOX.format(
                spaces=_SPACES,
                inner="<w:p><w:r><w:t>文本框里的警示：先断电。</w:t></w:r></w:p><w:p><w:r><w:t>第二行。</w:t></w:r></w:p>",
            )
        )
    )
    document.add_paragraph("老式文本框：")._p.append(
        parse_xml(
            f"<w:r {_SPACES}><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>扭矩 35 N·m</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    document.add_paragraph("艺术字：")._p.append(
        parse_xml(f'<w:r {_SPACES}><w:pict><v:shape><v:textpath string="安全第一"/></v:shape></w:pict></w:r>')
    )
    document.add_paragraph("一个没有字的箭头")._p.append(
        parse_xml(
            f"<w:r {_SPACES}><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp/></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
        )
    )
    document.add_paragraph("后面的正文。")
    return document


def tracked() -> Document:
    document = _new()
    document.add_heading("修订稿", 1)
    document.add_heading("问题描述", 1)
    mark = 'w:id="1" w:author="张" w:date="2026-01-01T00:00:00Z"'
    paragraph = document.add_paragraph("废品率")
    paragraph._p.append(parse_xml(f"<w:del {W} {mark}><w:r><w:delText>约百分之五</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {W} {mark}><w:r><w:t>为 3.2%</w:t></w:r></w:ins>"))
    paragraph.add_run("，每月返修 12 件。")
    moved = document.add_paragraph("留下的话。")
    moved._p.append(parse_xml(f"<w:moveFrom {W} {mark}><w:r><w:t>挪走的句子。</w:t></w:r></w:moveFrom>"))
    document.add_paragraph()._p.append(parse_xml(f"<w:moveTo {W} {mark}><w:r><w:t>挪走的句子。</w:t></w:r></w:moveTo>"))
    table = _rows(document, [["甲", "乙"], ["要删的一行", "删"], ["留", "下"]])
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W} {mark}/>"))
    commented = document.add_paragraph("有批注的一句")
    document.add_comment(commented.runs, text="请补充检测数据", author="李")
    return document


def _notes_part(document: Document, kind: str, inner: str) -> None:
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s {W}>{inner}</w:{kind}s>'.encode()
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), content, blob, document.part.package)
    document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s")


def edges() -> Document:
    document = _new()
    section = document.sections[0]
    section.header.paragraphs[0].text = "第一机械厂 内部资料"
    section.footer.paragraphs[0].text = "编号 GY-2024-07"
    document.add_heading("有脚注的文件", 1)
    document.add_heading("背景", 1)
    paragraph = document.add_paragraph("依据国家标准")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run("执行，数据见报告")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:endnoteReference w:id="2"/></w:r>'))
    paragraph.add_run("。")
    _notes_part(
        document, "footnote", '<w:footnote w:id="2"><w:p><w:r><w:t>GB/T 1804 一般公差。</w:t></w:r></w:p></w:footnote>'
    )
    _notes_part(
        document, "endnote", '<w:endnote w:id="2"><w:p><w:r><w:t>检测报告 2024-118。</w:t></w:r></w:p></w:endnote>'
    )
    return document


def by_hand() -> Document:
    """Headings typed as bold or numbered lines, without any style."""
    document = _new()
    document.add_paragraph().add_run("叶片装夹工装的研制").bold = True
    document.add_paragraph("完成单位：动力设备厂")
    document.add_paragraph("关键词：叶片、装夹、工装")
    for heading, text in (
        ("一、存在问题", "叶片薄，装夹变形 0.3 mm。"),
        ("二、改进措施", "低熔点合金浇注固定。"),
        ("三、实施步骤", ""),
        ("四、效果", "变形 0.05 mm 以内。"),
        ("五、推广应用", "已用于三个车间。"),
    ):
        document.add_paragraph().add_run(heading).bold = True
        if text:
            document.add_paragraph(text)
        else:
            for step in ("第一步：预热模具到 80 ℃", "第二步：浇注合金", "第三步：冷却后加工"):
                document.add_paragraph(step)
    return document


def _part(document: Document, name: str, kind: str, content: str, xml: str) -> str:
    part = Part(PackURI(name), content, xml.encode(), document.part.package)
    return str(
        document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")
    )


def diagrams() -> Document:
    document = _new()
    document.add_heading("流程图与图表", 1)
    document.add_heading("总体思路", 1)
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("下料", "粗车", "精磨")
    )
    data = f"<dgm:dataModel {_SPACES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
    key = _part(
        document,
        "/word/diagrams/data1.xml",
        "diagramData",
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        data,
    )
    document.add_paragraph("工艺流程如下")._p.append(
        parse_xml(
            f'<w:r {_SPACES}><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )
    )
    chart = f"<c:chartSpace {_SPACES}><c:chart><c:title><a:p><a:r><a:t>废品率变化</a:t></a:r></a:p></c:title><c:ser><c:v>3.2</c:v><c:v>0.4</c:v></c:ser></c:chart></c:chartSpace>"
    key = _part(
        document,
        "/word/charts/chart1.xml",
        "chart",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        chart,
    )
    document.add_paragraph("数据如下")._p.append(
        parse_xml(
            f'<w:r {_SPACES}><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )
    )
    document.add_paragraph("嵌入的表格")._p.append(
        parse_xml(f'<w:r {_SPACES}><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r>')
    )
    return document


def contents() -> Document:
    document = _new()
    style = document.styles.add_style("车间标题", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    toc = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("钳工培训手册", style="Title")
    for line in ("培训目标\t1", "注意事项\t2"):
        document.add_paragraph(line, style=toc)
    document.add_heading("培训内容", 1)
    document.add_paragraph("锉削", style=style)
    document.add_paragraph("锉刀要端平。")
    outline = document.add_paragraph("用大纲级别的标题")
    outline._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    document.add_paragraph("内容。")
    document.add_heading("四级", 4)
    document.add_paragraph("更深的内容。")
    document.add_heading("注意事项", 1)
    document.element.body.insert(
        len(document.element.body) - 1,
        parse_xml(
            f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>内容控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    return document


def signs() -> Document:
    document = _new()
    document.add_heading("特殊字符", 1)
    document.add_heading("方法", 1)
    for text in (
        "1. 不是列表的数字",
        "# 井号开头",
        "- 减号开头",
        "a*b*c 和 *星号* 和 **两个**",
        "下划线 _a_ 与 file_name_x",
        "尺寸 6*12*3 与 300~500",
        "A~1~2 与 x^2^3",
        "<b>不是标签</b> 与 <A面>",
        "竖线 | 与 反引号 `code`",
        "价格 $5 与 $6",
        "[方括号](括号) 与 [^1] 与 [TOC]",
        "反斜杠 \\ 与 &amp; 与 &lt;",
        "==等号== 与 ++加号++",
        "生僻字 㐀𠮷𪚥𰻞 与 emoji 👨‍👩‍👧",
        "> 大于号开头",
        "+ 加号开头",
        "!!! note",
        "/// caption",
        "---",
        "===",
        "{: .x} 与 {#y}",
        "　　首行缩进的段落",
        "12. 另一个",
        ": 冒号开头",
        "*[HTML]: 缩写",
        "http://example.com/a_b 与 www.example.com",
        "（1）括号编号",
        "~~波浪~~",
        "2024. 年份",
    ):
        document.add_paragraph(text)
    ruby = parse_xml(
        f"<w:r {W}><w:ruby><w:rubyPr/><w:rt><w:r><w:t>xiū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>锈</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    document.add_paragraph("注音：")._p.append(ruby)
    hidden = document.add_paragraph("看得见").add_run("看不见的话")
    hidden.font.hidden = True
    symbol = document.add_paragraph("符号：")
    symbol._p.append(parse_xml(f'<w:r {W}><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'))
    symbol._p.append(parse_xml(f'<w:r {W}><w:sym w:font="自造字体" w:char="F0AA"/></w:r>'))
    run = document.add_paragraph("带格式 ").add_run("底线|竖线")
    run.underline, run.font.strike = True, True
    return document


def lists() -> Document:
    document = _new()
    document.add_heading("嵌套的列表", 1)
    document.add_heading("注意事项", 1)
    for style, text in (
        ("List Bullet", "第一层"),
        ("List Bullet 2", "第二层甲"),
        ("List Bullet 3", "第三层"),
        ("List Bullet 2", "第二层乙"),
        ("List Bullet", "又是第一层"),
        ("List Number", "编号一"),
        ("List Number 2", "编号一之一"),
        ("List Number 2", "编号一之二"),
        ("List Number", "编号二"),
    ):
        document.add_paragraph(text, style=style)
    document.add_paragraph("列表后面的段落。")
    return document


def pictures() -> Document:
    document = _new()
    document.add_heading("各种图片", 1)
    document.add_heading("原理", 1)
    for number, (kind, colour) in enumerate(
        (("PNG", "navy"), ("JPEG", "maroon"), ("GIF", "olive"), ("BMP", "teal")), 1
    ):
        document.add_paragraph(f"第 {number} 张之前。")
        document.add_picture(picture(f"picture {number}", colour, kind), width=Cm(4))
        document.add_paragraph(f"图{number} {kind} 图片")
    document.add_paragraph("同一张再用一次：").add_run().add_picture(picture("picture 1", "navy"), width=Cm(2))
    table = document.add_table(1, 2, style="Table Grid")
    table.cell(0, 0).text = "表里的图"
    table.cell(0, 1).paragraphs[0].add_run().add_picture(picture("cell", "purple"), width=Cm(3))
    target = document.part.package
    blob = b"\x01\x00\x00\x00" + b"\0" * 36 + b" EMF" + b"\0" * 60
    part = Part(PackURI("/word/media/old.emf"), "image/x-emf", blob, target)
    key = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    document.add_paragraph("老公式：")._p.append(
        parse_xml(
            f'<w:r {_SPACES}><w:object><v:shape><v:imagedata r:id="{key}"/></v:shape><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
        )
    )
    return document


def english() -> Document:
    document = _new()
    document.add_paragraph("Quick-change drill jig", style="Title")
    for heading, text in (
        ("Background", "Changing over took 40 minutes."),
        ("Method", "A base plate with taper pins."),
        ("Results", "Ten minutes, see https://example.com/report for more."),
        ("Scope", "Boxes up to 600 mm."),
        ("Appendix", "Drawing list."),
    ):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    paragraph = document.add_paragraph("Linked ")
    key = document.part.relate_to("https://example.com/a", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(
        parse_xml(f'<w:hyperlink {W} {nsdecls("r")} r:id="{key}"><w:r><w:t>to the web</w:t></w:r></w:hyperlink>')
    )
    key = document.part.relate_to("file:///C:/Users/x.docx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(
        parse_xml(f'<w:hyperlink {W} {nsdecls("r")} r:id="{key}"><w:r><w:t> to a disk</w:t></w:r></w:hyperlink>')
    )
    return document


MADE: dict[str, Callable[[], Document]] = {
    "深孔加工减振刀杆.docx": innovation,
    "五小成果申报表（快换钻模）.docx": form,
    "王工三步找正操作法.docx": steps,
    "曲轴去刺 改进前后.docx": measures,
    "合并单元格.docx": merged,
    "公式.docx": formulas,
    "文本框与艺术字.docx": boxes,
    "修订与批注.docx": tracked,
    "页眉页脚脚注.docx": edges,
    "没有标题样式.docx": by_hand,
    "SmartArt与图表.docx": diagrams,
    "钳工培训手册（目录）.docx": contents,
    "特殊字符.docx": signs,
    "嵌套列表.docx": lists,
    "各种图片.docx": pictures,
    "english-report.docx": english,
}

_FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:math="http://www.w3.org/1998/Math/MathML" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{body}</office:text></office:body></office:document>"""


def _fodt_heading(level: int, text: str) -> str:
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{text}</text:h>'


def _fodt_picture(words: str) -> str:
    import base64

    data = base64.b64encode(picture(words, "indigo").read()).decode()
    return f'<draw:frame draw:name="{words}" text:anchor-type="as-char" svg:width="5cm" svg:height="3cm"><draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>'


_OFFICE = {
    "办公软件甲 列表与表格": _fodt_heading(1, "焊工培训手册")
    + _fodt_heading(1, "培训内容")
    + "<text:list><text:list-item><text:p>平焊</text:p><text:list><text:list-item><text:p>运条</text:p></text:list-item><text:list-item><text:p>收弧</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>立焊</text:p></text:list-item></text:list>"
    + "<table:table><table:table-column table:number-columns-repeated='3'/><table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>规范</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>备注</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>电流</text:p></table:table-cell><table:table-cell><text:p>120 A</text:p></table:table-cell><table:table-cell><text:p>直流反接</text:p></table:table-cell></table:table-row></table:table>"
    + "<text:p>表后面的话。</text:p>",
    "办公软件乙 文本框与图片": _fodt_heading(1, "概况")
    + f"<text:p>图片在这里{_fodt_picture('frame')}，文字接着。</text:p>"
    + "<text:p>框：<draw:frame text:anchor-type='char' svg:width='4cm' svg:height='2cm'><draw:text-box><text:p>框里的说明文字</text:p></draw:text-box></draw:frame>外面的话。</text:p>",
    "办公软件丙 修订脚注批注": "<text:tracked-changes><text:changed-region text:id='c1'><text:insertion><office:change-info><dc:creator>甲</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region><text:changed-region text:id='c2'><text:deletion><office:change-info><dc:creator>甲</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>删去的</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    + _fodt_heading(1, "问题描述")
    + "<text:p>原来<text:change text:change-id='c2'/><text:change-start text:change-id='c1'/>补进来的<text:change-end text:change-id='c1'/>话<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注里的依据</text:p></text:note-body></text:note>，<office:annotation><dc:creator>乙</dc:creator><text:p>批注：核对数据</text:p></office:annotation>结束。</text:p>",
    "办公软件丁 题注与编号": _fodt_heading(1, "技术内容")
    + f"<text:p>{_fodt_picture('numbered')}</text:p>"
    + "<text:p text:style-name='Illustration'>图 1 夹具总图</text:p>"
    + "<text:p>上标 10<text:span text:style-name='sup'>3</text:span>，见图 1。</text:p>"
    + "<text:p>1. 手写的编号</text:p><text:p>2. 又一个</text:p>",
}


def make_with_word_library(folder: Path) -> list[Path]:
    """The files made with python-docx."""
    paths = []
    for name, make in MADE.items():
        document = make()
        document.styles["Normal"].font.name = "宋体"
        document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
        document.styles["Normal"].font.size = Pt(11)
        document.save(str(folder / name))
        paths.append(folder / name)
    return paths


def make_with_office(folder: Path) -> list[Path]:
    """The files LibreOffice writes from open documents; none where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return []
    with tempfile.TemporaryDirectory() as place:
        sources = []
        for name, body in _OFFICE.items():
            source = Path(place) / f"{name}.fodt"
            source.write_text(_FODT.format(body=body), encoding="utf-8")
            sources.append(str(source))
        subprocess.run(
            [
                office,
                f"-env:UserInstallation=file://{place}/profile",
                "--headless",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(folder),
                *sources,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return [folder / f"{name}.docx" for name in _OFFICE]


def make_all(folder: Path) -> list[Path]:
    """All twenty."""
    return [*make_with_word_library(folder), *make_with_office(folder)]


def zipped(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip; with ``encoding='gbk'`` the names are written as old Chinese programs do, without the mark for UTF-8."""
    made, coded = io.BytesIO(), {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            written = name
            if encoding != "utf-8":
                raw = name.encode(encoding)
                written = f"{number:02}".ljust(len(raw), "~")
                coded[written.encode()] = raw
            archive.writestr(written, content)
    data = made.getvalue()
    for plain, raw in coded.items():
        data = data.replace(plain, raw)
    return data


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    print("\n".join(path.name for path in make_all(target)))
