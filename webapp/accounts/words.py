"""What rights, states and problems are called on pages."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.accounts.actions.importing import Problem
from webapp.accounts.holders import Right
from webapp.accounts.models import AccountState
from webapp.accounts.sheet import HEADINGS, column_letter
from webapp.base.actor import Role
from webapp.web.i18n import _, lazy

ROLES = {
    Role.STUDIO_MEMBER: lazy("工作室成员"),
    Role.STUDIO_LEADER: lazy("工作室负责人"),
    Role.ORGANISATION_MANAGER: lazy("单位管理员"),
    Role.REVIEWER: lazy("审核员"),
    Role.CURATOR: lazy("策展人"),
    Role.ADMINISTRATOR: lazy("系统管理员"),
    Role.AUDITOR: lazy("审计员"),
}
STATES = {
    AccountState.PENDING: lazy("待审批"),
    AccountState.ACTIVE: lazy("在用"),
    AccountState.DISABLED: lazy("已停用"),
}
TONES = {AccountState.PENDING: "warn", AccountState.ACTIVE: "good", AccountState.DISABLED: "bad"}


AGENTS = (
    ("MicroMessenger", lazy("微信")),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """What a browser calls itself, in a word or two: 'Chrome · Android'."""
    found = [next((str(word) for mark, word in known if mark in agent), "") for known in (AGENTS, SYSTEMS)]
    return " · ".join(word for word in found if word) or agent[:60] or _("未知设备")


def right_words(role: Role, place: str) -> str:
    """A right in words, with its place."""
    return f"{place} · {ROLES[role]}" if place else str(ROLES[role])


def right_code(right: Right) -> str:
    """How a form writes a right: '<role>' or '<role>:<id of the place>'."""
    place = right.studio_id if right.studio_id is not None else right.organisation_id
    return str(right.role) if place is None else f"{right.role}:{place}"


def right_of_code(code: str) -> Right | None:
    """The right a form wrote; None when it makes no sense."""
    word, _colon, place = code.partition(":")
    if word not in set(Role) or (place and (not place.isascii() or not place.isdigit() or int(place[:12]) >= 2**31)):
        return None
    role, place_id = Role(word), int(place) if place else None
    right = Right(role, organisation_id=place_id) if role == Role.ORGANISATION_MANAGER else Right(role, place_id)
    return right if right.is_whole else None


def problem_lines(problems: Iterable[Problem]) -> list[tuple[str, str, str]]:
    """Row, column and words of each problem of a sheet."""
    lines = []
    for problem in problems:
        column = f"{column_letter(problem.field)} {HEADINGS[problem.field]}" if problem.field else ""
        row = _("第 %(number)d 行", number=problem.row) if problem.row else _("整张表")
        lines.append((row, column.strip(), _words(problem.code) % dict(problem.figures or {})))
    return lines


def _words(code: str) -> str:
    return {
        "required": _("没有填写。"),
        "too_short": _("太短，至少 2 个字符。"),
        "too_long": _("太长。"),
        "letters": _("只能用文字、数字、点、横线和下划线。"),
        "signs": _("含有看不见的字符。"),
        "twice": _("与表中另一行重复。"),
        "taken": _("这个用户名已有人使用。"),
        "email": _("邮箱格式不对。"),
        "organisation_required": _("请填写单位。"),
        "organisation_unknown": _("没有这个单位，或不归您管理。请从下拉列表选择。"),
        "several": _("有几个同名的，无法确定是哪一个；请留空，建好后在账号页面选择。"),
        "studio_required": _("填了身份，但没有填工作室。"),
        "studio_unknown": _("没有这个工作室，或不归您管理。请从下拉列表选择。"),
        "studio_elsewhere": _("这个工作室不属于所填的单位。"),
        "role_unknown": _("只能填“成员”或“负责人”。"),
        "heading_unknown": _("不认识的列“%(heading)s”。请使用模板中的标题。"),
        "heading_twice": _("“%(heading)s”列出现了两次。"),
        "heading_missing": _("缺少“%(heading)s”列。"),
        "sheet_empty": _("表中没有内容。"),
        "rows_many": _("有 %(count)d 行，一次最多 %(limit)d 行。请分几次导入。"),
        "rows_far": _("内容离表头太远。一次最多 %(limit)d 行，请删除下方多余的内容。"),
        "columns_many": _("列太多，最多 %(limit)d 列。"),
        "file_large": _("文件太大，最多 %(limit)d MB。"),
        "file_unreadable": _("读不了这个文件。请用模板填写，存为不加密的 .xlsx 文件。"),
        "cell_outside": _("没有标题的列里有内容。"),
        "cell_kind": _("只能是文字或整数。请把单元格设为文本格式后重填。"),
        "cell_lines": _("一个单元格里只能有一行文字。"),
        "cell_error": _("单元格里是公式错误。"),
        "cell_formula": _("不能以 = + @ 开头。"),
        "cell_long": _("文字太长。"),
    }[code]
