"""Forms of nominations, of following up and of recommending."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.exhibitions.actions.following_up import NOTE_LIMIT, Follow
from webapp.exhibitions.actions.nominating import TEXT_LIMIT, Nominate, Say
from webapp.exhibitions.actions.recommending import (
    REASON_LIMIT,
    SELECTION_LIMIT,
    EditRecommendation,
    Recommend,
)
from webapp.web.forms import Form, tidy, tidy_lines, whole_number
from webapp.web.i18n import lazy


def words(label: Any, limit: int, description: Any = "", *, required: bool = False) -> TextAreaField:
    """A field of several lines."""
    checks: list[Any] = [Length(max=limit)]
    if required:
        checks.append(InputRequired())
    return TextAreaField(label, filters=[tidy_lines], validators=checks, description=description)


class Revised(Form):
    """Of the revision the page showed."""

    revision = StringField()

    @property
    def seen_revision(self) -> int:
        """The revision; 0 when the form has none, which is stale."""
        return whole_number(self.revision.data or "")


class NominateForm(Form):
    """A nomination."""

    number = SelectField(lazy("提名哪项成果"), validators=[InputRequired()], validate_choice=False)
    reason = words(lazy("推荐理由"), TEXT_LIMIT, lazy("新在哪里、解决了什么问题、用得怎样。"), required=True)
    needs = words(lazy("参展需要"), TEXT_LIMIT, lazy("展位面积、用电、能否现场演示、需要搬运的设备。"))

    def command(self) -> Nominate:
        """What was typed."""
        return Nominate(self.number.data or "", self.reason.data or "", self.needs.data or "")


class SayForm(Revised):
    """A word on a nomination, and the hall when it is accepted."""

    text = words(lazy("说明"), TEXT_LIMIT)
    hall = SelectField(lazy("放入哪个展厅"), validate_choice=False)

    def command(self) -> Say:
        """What was typed."""
        return Say(self.seen_revision, self.text.data or "")


class FollowForm(Revised):
    """Following up an intent."""

    text = words(lazy("备注"), NOTE_LIMIT, lazy("谈了什么、约了什么。联系方式请不要写在这里。"))
    responsible = SelectField(lazy("负责人"), validate_choice=False)
    adoption = SelectField(lazy("促成了哪条应用记录"), validate_choice=False)

    def command(self) -> Follow:
        """What was typed."""
        return Follow(self.seen_revision, self.text.data or "")


class RecommendForm(Form):
    """Documents recommended upward."""

    level = SelectField(lazy("推荐到哪一级"), validate_choice=False)
    selection = StringField(
        lazy("推荐参加"), filters=[tidy], validators=[Length(max=SELECTION_LIMIT)],
        description=lazy("评选、展览或目录的名称，例如“全省职工创新成果评选”。"),
    )  # fmt: skip
    reason = words(lazy("推荐理由"), REASON_LIMIT, lazy("可以先空着，报送前逐项填写。"))

    def command(self, numbers: list[str]) -> Recommend:
        """What was typed."""
        return Recommend(tuple(numbers), self.level.data or "", self.selection.data or "", self.reason.data or "")


class RecommendationForm(Revised):
    """One recommendation."""

    selection = StringField(lazy("推荐参加"), filters=[tidy], validators=[Length(max=SELECTION_LIMIT)])
    reason = words(lazy("推荐理由"), REASON_LIMIT)

    def command(self) -> EditRecommendation:
        """What was typed."""
        return EditRecommendation(self.seen_revision, self.reason.data or "", self.selection.data or "")
