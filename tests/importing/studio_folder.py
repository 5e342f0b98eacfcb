"""A studio's folder as it lies on its computer: two finished Word files, one that lacks something, and an older one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
from docx.shared import Cm

from tests.importing.word_files import MADE, Document, picture

TITLE = "曲轴油孔去刺快换磨头"
LACKING = f"{TITLE}.docx"
OTHERS = ("深孔加工减振刀杆.docx", "王工三步找正操作法.docx")
OLD = "旧的.doc"
EFFECT = "去刺时间由 40 分钟降到 12 分钟，连续 14 个月没有因毛刺返工。"


def lay_out(place: Path) -> Path:
    """Write the folder; its path."""
    place.mkdir()
    crankshaft().save(str(place / LACKING))
    for name in OTHERS:
        MADE[name]().save(str(place / name))
    (place / OLD).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return place


def pack(folder: Path, target: Path) -> Path:
    """The folder as a zip beside it, with its own name inside as office computers pack it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, f"{folder.name}/{path.name}")
    return target


def crankshaft() -> Document:
    """Everything a result needs but its trade and its scope."""
    document = docx.Document()
    document.add_heading(TITLE, 0)
    _table(
        document,
        [
            ["完成单位", "示范机械集团（演示）", "起止时间", "2023年3月至2024年6月"],
            ["所属行业", "装备制造", "所在地区", "长沙市"],
            ["关键词", "曲轴；去毛刺；快换", "联系电话", "0731-88880000"],
        ],
    )
    document.add_heading("成果简介", 1)
    document.add_paragraph("用快换磨头代替人工锉刀去曲轴油孔毛刺，换头不用找正，每根曲轴少用 28 分钟。")
    document.add_heading("主要创新点", 1)
    document.add_paragraph("磨头锥柄自定心，换头不用找正", style="List Bullet")
    document.add_paragraph("用油孔本身导向，孔口圆角一致", style="List Bullet")
    _work(document)
    _figures(document)
    document.add_heading("主要完成人", 1)
    _table(
        document,
        [
            ["姓名", "职务", "工作单位", "主要贡献"],
            ["张师傅", "车工高级技师", "示范机械集团（演示）", "总体设计"],
            ["李工", "工艺员", "示范机械集团（演示）", "试验与验证"],
        ],
    )
    return document


def _work(document: Document) -> None:
    document.add_heading("一、立项背景", 1)
    paragraph = document.add_paragraph("曲轴油孔与轴颈相贯，孔口毛刺靠人工锉，")
    paragraph.add_run("每根要 40 分钟").bold = True
    paragraph.add_run("，圆角也不一致。")
    document.add_picture(picture("before"), width=Cm(8))
    document.add_paragraph("图1 改进前的锉刀", style="Caption")
    document.add_heading("二、主要内容", 1)
    document.add_heading("2.1 磨头", 2)
    document.add_paragraph("磨头锥柄 1:10，橡胶芯，间隙 0.05～0.08 mm。")
    document.add_picture(picture("after", "seagreen"), width=Cm(8))
    document.add_paragraph("图2 快换磨头", style="Caption")
    document.add_heading("2.2 使用", 2)
    for step in ("清洁油孔", "装磨头，转速 1200 r/min", "进给到限位，停 5 秒"):
        document.add_paragraph(step, style="List Number")


def _figures(document: Document) -> None:
    document.add_heading("三、应用效果", 1)
    document.add_paragraph(EFFECT)
    _table(
        document,
        [["项目", "改进前", "改进后", "单位"], ["去刺时间", "40", "12", "分钟"], ["返工率", "3.2", "0.1", "%"]],
    )
    document.add_heading("四、经济效益", 1)
    _table(
        document,
        [["年度", "节约金额（万元）", "计算依据"], ["2024", "12.5", "财务部证明"], ["2025", "18.26", "财务部证明"]],
    )


def _table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
