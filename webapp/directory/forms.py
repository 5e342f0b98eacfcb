"""Forms of the part: what was typed, as frozen commands. Only the fields named here are ever read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from webapp.base.errors import Fault, Invalid
from webapp.directory.actions.organisations import OrganisationTold
from webapp.directory.actions.people import GivenHonour, PersonOnRecord, PersonTold
from webapp.directory.actions.studios import StudioOnRecord, StudioTold
from webapp.directory.actions.terms import Wording
from webapp.directory.models import Organisation, Person, Studio
from webapp.web.forms import Form, tidy, tidy_lines, whole_number
from webapp.web.i18n import _, lazy

Choices = Iterable[tuple[str, str]]
_BETWEEN = re.compile(r"[\n、，,；;]+")
_NUMBERED_HELP = lazy("填写已有条目的名称；遇有同名，填写“#编号”。")


def several(text: str | None) -> tuple[str, ...]:
    """Words typed one a line or with commas between them, each once."""
    return tuple(dict.fromkeys(word for part in _BETWEEN.split(text or "") if (word := tidy(part))))


def number(text: str | None) -> int | None:
    """A year as typed; -1 when it is none, which no rule accepts."""
    text = (text or "").strip()
    if not text:
        return None
    return whole_number(text, -1, digits=4)


def key_field(label: Any, **keywords: Any) -> SelectField:
    """A choice of a vocabulary's terms, filled in by ``offer``; the action checks the key."""
    return SelectField(label, choices=[], validate_choice=False, default="", **keywords)


def offer(field: SelectField, choices: Choices) -> None:
    """Offer these keys and words, and none."""
    field.choices = [("", _("（未填写）")), *choices]


class Revised(Form):
    """A form that carries the revision its page showed."""

    revision = HiddenField()
    confirmed = HiddenField()

    @property
    def seen_revision(self) -> int:
        """The revision, 0 when it makes no sense."""
        text = self.revision.data or ""
        return whole_number(text)


class HonourRow(wtforms.Form):  # type: ignore[misc]
    """One honour in a list of rows."""

    title = StringField(lazy("荣誉名称"), filters=[tidy])
    term = key_field(lazy("对应词条"))
    level = key_field(lazy("级别"))
    year = StringField(lazy("年份"), filters=[tidy])


class ToldForm(Revised):
    """What people tell of themselves."""

    post = StringField(lazy("职务或岗位"), filters=[tidy], validators=[Length(max=120)])
    trade = key_field(lazy("工种"))
    specialties = TextAreaField(
        lazy("专长"), filters=[tidy_lines], description=lazy("每行一项，例如“薄壁件精密镗削”。")
    )
    story = TextAreaField(
        lazy("个人事迹"), filters=[tidy_lines], description=lazy("可以使用 Markdown：标题、列表、表格、图片说明。")
    )
    phone = StringField(lazy("联系电话"), filters=[tidy], validators=[Length(max=32)])
    email = StringField(lazy("电子邮箱"), filters=[tidy], validators=[Length(max=254)])
    contact_consent = BooleanField(
        lazy("本人同意保存上述联系方式，并在本页隐去一部分后显示"),
        description=lazy(
            "用途：让需要帮助的单位辨认并经工会转达联系，不作他用。页面只显示如 138****5678。"
            "同意完全自愿，可随时取消勾选收回，收回后联系方式立即删除。"
        ),
    )

    def told(self, story_html: str) -> PersonTold:
        """What was typed, with its story rendered."""
        return PersonTold(
            self.post.data or "",
            self.trade.data or "",
            several(self.specialties.data),
            self.story.data or "",
            story_html,
            self.phone.data or "",
            self.email.data or "",
            bool(self.contact_consent.data),
        )

    def fill_told(self, person: Person) -> None:
        """Show what stands there."""
        self.revision.data = str(person.revision)
        self.post.data, self.trade.data, self.story.data = person.post, person.trade, person.story
        self.specialties.data = "\n".join(person.specialties)
        self.phone.data, self.email.data = person.phone, person.email
        self.contact_consent.data = person.contact_consent


class PersonForm(ToldForm):
    """The same with what is on record."""

    name = StringField(lazy("姓名"), filters=[tidy], validators=[InputRequired(lazy("请填写姓名。")), Length(max=64)])
    organisation = StringField(lazy("所在单位"), filters=[tidy], description=_NUMBERED_HELP)
    region = key_field(lazy("地区"))
    industry = key_field(lazy("产业链"))
    honours = FieldList(FormField(HonourRow), label=lazy("荣誉"))

    def on_record(self) -> PersonOnRecord:
        """What was typed. Rows left wholly empty are none."""
        rows = [entry.form for entry in self.honours]
        given = [
            GivenHonour(row.title.data or "", row.term.data or "", row.level.data or "", number(row.year.data))
            for row in rows
            if row.title.data or row.term.data or row.level.data or row.year.data
        ]
        return PersonOnRecord(
            self.name.data or "",
            self.organisation.data or "",
            self.region.data or "",
            self.industry.data or "",
            tuple(given),
        )

    def fill_record(self, person: Person) -> None:
        """Show what stands there. Needs organisation and honours loaded."""
        self.name.data, self.region.data, self.industry.data = person.name, person.region, person.industry
        self.organisation.data = person.organisation.name if person.organisation else ""
        for honour in person.honours:
            row = {"title": honour.title, "term": honour.term, "level": honour.level, "year": str(honour.year or "")}
            self.honours.append_entry(row)


class StudioToldForm(Revised):
    """What a studio tells of itself."""

    description = TextAreaField(
        lazy("工作室介绍"), filters=[tidy_lines], description=lazy("可以使用 Markdown：标题、列表、表格。")
    )
    industry = key_field(lazy("产业链"))
    trade = key_field(lazy("工种"))

    def told(self, description_html: str) -> StudioTold:
        """What was typed, with its description rendered."""
        return StudioTold(
            self.description.data or "", description_html, self.industry.data or "", self.trade.data or ""
        )

    def fill_told(self, studio: Studio) -> None:
        """Show what stands there."""
        self.revision.data = str(studio.revision)
        self.description.data, self.industry.data, self.trade.data = studio.description, studio.industry, studio.trade


class StudioForm(StudioToldForm):
    """The same with what is on record."""

    name = StringField(
        lazy("工作室名称"), filters=[tidy], validators=[InputRequired(lazy("请填写名称。")), Length(max=120)]
    )
    organisation = StringField(lazy("所在单位"), filters=[tidy], description=_NUMBERED_HELP)
    level = key_field(lazy("级别"))
    leader = StringField(lazy("领衔人"), filters=[tidy], description=_NUMBERED_HELP)
    region = key_field(lazy("地区"))
    founded_year = StringField(lazy("成立年份"), filters=[tidy], validators=[Length(max=4)])
    parent = StringField(
        lazy("上级工作室"), filters=[tidy], description=lazy("由哪个工作室的成员成长后另立（1+N）；没有就不填。")
    )

    def on_record(self) -> StudioOnRecord:
        """What was typed."""
        return StudioOnRecord(
            self.name.data or "",
            self.organisation.data or "",
            self.level.data or "",
            self.leader.data or "",
            self.region.data or "",
            number(self.founded_year.data),
            self.parent.data or "",
        )

    def fill_record(self, studio: Studio, parent: Studio | None) -> None:
        """Show what stands there. Needs organisation and leader loaded."""
        self.name.data, self.level.data, self.region.data = studio.name, studio.level, studio.region
        self.organisation.data = studio.organisation.name if studio.organisation else ""
        self.leader.data = studio.leader.name if studio.leader else ""
        self.founded_year.data = str(studio.founded_year or "")
        self.parent.data = parent.name if parent else ""


class OrganisationForm(Revised):
    """An organisation."""

    name = StringField(
        lazy("单位名称"), filters=[tidy], validators=[InputRequired(lazy("请填写名称。")), Length(max=120)]
    )
    kind = key_field(lazy("单位类型"))
    region = key_field(lazy("地区"))
    industry = key_field(lazy("产业链"))
    description = TextAreaField(
        lazy("单位介绍"), filters=[tidy_lines], description=lazy("可以使用 Markdown：标题、列表、表格。")
    )

    def told(self, description_html: str) -> OrganisationTold:
        """What was typed, with its description rendered."""
        return OrganisationTold(
            self.name.data or "",
            self.kind.data or "",
            self.region.data or "",
            self.industry.data or "",
            self.description.data or "",
            description_html,
        )

    def fill(self, row: Organisation) -> None:
        """Show what stands there."""
        self.revision.data = str(row.revision)
        for name in ("name", "kind", "region", "industry", "description"):
            self._fields[name].data = getattr(row, name)


class TermForm(Revised):
    """The words of a term."""

    zh = StringField(lazy("中文"), filters=[tidy], validators=[InputRequired(lazy("请填写中文。")), Length(max=120)])
    en = StringField(lazy("英文"), filters=[tidy], validators=[InputRequired(lazy("请填写英文。")), Length(max=160)])
    parent = key_field(lazy("上级词条"))
    aliases = TextAreaField(
        lazy("别名"), filters=[tidy_lines], description=lazy("其他叫法，每行一个；检索和读取自由填写的文字时使用。")
    )

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.zh.data or "", self.en.data or "", self.parent.data or "", several(self.aliases.data))


class NewTermForm(TermForm):
    """A term to add, with its key."""

    key = StringField(
        lazy("代码"),
        filters=[tidy],
        description=lazy("小写英文字母、数字和下划线，例如 laser_welder；保存后不能更改。"),
        validators=[InputRequired(lazy("请填写代码。")), Length(max=64)],
    )


class Empty(Form):
    """A form of buttons only: it checks the token."""


def fault_words() -> dict[str, str]:
    """The words for the faults of this part's actions."""
    return {
        "required": _("请填写。"),
        "long": _("不能超过 %(limit)s 字。"),
        "choice": _("请从列表中选择。"),
        "unknown": _("没有找到“%(name)s”，请先添加或检查名称。"),
        "several": _("有同名条目，请填写编号：%(ids)s。"),
        "not_kept": _("只能选择您管理的单位。"),
        "phone": _("电话号码有误。"),
        "email": _("邮箱地址有误。"),
        "consent": _("要保存联系方式，请先勾选本人同意；否则请清空电话和邮箱。"),
        "specialties": _("专长最多 %(count)s 项，每项不超过 %(limit)s 字。"),
        "honour_title": _("第 %(place)s 行荣誉：请填写名称（不超过 120 字）。"),
        "honour_year": _("第 %(place)s 行荣誉：年份应在 %(from)s 到 %(to)s 之间。"),
        "many": _("最多 %(count)s 项。"),
        "year": _("年份应在 %(from)s 到 %(to)s 之间。"),
        "circle": _("不能放在自己或自己的下级之下。"),
        "fixed": _("此词表的代码由系统使用，不能增减，只能改文字。"),
        "key": _("代码只能用小写英文字母、数字和下划线，以字母开头。"),
        "taken": _("此代码已经使用。"),
        "named": _("“%(name)s”已经属于“%(other)s”。"),
        "too_complex": _("内容太复杂，无法排版。请简化后再保存。"),
        "too_long": _("内容太长，无法排版。请缩短后再保存。"),
    }


def renamed(refusal: Invalid, field: str) -> Invalid:
    """The faults of rendering, which name no field of ours, at this field."""
    return Invalid(*(Fault(field, each.code, each.figures) for each in refusal.faults))
