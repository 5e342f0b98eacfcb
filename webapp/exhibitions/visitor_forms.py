"""Forms visitors without an account fill in."""

from __future__ import annotations

from babel.support import LazyProxy
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from webapp.exhibitions.actions.visiting import (
    CONTACT_LIMIT,
    ENTRY_LIMIT,
    ENTRY_NAME_LIMIT,
    MESSAGE_LIMIT,
    NAME_LIMIT,
    ORGANISATION_LIMIT,
    LeaveIntent,
    WriteEntry,
)
from webapp.web.forms import Form, tidy, tidy_lines
from webapp.web.i18n import lazy

FAULTS: dict[str, LazyProxy] = {
    "required": lazy("请填写这一项"),
    "choice": lazy("请选一项"),
    "consent": lazy("勾选同意后才能保存您的联系方式"),
    "long": lazy("太长了，最多 %(limit)s 个字"),
    "full": lazy("留言太多，暂时收不下了，请过几天再来"),
    "trap": lazy("请把“不要填写”那一栏留空"),
    "flood": lazy("这个网络提交得太频繁，请过十分钟再试"),
}


class Trapped(Form):
    """A form with a field people do not see: whoever fills it in is a program."""

    homepage = StringField(lazy("不要填写"))

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.homepage.data)


class IntentForm(Trapped):
    """What a visitor wants, and how to reach them."""

    item = HiddenField()
    kind = StringField(lazy("您想"), filters=[tidy])
    name = StringField(lazy("怎么称呼您"), filters=[tidy])
    organisation = StringField(lazy("单位"), filters=[tidy])
    contact = StringField(lazy("电话、微信或邮箱"), filters=[tidy])
    message = TextAreaField(lazy("想说的话"), filters=[tidy_lines])
    consent = BooleanField(lazy("我同意主办方为联系我保存以上信息"))

    def command(self) -> LeaveIntent:
        """What was typed."""
        return LeaveIntent(
            kind=self.kind.data or "",
            item_key=(self.item.data or "")[:24],
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            contact=self.contact.data or "",
            message=(self.message.data or "").strip(),
            consent=bool(self.consent.data),
        )


class EntryForm(Trapped):
    """Words for the guest book."""

    text = TextAreaField(lazy("您的留言"), filters=[tidy_lines])
    name = StringField(lazy("署名"), filters=[tidy])

    def command(self) -> WriteEntry:
        """What was typed."""
        return WriteEntry((self.text.data or "").strip(), self.name.data or "")


LIMITS = {
    "name": NAME_LIMIT,
    "organisation": ORGANISATION_LIMIT,
    "contact": CONTACT_LIMIT,
    "message": MESSAGE_LIMIT,
    "text": ENTRY_LIMIT,
    "signature": ENTRY_NAME_LIMIT,
}
