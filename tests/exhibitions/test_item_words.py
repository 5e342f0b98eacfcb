"""What an item's page says of figures and words: once, and as they are written."""

from __future__ import annotations

from flask import Flask

from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.make import Make
from webapp.documents.content import Measure
from webapp.documents.models import Visibility
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.routes.cards import figure_of


def page_of(app: Flask, curating: Curating, make: Make, measures: tuple[Measure, ...], caption: str) -> str:
    """The page of the only item of an open exhibition."""
    author = make.writer()
    draft = make.draft(author, content=make.content(measures=measures), visibility=Visibility.PUBLIC)
    make.submit(author, draft)
    make.publish(make.reviewer(), draft)
    key = curating.create()
    curating.add_hall(key, "一厅", [NewItem(document_number=draft.number, caption=caption)])
    curating.open(key)
    item = curating.halls(key)[0][1][0]
    return Browser(app).get(f"/exhibitions/{key}/items/{item}").get_data(as_text=True)


def test_a_figure_without_a_value_before_is_no_comparison(app: Flask, curating: Curating, make: Make) -> None:
    page = page_of(app, curating, make, (Measure("工序耗时减少", "", "2", "小时"),), "")
    assert "2 小时" in page
    assert "改进前" not in page
    both = page_of(app, curating, make, (Measure("换型用时", "40", "12", "分钟"),), "")
    assert both.index("改进前后") < both.index("40 分钟") < both.index("12 分钟")


def test_a_unit_that_is_written_already_is_not_written_again() -> None:
    figure = figure_of(Measure("排除故障", "几十小时至几天", "3—4", "小时"))
    assert (figure.before_words, figure.after_words) == ("几十小时至几天", "3—4 小时")


def test_a_caption_on_the_plate_is_not_said_again_below(app: Flask, curating: Curating, make: Make) -> None:
    caption = "一次装夹，两面成孔。"
    drawn = page_of(app, curating, make, (), caption)
    body = drawn.partition('<article class="item">')[2].partition("</article>")[0]
    assert body.count(caption) == 1
    figured = page_of(app, curating, make, (Measure("换型用时", "40", "12", "分钟"),), caption)
    body = figured.partition('<article class="item">')[2].partition("</article>")[0]
    assert body.count(caption) == 1
