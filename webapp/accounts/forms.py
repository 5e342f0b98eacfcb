"""Forms of the part: only the fields named here are ever read."""

from __future__ import annotations

from wtforms import (
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from webapp.accounts import names, passwords
from webapp.base.errors import Invalid
from webapp.web.forms import Form, tidy
from webapp.web.i18n import _, lazy

PASSWORD_RULES = lazy("至少 10 个字符；不要用用户名，也不要用常见的密码。可以是一句好记的话。")


class SignInForm(Form):
    """Name and password."""

    username = StringField(lazy("用户名"), filters=[tidy], validators=[InputRequired(lazy("请填写用户名。"))])
    password = PasswordField(lazy("密码"), validators=[InputRequired(lazy("请填写密码。"))])
    next = HiddenField()


class ChangePasswordForm(Form):
    """The present password and a new one, twice."""

    current = PasswordField(lazy("现在的密码"), validators=[InputRequired(lazy("请填写现在的密码。"))])
    new = PasswordField(lazy("新密码"), description=PASSWORD_RULES, validators=[InputRequired(lazy("请填写新密码。"))])
    again = PasswordField(lazy("再填一次新密码"), validators=[InputRequired(lazy("请再填一次新密码。"))])
    next = HiddenField()


class AccountForm(Form):
    """An account being made or corrected; the route fills in the choices the actor may make."""

    username = StringField(
        lazy("用户名"),
        filters=[tidy],
        description=lazy("登录时使用，2 到 32 个字符：文字、数字、点、横线、下划线。"),
        validators=[InputRequired(lazy("请填写用户名。")), Length(max=names.LONGEST)],
    )
    name = StringField(lazy("姓名"), filters=[tidy], validators=[InputRequired(lazy("请填写姓名。")), Length(max=64)])
    email = StringField(lazy("邮箱"), filters=[tidy], validators=[Optional(), Length(max=254)])
    organisation_id = SelectField(lazy("所在单位"), coerce=int, default=0)


class EditAccountForm(Form):
    """An account being corrected. ``revision`` is what the person saw."""

    name = StringField(lazy("姓名"), filters=[tidy], validators=[InputRequired(lazy("请填写姓名。")), Length(max=64)])
    email = StringField(lazy("邮箱"), filters=[tidy], validators=[Optional(), Length(max=254)])
    organisation_id = SelectField(
        lazy("所在单位"),
        coerce=int,
        default=0,
        description=lazy("更换单位后，在原单位和原工作室的权限会一并取消。"),
    )
    person_id = SelectField(
        lazy("对应的工匠"), coerce=int, default=0, description=lazy("此人在工匠库中的条目；只列本单位还没有账号的人。")
    )
    revision = HiddenField()


class RegistrationForm(Form):
    """A person asking for an account."""

    username = AccountForm.username
    name = AccountForm.name
    email = AccountForm.email
    organisation_id = SelectField(
        lazy("所在单位"), coerce=int, default=0, validators=[NumberRange(min=1, message=lazy("请选择所在单位。"))]
    )
    password = PasswordField(lazy("密码"), description=PASSWORD_RULES, validators=[InputRequired(lazy("请填写密码。"))])
    again = PasswordField(lazy("再填一次密码"), validators=[InputRequired(lazy("请再填一次密码。"))])


class RightForm(Form):
    """A right to give: the choice is written '<role>' or '<role>:<id of the place>'."""

    right = SelectField(lazy("权限"), validate_choice=False)


class MemberForm(Form):
    """A member to add to a studio, by user name."""

    username = StringField(lazy("用户名"), filters=[tidy], validators=[InputRequired(lazy("请填写用户名。"))])
    studio_id = SelectField(lazy("工作室"), coerce=int)


def fault_words() -> dict[str, str]:
    """What to say for the faults of this part's actions."""
    return {
        "required": _("请填写这一项。"),
        "too_short": _("太短。"),
        "too_long": _("太长。"),
        "letters": _("只能用文字、数字、点、横线和下划线。"),
        "signs": _("含有看不见的字符。"),
        "taken": _("这个用户名已有人使用。"),
        "email": _("邮箱格式不对。"),
        "place": _("请选择您可以办理的单位。"),
        "person": _("请选择名单中的人。"),
        "right": _("不能给予这项权限。"),
        "held": _("已经有这项权限。"),
        "member": _("本单位没有可以加入的这个账号。"),
        "full": _("待审批的注册太多，请稍后再试。"),
    }


def password_words(code: str) -> str:
    """What to say of a password that may not be chosen."""
    return {
        "too_short": _("密码至少要 %(count)d 个字符。", count=passwords.SHORTEST),
        "too_long": _("密码最多 %(count)d 个字符。", count=passwords.LONGEST),
        "username": _("密码不能与用户名相同或相近。"),
        "common": _("这个密码太常见，容易被猜中。"),
        "monotone": _("密码里不同的字符太少。"),
        "differs": _("两次填写的新密码不一样。"),
        "same": _("新密码不能与现在的密码相同。"),
        "wrong": _("密码不对。"),
    }[code]


def new_password_fault(new: str, again: str, username: str) -> str:
    """What to say of a new password typed twice; '' when it may be chosen."""
    fault = passwords.password_fault(new, username) or ("differs" if new != again else None)
    return password_words(fault) if fault else ""


def say(form: Form, field: str, words: str) -> None:
    """Show words beside a field."""
    shown = form._fields[field]
    shown.errors = [*shown.errors, words]


def show_refusal(form: Form, refusal: Invalid) -> None:
    """Show the faults of one of this part's actions."""
    form.refuse(refusal, fault_words())
