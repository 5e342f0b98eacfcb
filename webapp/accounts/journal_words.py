"""The journal in words: actions, things and fields of every part, and what stood there before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.accounts.models import AccountState
from webapp.accounts.words import ROLES, STATES
from webapp.base.actor import Role
from webapp.base.journal import JournalEntry
from webapp.web.i18n import _, lazy

ACTIONS = {
    "accounts.sign_in": lazy("登录"),
    "accounts.sign_in_refused": lazy("登录失败"),
    "accounts.sign_out": lazy("退出登录"),
    "accounts.end_session": lazy("退出一处登录"),
    "accounts.end_other_sessions": lazy("退出其他登录"),
    "accounts.change_password": lazy("修改密码"),
    "accounts.reset_password": lazy("重置密码"),
    "accounts.create": lazy("新建账号"),
    "accounts.import": lazy("导入账号"),
    "accounts.correct": lazy("修改账号资料"),
    "accounts.disable": lazy("停用账号"),
    "accounts.enable": lazy("恢复账号"),
    "accounts.grant": lazy("给予权限"),
    "accounts.revoke": lazy("取消权限"),
    "accounts.register": lazy("申请注册"),
    "accounts.approve": lazy("批准注册"),
    "accounts.refuse": lazy("拒绝注册"),
    "accounts.first_administrator": lazy("设立首位管理员"),
}
KINDS = {
    "account": lazy("账号"),
    "document": lazy("成果"),
    "version": lazy("成果版本"),
    "attachment": lazy("附件"),
    "organisation": lazy("单位"),
    "person": lazy("工匠"),
    "studio": lazy("工作室"),
    "term": lazy("词条"),
    "library": lazy("成果库"),
}
FIELDS = {
    "username": lazy("用户名"),
    "name": lazy("姓名或名称"),
    "email": lazy("邮箱"),
    "organisation_id": lazy("单位编号"),
    "person_id": lazy("工匠编号"),
    "studio_id": lazy("工作室编号"),
    "state": lazy("状态"),
    "right": lazy("权限"),
    "rights": lazy("权限"),
    "role": lazy("权限"),
    "reason": lazy("原因"),
    "count": lazy("数量"),
}
VALUES = {"wrong": lazy("用户名或密码不对"), "True": lazy("是"), "False": lazy("否")}


def action_words(action: str) -> str:
    """What was done; the code itself where it has no words yet."""
    return str(ACTIONS.get(action, action))


def kind_words(kind: str) -> str:
    """The kind of thing it was done to."""
    return str(KINDS.get(kind, kind))


def changes(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """Field, before and after of a row, in words."""
    before, after = entry.before or {}, entry.after or {}
    keys = list(dict.fromkeys([*before, *after]))
    return [(str(FIELDS.get(key, key)), _shown(before, key), _shown(after, key)) for key in keys]


def changes_text(entry: JournalEntry) -> str:
    """The same in one cell of a sheet."""
    return "\n".join(_lines(entry))


def _lines(entry: JournalEntry) -> Iterator[str]:
    for field, before, after in changes(entry):
        yield f"{field}: {before} → {after}" if before else f"{field}: {after}"


def _shown(values: Mapping[str, Any], key: str) -> str:
    return _value(values[key]) if key in values else ""


def _value(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return _("、").join(_value(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = str(value)
    role, _colon, place = text.partition(": ")
    if role in set(Role):
        return f"{ROLES[Role(role)]}（{place}）" if place else str(ROLES[Role(role)])
    if text in set(AccountState):
        return str(STATES[AccountState(text)])
    return str(VALUES.get(text, text))
