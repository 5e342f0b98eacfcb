"""Forms of patents: what was typed, as frozen commands."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from webapp.directory.forms import Revised, several
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordEvent, RecordPayment
from webapp.patents.actions.fees import FeeTold
from webapp.patents.actions.recording import inventor_text
from webapp.patents.models import FeeAmount, Patent
from webapp.patents.wording import TYPES
from webapp.web.forms import Form, tidy, tidy_lines
from webapp.web.i18n import _, lazy

REQUIRED = lazy("请填写。")
DAY = lazy("请填写日期，例如 2024-03-15。")


def day_field(label: Any, **keywords: Any) -> DateField:
    """A day that may stay empty."""
    return _Day(label, validators=[Optional()], **keywords)


class _Day(DateField):  # type: ignore[misc]
    """A day with a plain message when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(DAY)) from None


class _Whole(IntegerField):  # type: ignore[misc]
    """A whole number with a plain message when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        text = (valuelist[0] if valuelist else "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 5):
            raise ValueError(_("请填写数字。"))
        super().process_formdata([text] if text else [])


class PatentForm(Revised):
    """What a record says."""

    title = StringField(lazy("专利名称"), filters=[tidy], validators=[InputRequired(REQUIRED), Length(max=200)])
    type = SelectField(lazy("专利类型"), choices=[], validators=[InputRequired(REQUIRED)])
    number = StringField(
        lazy("申请号或专利号"),
        filters=[tidy],
        validators=[Length(max=80)],
        description=lazy("照证书或通知书填写，如 ZL 2013 1 0699744.2；空格、全角、缺小数点都能识别。还没申请的留空。"),
    )
    applicants = TextAreaField(lazy("申请人"), filters=[tidy_lines], description=lazy("每行一个。"))
    right_holder = StringField(lazy("现在的权利人"), filters=[tidy], description=lazy("与申请人相同时可以不填。"))
    inventors = TextAreaField(
        lazy("发明人"),
        filters=[tidy_lines],
        description=lazy("每行一人，按证书上的顺序；本单位名录里有的会自动关联，遇有同名写“姓名 #编号”。"),
    )
    ipc_classes = TextAreaField(lazy("IPC 分类号"), filters=[tidy_lines], description=lazy("每行一个，主分类号在前。"))
    publication_number = StringField(lazy("公布号"), filters=[tidy], validators=[Length(max=40)])
    grant_number = StringField(lazy("授权公告号"), filters=[tidy], validators=[Length(max=40)])
    certificate_number = StringField(lazy("证书号"), filters=[tidy], validators=[Length(max=40)])
    responsible = SelectField(
        lazy("负责人"),
        coerce=int,
        validate_choice=False,
        default=0,
        description=lazy("年费到期前由系统提醒此人；不选则提醒工作室负责人或单位管理员。"),
    )
    fee_percent = _Whole(
        lazy("年费应缴比例（%）"),
        validators=[Optional()],
        default=100,
        description=lazy("批准费用减缴的，填减缴后应缴的百分数，例如 30。"),
    )
    reduced_until_year = _Whole(lazy("减缴到第几年度"), validators=[Optional()], description=lazy("没有减缴的不填。"))
    note = TextAreaField(lazy("备注"), filters=[tidy_lines], description=lazy("仅本方可见。"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.type.choices = [(key, str(label)) for key, label in TYPES.items()]

    def told(self) -> PatentTold:
        """What was typed."""
        percent = self.fee_percent.data
        return PatentTold(
            title=self.title.data or "",
            type=self.type.data or "",
            number=self.number.data or "",
            applicants=several(self.applicants.data),
            inventors=several(self.inventors.data),
            right_holder=self.right_holder.data or "",
            ipc_classes=several(self.ipc_classes.data),
            publication_number=self.publication_number.data or "",
            grant_number=self.grant_number.data or "",
            certificate_number=self.certificate_number.data or "",
            responsible_id=self.responsible.data or None,
            fee_percent=100 if percent is None else percent,
            reduced_until_year=self.reduced_until_year.data,
            note=self.note.data or "",
        )

    def fill(self, patent: Patent) -> None:
        """Show what stands there. Needs inventors loaded."""
        self.revision.data = str(patent.revision)
        for name in (
            "title",
            "type",
            "right_holder",
            "publication_number",
            "grant_number",
            "certificate_number",
            "note",
        ):
            self[name].data = getattr(patent, name)
        self.number.data = patent.typed_number
        self.applicants.data = "\n".join(patent.applicants)
        self.inventors.data = "\n".join(inventor_text(row) for row in patent.inventors)
        self.ipc_classes.data = "\n".join(patent.ipc_classes)
        self.responsible.data = patent.responsible_id or 0
        self.fee_percent.data, self.reduced_until_year.data = patent.fee_percent, patent.reduced_until_year


class NewPatentForm(PatentForm):
    """A new record: also for whom, and the days known so far."""

    place = SelectField(
        lazy("归属"),
        validate_choice=False,
        validators=[InputRequired(REQUIRED)],
        description=lazy("公布或授权以前，只有这里的成员和单位管理员能看到。"),
    )
    filed_on = day_field(lazy("申请日"))
    published_on = day_field(lazy("公布日"), description=lazy("只有发明专利有。"))
    granted_on = day_field(lazy("授权公告日"))
    paid_year = _Whole(
        lazy("年费已缴到第几年度"),
        validators=[Optional()],
        description=lazy("已授权的填写；不填则从授权当年算起。"),
    )

    def place_ids(self) -> tuple[int, int | None]:
        """The organisation and the studio chosen; (0, None) when it makes no sense."""
        return place_ids(self.place.data or "")

    def dates(self) -> FirstDates:
        """The days typed."""
        return FirstDates(self.filed_on.data, self.published_on.data, self.granted_on.data, self.paid_year.data)


class EventForm(Form):
    """Something that happened."""

    kind = SelectField(lazy("发生了什么"), validate_choice=False, validators=[InputRequired(REQUIRED)])
    on = _Day(lazy("日期"), validators=[InputRequired(DAY)], description=lazy("公告、通知书或受理的日期。"))
    effective_on = day_field(
        lazy("生效日期"), description=lazy("与上面的日期不同时填写，例如未缴年费的权利自应缴日起终止。")
    )
    party = StringField(
        lazy("对方"),
        filters=[tidy],
        validators=[Length(max=200)],
        description=lazy("受让人、被许可人、质权人或请求人。"),
    )
    amount = StringField(lazy("金额（元）"), filters=[tidy], description=lazy("仅本方可见。"))
    is_announced = BooleanField(
        lazy("专利局已公告"), description=lazy("许可、质押、转移等只有勾选后才向本方以外的人显示。")
    )
    source = StringField(
        lazy("依据"), filters=[tidy], validators=[Length(max=200)], description=lazy("例如“授权公告”“终止通知书”。")
    )
    note = TextAreaField(lazy("备注"), filters=[tidy_lines], description=lazy("仅本方可见。"))
    corrects = SelectField(lazy("更正哪一条"), coerce=int, validate_choice=False, default=0)

    def command(self) -> RecordEvent:
        """What was typed; an amount that is none becomes a negative one, which no rule accepts."""
        return RecordEvent(
            kind=self.kind.data or "",
            on=self.on.data,
            effective_on=self.effective_on.data,
            party=self.party.data or "",
            amount=amount_of(self.amount.data),
            is_announced=bool(self.is_announced.data),
            source=self.source.data or "",
            note=self.note.data or "",
            corrects_id=self.corrects.data or None,
        )


class PaymentForm(Form):
    """A yearly fee that was paid."""

    year = SelectField(lazy("年度"), coerce=int, validate_choice=False)
    paid_on = _Day(lazy("缴费日"), validators=[InputRequired(DAY)])
    amount = StringField(lazy("金额（元）"), filters=[tidy], description=lazy("含滞纳金；不清楚可以不填。"))
    settles = BooleanField(
        lazy("本年度已缴足"), default=True, description=lazy("只缴了一部分的不要勾选，到期提醒会继续。")
    )
    note = StringField(lazy("票据号或备注"), filters=[tidy], validators=[Length(max=200)])

    def command(self) -> RecordPayment:
        """What was typed."""
        return RecordPayment(
            self.year.data or 0,
            self.paid_on.data,
            amount_of(self.amount.data),
            bool(self.settles.data),
            self.note.data or "",
        )


class FeeForm(Revised):
    """One row of the table of fees."""

    type = SelectField(lazy("专利类型"), choices=[], validators=[InputRequired(REQUIRED)])
    from_year = _Whole(lazy("从第几年度"), validators=[InputRequired(REQUIRED)])
    to_year = _Whole(lazy("到第几年度"), validators=[InputRequired(REQUIRED)])
    amount = StringField(lazy("每年全额（元）"), filters=[tidy], validators=[InputRequired(REQUIRED)])
    valid_from = _Day(lazy("起用日期"), validators=[InputRequired(DAY)])
    valid_until = day_field(lazy("停用日期"), description=lazy("最后一天；仍在执行的不填。"))
    source = StringField(
        lazy("依据"), filters=[tidy], validators=[Length(max=200)], description=lazy("公告的名称和文号。")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.type.choices = [(key, str(label)) for key, label in TYPES.items()]

    def told(self) -> FeeTold:
        """What was typed."""
        return FeeTold(
            self.type.data,
            self.from_year.data or 0,
            self.to_year.data or 0,
            amount_of(self.amount.data) or Decimal(),
            self.valid_from.data,
            self.valid_until.data,
            self.source.data or "",
        )

    def fill(self, row: FeeAmount) -> None:
        """Show what stands there."""
        for name in ("type", "from_year", "to_year", "valid_from", "valid_until", "source"):
            self[name].data = getattr(row, name)
        self.amount.data, self.revision.data = f"{row.amount:.2f}", str(row.revision)


def amount_of(text: str | None) -> Decimal | None:
    """An amount in yuan to the cent; None for nothing, -1 for what is none."""
    text = (text or "").replace(",", "").replace("，", "").removesuffix("元").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(-1)
    if not value.is_finite() or value != value.quantize(Decimal("0.01")) or abs(value) > Decimal(10) ** 12:
        return Decimal(-1)
    return value


def place_ids(text: str) -> tuple[int, int | None]:
    """An organisation and a studio from '7:3'; '7:' means the organisation itself."""
    organisation, _colon, studio = text.partition(":")
    known = [part for part in (organisation, studio) if part.isascii() and part.isdigit() and len(part) < 10]
    if not organisation.isdigit() or len(known) != bool(organisation) + bool(studio):
        return 0, None
    return int(organisation), int(studio) if studio else None


def fault_words() -> dict[str, str]:
    """What to say for each fault."""
    return {
        "required": _("请填写。"),
        "choice": _("请从列表中选择。"),
        "long": _("太长了，最多 %(limit)s 字。"),
        "line_long": _("每行最多 %(limit)s 字。"),
        "lines_many": _("最多 %(limit)s 行。"),
        "number_form": _("不像专利申请号。请照证书或通知书填写，例如 ZL 2013 1 0699744.2 或 PCT/CN2019/070001。"),
        "number_public": _("这是公开（公告）号，不是申请号。请填写申请号，公开号另填在公布号或授权公告号里。"),
        "number_year": _("号码里的年份不对，请核对前几位数字。"),
        "number_type": _("号码里的类型位是 %(digit)s，不是专利申请号：应为 1、2、3、8 或 9。"),
        "check": _("号码有误：按校验规则最后一位应是 %(expected)s，请逐位核对。"),
        "check_missing": _("缺少小数点后的校验位：如果前面的数字无误，应是 %(expected)s。"),
        "type_differs": _("与申请号不符：请核对号码里的类型位。"),
        "known": _("本单位已经登记过这个号码。"),
        "unknown": _("名录里没有“%(name)s”，请核对编号。"),
        "percent": _("请填写 0 到 100 的数字。"),
        "fee_year": _("请填写 %(from)s 到 %(to)s 之间的年度。"),
        "future": _("日期还没有到，请核对。"),
        "too_early": _("日期早于专利法施行，请核对年份。"),
        "filed_first": _("请先填写申请日。"),
        "before_filing": _("不能早于申请日。"),
        "before_publication": _("不能早于公布日。"),
        "invention_only": _("只有发明专利有公布日。"),
        "after_number": _("申请日晚于号码里的年份（%(year)s），请核对。"),
        "after_announcement": _("生效日期不能晚于公告日期。"),
        "not_granted": _("授权以后才有年费。请先填写授权公告日。"),
        "amount": _("请填写金额，例如 1200 或 1200.50。"),
        "not_now": _("与已有记录对不上：按日期先后，当时的状态不会发生这件事。请核对日期，或更正有误的那一条。"),
        "type_first": _("报道没有写明专利类型：请先在“编辑”里填写，期限和年费要按类型推算。"),
        "corrects_required": _("请选择要作废的那一条。"),
        "corrected_already": _("这一条已经更正过了。"),
        "certificate_kind": _("证书请上传 PDF 或图片。"),
        "days_order": _("停用日期不能早于起用日期。"),
        "overlap": _("与另一行重叠：同一类型、同一年度、同一天只能有一个金额。请先给旧的一行填停用日期。"),
    }
