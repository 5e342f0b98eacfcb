"""Forms of curators: the exhibition, its halls, its items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.base.clock import SHANGHAI, local
from webapp.base.errors import Fault, Invalid
from webapp.exhibitions.actions.commands import EditHall, EditItem, Texts
from webapp.exhibitions.labels import AUDIENCES, KINDS, LEVELS
from webapp.exhibitions.models import Exhibition, Hall, Item
from webapp.web.forms import Form, tidy, tidy_lines, whole_number
from webapp.web.i18n import _, lazy

DAYS = ("starts_on", "ends_on", "call_until")
MOMENTS = ("opens_at", "closes_at")
WORDS = ("title", "theme", "level", "organisers", "place", "opening_hours", "introduction", "audience", "call_text")


def words(known: Mapping[Any, Any]) -> Callable[[], list[tuple[str, str]]]:
    """Keys and words to choose from, in the language of the request."""
    return lambda: [(str(key), str(word)) for key, word in known.items()]


def line(label: Any, limit: int, description: Any = "") -> StringField:
    """A field of one line."""
    return StringField(label, filters=[tidy], validators=[Length(max=limit)], description=description)


def text(label: Any, limit: int, description: Any = "") -> TextAreaField:
    """A field of several lines."""
    return TextAreaField(label, filters=[tidy_lines], validators=[Length(max=limit)], description=description)


def titled(label: Any, limit: int, description: Any = "") -> StringField:
    """A field of one line that must not stay empty."""
    needed = [InputRequired(lazy("请填写名称。")), Length(max=limit)]
    return StringField(label, filters=[tidy], validators=needed, description=description)


class ExhibitionForm(Form):
    """What an exhibition is."""

    revision = StringField()
    title = titled(lazy("展览名称"), 80)
    theme = line(lazy("主题"), 200, lazy("一句话，写在封面上。"))
    level = SelectField(lazy("展览级别"), choices=words(LEVELS))
    organisers = text(lazy("主办单位"), 2000, lazy("每行一个；承办、协办也写在这里。"))
    audience = SelectField(
        lazy("面向"),
        choices=words(AUDIENCES),
        description=lazy("只能展出这些人都看得到的成果；开展以后不能再改。"),
    )
    place = line(lazy("地点"), 200, lazy("只在网上展出就不填。"))
    starts_on = line(lazy("展期从"), 10)
    ends_on = line(lazy("展期到"), 10)
    opening_hours = line(lazy("开放时间"), 200, lazy("例如“9:00—17:00，周一闭馆”。"))
    introduction = text(lazy("前言"), 20_000, lazy("可用 Markdown 写标题、列表和强调。"))
    opens_at = line(lazy("自动开展时间"), 16, lazy("要先提交审看；到时还有必须解决的问题就不开，并通知策展人。"))
    closes_at = line(lazy("自动闭展时间"), 16, lazy("不填就由策展人闭展。"))
    call_text = text(lazy("征集启事"), 20_000, lazy("请工作室推荐成果时写明要求；不征集就不填。"))
    call_until = line(lazy("征集截止"), 10)
    has_guest_book = BooleanField(lazy("设观众留言簿"), default=True, description=lazy("留言由策展人看过以后才显示。"))
    kiosk_seconds = line(lazy("大屏闲置多少秒后回到开头"), 4)

    def texts(self, organisation_id: int | None = None) -> Texts:
        """What was typed. Raises Invalid for days and moments that are none."""
        faults: list[Fault] = []
        days = {name: _typed(self, name, _day, "day", faults) for name in DAYS}
        moments = {name: _typed(self, name, _moment, "moment", faults) for name in MOMENTS}
        if faults:
            raise Invalid(*faults)
        said: dict[str, Any] = {name: (self[name].data or "").strip() for name in WORDS}
        return Texts(
            organisation_id=organisation_id,
            has_guest_book=bool(self.has_guest_book.data),
            kiosk_seconds=whole_number((self.kiosk_seconds.data or "").strip()),
            **said,
            **days,
            **moments,
        )

    def fill(self, texts: Texts, revision: int) -> None:
        """Show what stands there."""
        self.revision.data = str(revision)
        for name, value in shown_texts(texts).items():
            self[name].data = value
        self.has_guest_book.data = texts.has_guest_book


class HallForm(Form):
    """A hall."""

    revision = StringField()
    title = titled(lazy("展厅名称"), 60)
    text = text(lazy("墙上的文字"), 20_000, lazy("这个展厅讲什么。可用 Markdown。"))

    def hall(self) -> EditHall:
        """What was typed."""
        return EditHall(whole_number(self.revision.data or ""), self.title.data or "", self.text.data or "")

    def fill(self, hall: Hall) -> None:
        """Show what stands there."""
        self.revision.data, self.title.data, self.text.data = str(hall.revision), hall.title, hall.text


class ItemForm(Form):
    """The words of an item."""

    revision = StringField()
    title = line(lazy("展品名称"), 80, lazy("不填就用所展内容自己的名称。"))
    caption = text(lazy("看点"), 300, lazy("一两句话，让人停下脚步。"))
    note = text(lazy("策展手记"), 20_000, lazy("为什么选它、怎么看。可用 Markdown。"))
    text = text(lazy("展板文字"), 20_000, lazy("写给观众的正文。可用 Markdown。"))
    video_key = SelectField(lazy("视频"), validate_choice=False)
    demonstrations = line(lazy("现场演示时间"), 300, lazy("例如“每周六 10:00、15:00”。"))
    booth = line(lazy("展位号"), 20)

    def item(self, pictures: tuple[str, ...]) -> EditItem:
        """What was typed, with the pictures chosen."""
        named = ("title", "caption", "note", "text", "video_key", "demonstrations", "booth")
        said = {name: (self[name].data or "").strip() for name in named}
        return EditItem(whole_number(self.revision.data or ""), pictures=pictures, **said)

    def fill(self, item: Item) -> None:
        """Show what stands there."""
        self.revision.data = str(item.revision)
        for name in ("title", "caption", "note", "text", "video_key", "demonstrations", "booth"):
            self[name].data = getattr(item, name)


class AddForm(Form):
    """Something to put on show."""

    kind = SelectField(lazy("展什么"), choices=words(KINDS))
    hall = SelectField(lazy("放进展厅"), validate_choice=False)
    numbers = text(lazy("成果编号"), 10_000, lazy("每行一个，可以一次加很多；展出的是现行版本。"))
    name = line(lazy("名称或拼音"), 80, lazy("写名称的一部分就行，例如一个姓。"))
    title = line(lazy("展品名称"), 80)


class Empty(Form):
    """A form of buttons only: it checks the token."""


def shown_texts(texts: Texts) -> dict[str, str]:
    """What is said of an exhibition as the form shows it, field by field."""
    said = {name: getattr(texts, name) for name in WORDS}
    said |= {name: "" if getattr(texts, name) is None else getattr(texts, name).isoformat() for name in DAYS}
    for name in MOMENTS:
        moment: datetime | None = getattr(texts, name)
        said[name] = "" if moment is None else local(moment).strftime("%Y-%m-%dT%H:%M")
    return said | {"kiosk_seconds": str(texts.kiosk_seconds)}


def begun(exhibition: Exhibition | None = None) -> Texts:
    """What a form for a new exhibition shows."""
    return Texts(title="") if exhibition is None else Texts(title=exhibition.title)


def fault_words() -> dict[str, str]:
    """The words for what was wrong in these forms."""
    return {
        "required": _("请填写。"),
        "long": _("不能超过 %(limit)s 字。"),
        "choice": _("请从列表中选择。"),
        "day": _("请填写日期，例如 2026-05-01。"),
        "moment": _("请填写日期和时间，例如 2026-05-01 09:00。"),
        "past": _("这个时间已经过去了，请填以后的时间，或者不填。"),
        "order": _("不能早于开始的时间。"),
        "range": _("应在 %(least)s 到 %(most)s 之间。"),
        "fixed": _("开展以后不能再改面向谁；需要时请闭展后另办一场。"),
        "not_for_all": _("成果 %(number)s 不存在，或不是观众都看得到，不能展出。"),
        "already": _("这个展览已经有这一项了（%(number)s）。"),
        "tick": _("请先查找，再从下面勾选。"),
        "no_person": _("名录里没有这位工匠。"),
        "no_studio": _("名录里没有这个工作室。"),
        "many": _("最多 %(limit)s 项。"),
    }


def _typed(form: Form, name: str, read: Callable[[str], Any], code: str, faults: list[Fault]) -> Any:
    typed = (form[name].data or "").strip()
    try:
        return read(typed) if typed else None
    except ValueError:
        faults.append(Fault(name, code))
        return None


def _day(typed: str) -> date:
    day = date.fromisoformat(typed)
    if not 1900 <= day.year <= 2200:
        raise ValueError(typed)
    return day


def _moment(typed: str) -> datetime:
    moment = datetime.fromisoformat(typed.replace(" ", "T"))
    if moment.tzinfo is not None or not 1900 <= moment.year <= 2200:
        raise ValueError(typed)
    return moment.replace(tzinfo=SHANGHAI)
