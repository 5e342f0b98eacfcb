"""Forms of the part: what was typed. Only the fields named here are ever read."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.search.actions.keeping import TEXT_LIMIT, TITLE_LIMIT, Draft
from webapp.search.models import NAME_LIMIT, RULE_LIMIT
from webapp.search.site_lexicon import Rule, tidy_rule
from webapp.web.forms import Form, tidy, tidy_lines, whole_number
from webapp.web.i18n import _, lazy

_NAME = (InputRequired(lazy("请填写。")), Length(max=NAME_LIMIT))


def fault_words() -> dict[str, str]:
    """The sentence for each code of a fault."""
    return {
        "required": _("请填写。"),
        "long": _("不要超过 %(limit)s 个字。"),
        "too_many": _("最多保留 %(limit)s 条，请先删去不用的。"),
        "rule": _("这样写不成一条规则，请按说明的写法填写。"),
        "same": _("已经有这条规则了。"),
        "not_there": _("文件里没有这条规则，停用不了。"),
    }


class Revised(Form):
    """A form that carries the revision its page showed."""

    revision = HiddenField()

    @property
    def seen_revision(self) -> int:
        """The revision, 0 when it makes no sense."""
        text = self.revision.data or ""
        return whole_number(text)


class SaveSearchForm(Form):
    """The name of a search to be kept; ``search`` is its address."""

    name = StringField(
        lazy("名称"), filters=[tidy], validators=[InputRequired(lazy("请填写。")), Length(max=NAME_LIMIT)]
    )
    search = HiddenField(validators=[Length(max=4000)])


class SearchNameForm(Revised):
    """Another name for a saved search."""

    name = StringField(
        lazy("名称"), filters=[tidy], validators=[InputRequired(lazy("请填写。")), Length(max=NAME_LIMIT)]
    )


class DraftForm(Revised):
    """A request for help."""

    title = StringField(
        lazy("想解决什么问题"),
        filters=[tidy],
        validators=[InputRequired(lazy("请填写。")), Length(max=TITLE_LIMIT)],
        description=lazy("一句话说清楚，例如“数控车床加工薄壁套变形”。"),
    )
    text = TextAreaField(
        lazy("现场情况"),
        filters=[tidy_lines],
        validators=[Length(max=TEXT_LIMIT)],
        description=lazy("设备、材料、尺寸、现在怎么做、试过什么、希望达到什么。"),
    )
    searched = HiddenField(validators=[Length(max=200)])

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(self.title.data or "", self.text.data or "", self.searched.data or "")


class RuleForm(Revised):
    """One rule of the lexicon: a new one, or another wording of one that was added."""

    kind = HiddenField()
    effect = HiddenField()
    text = StringField(
        lazy("规则"), filters=[tidy], validators=[InputRequired(lazy("请填写。")), Length(max=RULE_LIMIT)]
    )

    def rule(self) -> Rule:
        """What was typed."""
        return Rule(self.kind.data or "", tidy_rule(self.text.data or ""), self.effect.data or "")
