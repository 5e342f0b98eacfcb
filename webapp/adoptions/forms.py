"""Forms of adoptions and demonstration days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length

from webapp.adoptions.actions.commands import Contact, PlanDay, SignUp
from webapp.adoptions.content import Claim, Gain, Grade, YearBenefit
from webapp.adoptions.labels import AUDIENCES, EVIDENCE, GAINS, GRADES
from webapp.adoptions.models import Adoption, Demonstration
from webapp.base.clock import SHANGHAI, local, today
from webapp.base.errors import Fault, Invalid
from webapp.base.money import NotAnAmount, Unit, fen_of, plain_amount
from webapp.documents.content import Measure
from webapp.web.forms import Form, tidy, tidy_lines
from webapp.web.i18n import _, lazy

UNITS = {Unit.WAN: lazy("万元"), Unit.YUAN: lazy("元"), Unit.YI: lazy("亿元")}
ROW_LIMIT = 20


def words(known: Mapping[Any, Any]) -> Callable[[], list[tuple[str, str]]]:
    """Keys and words to choose from, in the language of the request."""
    return lambda: [(str(key), str(word)) for key, word in known.items()]


def entry(label: Any, limit: int = 120, description: Any = "", **options: Any) -> StringField:
    """A field of one line."""
    return StringField(label, filters=[tidy], validators=[Length(max=limit)], description=description, **options)


def paragraph(label: Any, limit: int = 2000, description: Any = "") -> TextAreaField:
    """A field of several lines."""
    return TextAreaField(label, filters=[tidy_lines], validators=[Length(max=limit)], description=description)


class MeasureRow(PlainForm):  # type: ignore[misc]
    """A figure before and after."""

    name = StringField(filters=[tidy])
    before = StringField(filters=[tidy])
    after = StringField(filters=[tidy])
    unit = StringField(filters=[tidy])


class BenefitRow(PlainForm):  # type: ignore[misc]
    """The benefit of one calendar year."""

    year = StringField(filters=[tidy])
    amount = StringField(filters=[tidy])
    unit = SelectField(choices=words(UNITS), default=Unit.WAN)
    gain = SelectField(choices=words(GAINS), default=Gain.SAVED)
    grade = SelectField(
        choices=words({key: GRADES[key] for key in (Grade.ESTIMATED, Grade.VERIFIED)}), default=Grade.ESTIMATED
    )
    basis = StringField(filters=[tidy])


class ClaimForm(Form):
    """What is claimed of a use."""

    revision = StringField()
    started = entry(lazy("从哪年哪月开始用"), 7, lazy("例如 2025-03。"))
    ended = entry(lazy("用到哪年哪月"), 7, lazy("还在用就不填。"))
    ordinal = SelectField(lazy("用的是第几版"), validate_choice=False)
    workshop = entry(lazy("车间、班组或工位"), 120, lazy("例如“传动分厂二车间”。"))
    region = SelectField(lazy("应用地区"), validate_choice=False)
    industry = SelectField(lazy("应用产业链"), validate_choice=False)
    machines = entry(lazy("设备台数"), 8)
    lines = entry(lazy("产线条数"), 8)
    people = entry(lazy("使用人数"), 8)
    effect = paragraph(lazy("效果如何"), 2000, lazy("一两句话就行，例如“装夹时间从 40 分钟降到 12 分钟”。"))
    changes = paragraph(lazy("应用中做了哪些改动"), 2000, lazy("照搬就不填；改了什么、为什么，对别人最有用。"))
    social = paragraph(lazy("社会效益"), 2000, lazy("安全、环保、劳动强度、人才培养等。"))
    measures = FieldList(FormField(MeasureRow), label=lazy("改进前后"), max_entries=ROW_LIMIT)
    benefits = FieldList(FormField(BenefitRow), label=lazy("经济效益"), max_entries=ROW_LIMIT)
    is_named = BooleanField(
        lazy("在成果页显示本单位名称和成效"),
        default=True,
        description=lazy("不勾选时，读者只看到“又多了一家”、地区、产业链和合计金额。"),
    )
    contact_name = entry(lazy("联系人"), 64)
    contact_phone = entry(lazy("联系电话"), 32)
    contact_consent = BooleanField(
        lazy("联系人同意留下姓名和电话"),
        description=lazy("只有双方和审核员看得到，电话隐去中间几位；随时可以清空。"),
    )
    note = entry(lazy("这次改了什么"), 200)

    def claim(self) -> Claim:
        """What was typed. Raises Invalid for numbers and amounts that are none."""
        faults: list[Fault] = []
        counts = {name: self._count(name, faults) for name in ("machines", "lines", "people")}
        benefits = tuple(self._benefits(faults))
        if faults:
            raise Invalid(*faults)
        return Claim(
            started=self.started.data or "",
            ended=self.ended.data or "",
            ordinal=_whole(self.ordinal.data) or 0,
            workshop=self.workshop.data or "",
            region=self.region.data or "",
            industry=self.industry.data or "",
            effect=(self.effect.data or "").strip(),
            changes=(self.changes.data or "").strip(),
            social=(self.social.data or "").strip(),
            measures=tuple(self._measures()),
            benefits=benefits,
            is_named=bool(self.is_named.data),
            **counts,
        )

    def contact(self) -> Contact:
        """Whom to ask."""
        return Contact(self.contact_name.data or "", self.contact_phone.data or "", bool(self.contact_consent.data))

    def fill(self, claim: Claim, adoption: Adoption) -> None:
        """Show what stands there."""
        self.revision.data = str(adoption.revision)
        for name in ("started", "ended", "workshop", "region", "industry", "effect", "changes", "social", "is_named"):
            self._fields[name].data = getattr(claim, name)
        for name in ("machines", "lines", "people"):
            value = getattr(claim, name)
            self._fields[name].data = "" if value is None else str(value)
        self.ordinal.data = str(claim.ordinal)
        for measure in claim.measures:
            row = {"name": measure.name, "before": measure.before, "after": measure.after, "unit": measure.unit}
            self.measures.append_entry(row)
        for each in claim.benefits:
            amount = plain_amount(each.fen, Unit.WAN)
            year = "" if each.year is None else str(each.year)
            row = {"year": year, "amount": amount, "unit": str(Unit.WAN), "gain": each.gain, "grade": each.grade}
            self.benefits.append_entry({**row, "basis": each.basis})
        self.contact_name.data, self.contact_phone.data = adoption.contact_name, adoption.contact_phone
        self.contact_consent.data = bool(adoption.contact_name or adoption.contact_phone)

    def begin(self, organisation_region: str, organisation_industry: str, ordinal: int) -> None:
        """Show what can be known beforehand: the place, the version in force, an empty figure and an empty amount."""
        self.region.data, self.industry.data = organisation_region, organisation_industry
        self.ordinal.data = str(ordinal)
        self.measures.append_entry({})
        self.benefits.append_entry({"year": str(today().year)})

    def _count(self, name: str, faults: list[Fault]) -> int | None:
        text = (self._fields[name].data or "").replace(",", "")
        number = _whole(text)
        if text and number is None:
            faults.append(Fault(name, "whole"))
        return number

    def _measures(self) -> list[Measure]:
        rows = [each.form for each in self.measures]
        made = [Measure(*(row[name].data or "" for name in ("name", "before", "after", "unit"))) for row in rows]
        return [each for each in made if each.name or each.before or each.after]

    def _benefits(self, faults: list[Fault]) -> list[YearBenefit]:
        found = []
        for place, each in enumerate(self.benefits, start=1):
            row = each.form
            if not (row.amount.data or row.basis.data):
                continue
            try:
                fen = fen_of(row.amount.data or "", Unit(row.unit.data or Unit.WAN))
            except (NotAnAmount, ValueError) as refused:
                code = refused.code if isinstance(refused, NotAnAmount) else "amount"
                faults.append(Fault("benefits", f"benefit_{code}", {"place": place}))
                continue
            year = _whole(row.year.data or "")
            found.append(YearBenefit(year, fen, row.gain.data or "", row.grade.data or "", row.basis.data or ""))
        return found


class AdoptForm(ClaimForm):
    """The same for a new adoption, with who uses it."""

    organisation_id = SelectField(lazy("应用单位"), validate_choice=False)
    organisation = entry(lazy("应用单位"), 120, lazy("写全称；名录里有的会自动对上，没有也可以登记。"))
    demonstration = entry(lazy("在哪次观摩会上看到的"), 24)
    evidence_kind = SelectField(lazy("材料类型"), choices=words(EVIDENCE), default="photo")


class EvidenceForm(Form):
    """What kind a file is."""

    kind = SelectField(lazy("材料类型"), choices=words(EVIDENCE))


class AnswerForm(Form):
    """An answer to what was seen."""

    revision = StringField()
    reason = paragraph(lazy("理由"), 1000)
    ended = entry(lazy("结束年月"), 7)


class LinkForm(Form):
    """To whom a private link goes."""

    recipient = entry(lazy("给谁确认"), 64, lazy("写对方姓名或岗位，便于以后查对。"))


class LinkAnswerForm(Form):
    """What an adopter without an account says."""

    name = entry(lazy("您的姓名和岗位"), 64)
    reason = paragraph(lazy("哪里不对"), 1000)


class DayForm(Form):
    """A demonstration day."""

    revision = StringField()
    title = StringField(
        lazy("观摩会名称"), filters=[tidy], validators=[InputRequired(lazy("请填写名称。")), Length(max=120)]
    )
    host = SelectField(lazy("主办单位"), validate_choice=False)
    place = StringField(lazy("地点"), filters=[tidy], validators=[InputRequired(lazy("请填写地点。")), Length(max=200)])
    starts_at = StringField(lazy("开始时间"), filters=[tidy])
    ends_at = StringField(lazy("结束时间"), filters=[tidy])
    description = paragraph(lazy("内容介绍"), 4000, lazy("看什么、怎么去、要带什么。"))
    audience = SelectField(lazy("谁可以来"), choices=words(AUDIENCES))
    capacity = entry(lazy("名额"), 6, lazy("不限就不填；满员后自动排候补。"))
    numbers = paragraph(lazy("展示的成果"), 1000, lazy("填成果编号，每行一个。只能展示来的人都看得到的成果。"))

    def plan(self) -> PlanDay:
        """What was typed. Raises Invalid for a capacity that is no number."""
        capacity = _whole(self.capacity.data or "")
        if self.capacity.data and capacity is None:
            raise Invalid(Fault("capacity", "whole"))
        organisation, _sign, studio = (self.host.data or "").partition(":")
        return PlanDay(
            title=self.title.data or "",
            organisation_id=_whole(organisation) or 0,
            studio_id=_whole(studio) or None,
            place=self.place.data or "",
            starts_at=_moment(self.starts_at.data),
            ends_at=_moment(self.ends_at.data),
            description=(self.description.data or "").strip(),
            audience=self.audience.data or "",
            capacity=capacity,
            numbers=tuple(each for each in (self.numbers.data or "").replace("、", " ").split()),
            revision=_whole(self.revision.data or "") or 0,
        )

    def fill(self, day: Demonstration, numbers: list[str]) -> None:
        """Show what stands there."""
        self.revision.data = str(day.revision)
        for name in ("title", "place", "description", "audience"):
            self._fields[name].data = getattr(day, name)
        self.host.data = f"{day.organisation_id}:{day.studio_id or 0}"
        self.starts_at.data, self.ends_at.data = _typed(day.starts_at), _typed(day.ends_at)
        self.capacity.data = "" if day.capacity is None else str(day.capacity)
        self.numbers.data = "\n".join(numbers)


class SignUpForm(Form):
    """Who wants to come."""

    name = entry(lazy("姓名"), 64)
    organisation = entry(lazy("单位"), 120)
    phone = entry(lazy("联系电话"), 32, lazy("活动有变动时用来通知您。"))
    consent = BooleanField(
        lazy("我同意主办方为这次活动保存以上信息"),
        description=lazy("只有主办方看得到，活动结束 90 天后删除电话。"),
    )

    def sign_up(self) -> SignUp:
        """What was typed."""
        return SignUp(
            self.name.data or "", self.organisation.data or "", self.phone.data or "", bool(self.consent.data)
        )


class Empty(Form):
    """A form of buttons only: it checks the token."""


def whole(text: str | None) -> int:
    """A whole number a form or an address sent; 0 when it makes no sense."""
    return _whole(text or "") or 0


def _whole(text: str | None) -> int | None:
    plain = (text or "").strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        return None
    return int(plain)


def _moment(text: str | None) -> datetime | None:
    """A moment typed in Asia/Shanghai, as '2026-03-01T09:00' or with a blank."""
    try:
        moment = datetime.fromisoformat((text or "").replace(" ", "T"))
    except ValueError:
        return None
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None and 2000 <= moment.year <= 2200 else None


def _typed(moment: datetime) -> str:
    return local(moment).strftime("%Y-%m-%dT%H:%M")


def fault_words() -> dict[str, str]:
    """The words for the faults of this part's actions."""
    return {
        "required": _("请填写。"),
        "long": _("不能超过 %(limit)s 字。"),
        "choice": _("请从列表中选择。"),
        "several": _("有同名条目，请填写编号：%(ids)s。"),
        "unknown": _("没有找到“%(name)s”，请先添加或检查名称。"),
        "not_yours": _("只能为自己的单位登记。"),
        "month": _("请按“年-月”填写，例如 2025-03。"),
        "future": _("不能晚于本月。"),
        "before_start": _("不能早于开始的时间。"),
        "whole": _("请填写整数。"),
        "number": _("应在 0 到 %(limit)s 之间。"),
        "version": _("没有这一版，或这一版没有对您开放。"),
        "many": _("最多 %(count)s 项。"),
        "measure_name": _("第 %(place)s 行指标：请填写名称。"),
        "measure_long": _("第 %(place)s 行指标：每格不超过 %(limit)s 字。"),
        "benefit_year": _("第 %(place)s 行效益：年份应在 %(from)s 到 %(to)s 之间。"),
        "benefit_early": _("第 %(place)s 行效益：年份早于开始使用的时间。"),
        "benefit_late": _("第 %(place)s 行效益：年份晚于停用的时间。"),
        "benefit_amount": _("第 %(place)s 行效益：请填写金额，例如 12.5。"),
        "benefit_fen": _("第 %(place)s 行效益：金额最多精确到分。"),
        "benefit_large": _("第 %(place)s 行效益：金额太大，请检查单位。"),
        "benefit_kind": _("第 %(place)s 行效益：请选择类别。"),
        "benefit_long": _("第 %(place)s 行效益：计算依据不超过 %(limit)s 字。"),
        "benefit_twice": _("同一年、同一类别、同样性质的效益请合成一行。"),
        "unproved": _("“已核实”的金额需要财务部门效益证明：请先上传证明，或改为“估算”。"),
        "needed": _("有“已核实”的金额以它为凭，不能移除；请先改为“估算”，或另传一份。"),
        "too_many_files": _("材料太多，最多 %(limit)s 份。"),
        "consent": _("要保存联系方式，请先勾选同意；否则请清空。"),
        "phone": _("电话号码有误。"),
        "host": _("只能以您管理的单位或领衔的工作室主办。"),
        "times": _("请填写时间；结束要晚于开始。"),
        "past": _("开始时间已经过去。"),
        "capacity": _("名额应在 1 到 %(limit)s 之间，且不能少于已报名的 %(count)s 人。"),
        "document": _("成果 %(number)s 不存在，或不是来的人都看得到；请换一项，或收窄“谁可以来”。"),
    }
