"""Words for patents: types, events, states, fees, and the one line a document shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from webapp.patents.deadlines import FeeState, last_day
from webapp.patents.workflow import EventKind, Status
from webapp.web.i18n import _, lazy

TYPES = {"invention": lazy("发明"), "utility_model": lazy("实用新型"), "design": lazy("外观设计")}
NO_TYPE = lazy("类型未报道")
EVENTS = {
    EventKind.FILED: lazy("提出申请"),
    EventKind.PUBLISHED: lazy("申请公布"),
    EventKind.EXAMINATION: lazy("进入审查"),
    EventKind.GRANTED: lazy("授权公告"),
    EventKind.TRANSFERRED: lazy("权利转移"),
    EventKind.LICENSED: lazy("许可备案"),
    EventKind.LICENCE_ENDED: lazy("许可终止"),
    EventKind.OPEN_LICENCE: lazy("开放许可声明"),
    EventKind.OPEN_LICENCE_ENDED: lazy("撤回开放许可"),
    EventKind.PLEDGED: lazy("质押登记"),
    EventKind.PLEDGE_RELEASED: lazy("质押解除"),
    EventKind.INVALIDITY_REQUESTED: lazy("被请求宣告无效"),
    EventKind.INVALIDITY_REFUSED: lazy("维持有效"),
    EventKind.INVALIDATED: lazy("宣告无效"),
    EventKind.REJECTED: lazy("驳回"),
    EventKind.WITHDRAWN: lazy("申请人撤回"),
    EventKind.DEEMED_WITHDRAWN: lazy("视为撤回"),
    EventKind.ABANDONED: lazy("放弃专利权"),
    EventKind.LAPSED: lazy("未缴年费终止"),
    EventKind.RESTORED: lazy("恢复权利"),
    EventKind.EXPIRED: lazy("期限届满"),
    EventKind.STRUCK: lazy("作废一条记录"),
}
STATUSES = {
    Status.PLANNED: lazy("拟申请"),
    Status.REPORTED: lazy("见于公开报道"),
    Status.FILED: lazy("已受理"),
    Status.PUBLISHED: lazy("已公布"),
    Status.EXAMINATION: lazy("审查中"),
    Status.GRANTED: lazy("已授权"),
    Status.REJECTED: lazy("已驳回"),
    Status.WITHDRAWN: lazy("已撤回申请"),
    Status.DEEMED_WITHDRAWN: lazy("申请视为撤回"),
    Status.ABANDONED: lazy("已放弃"),
    Status.LAPSED: lazy("未缴年费终止"),
    Status.INVALIDATED: lazy("宣告无效"),
    Status.EXPIRED: lazy("期限届满"),
}
TONES = {
    Status.PLANNED: "plain",
    Status.REPORTED: "plain",
    Status.FILED: "busy",
    Status.PUBLISHED: "busy",
    Status.EXAMINATION: "busy",
    Status.GRANTED: "good",
    Status.LAPSED: "bad",
    Status.INVALIDATED: "bad",
    Status.REJECTED: "bad",
}
FEES = {
    FeeState.SETTLED: lazy("年费已全部缴清"),
    FeeState.AHEAD: lazy("未到期"),
    FeeState.SOON: lazy("90 天内到期"),
    FeeState.NEAR: lazy("30 天内到期"),
    FeeState.CLOSE: lazy("7 天内到期"),
    FeeState.GRACE_FREE: lazy("宽限期第 1 个月，不加收滞纳金"),
    FeeState.GRACE: lazy("宽限期，加收滞纳金"),
    FeeState.OVER: lazy("宽限期已过，没有缴费记录"),
    FeeState.RESTORABLE: lazy("已终止，可以请求恢复"),
    FeeState.CLOSED: lazy("已终止"),
}
FEE_TONES = {
    FeeState.SETTLED: "good",
    FeeState.AHEAD: "good",
    FeeState.SOON: "busy",
    FeeState.NEAR: "warn",
    FeeState.CLOSE: "warn",
    FeeState.GRACE_FREE: "warn",
    FeeState.GRACE: "bad",
    FeeState.OVER: "bad",
    FeeState.RESTORABLE: "bad",
    FeeState.CLOSED: "plain",
}


def yuan(amount: Decimal) -> str:
    """An amount in yuan as people read it: 1,200 or 1,200.50."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return _("%(amount)s 元", amount=text)


def type_label(kind: str) -> str:
    """The word for a type; a report may not have told it."""
    return str(TYPES.get(kind, NO_TYPE))


def tone_of(status: str) -> str:
    """The tone of a state's badge."""
    return TONES.get(Status(status), "plain")


def status_line(
    status: str, expires_on: date | None = None, ended_on: date | None = None, *, is_open: bool = False
) -> str:
    """What the state of one patent means for somebody who wants to use the method, in one plain sentence."""
    kind = Status(status)
    if kind == Status.GRANTED:
        return _granted(expires_on, is_open=is_open)
    if kind == Status.REPORTED:
        return _("公开报道称有专利，法律状态未核对：使用前请先询问权利人")
    if kind == Status.PLANNED:
        return _("拟申请专利，尚未提出：内容请勿公开")
    if kind in (Status.FILED, Status.PUBLISHED, Status.EXAMINATION):
        return _("专利申请中（%(state)s），尚未授权：使用前请先询问申请人", state=str(STATUSES[kind]))
    if kind in (Status.LAPSED, Status.EXPIRED, Status.ABANDONED, Status.INVALIDATED):
        return _("专利已失效（%(state)s）：使用前请先询问权利人", state=str(STATUSES[kind]))
    return _("专利申请未获授权（%(state)s）：使用前请先询问申请人", state=str(STATUSES[kind]))


def _granted(expires_on: date | None, *, is_open: bool) -> str:
    if is_open:
        return _("专利已授权，权利人声明开放许可：按公告的条件办理即可使用")
    if expires_on is None:
        return _("专利已授权：使用前须经权利人许可")
    return _("专利已授权，按期缴费可维持至 %(day)s：使用前须经权利人许可", day=last_day(expires_on).isoformat())
