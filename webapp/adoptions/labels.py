"""Words and money of adoptions for pages, in the language of the request."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from webapp.adoptions.content import Gain, Grade
from webapp.adoptions.workflow import AdoptionState, GuestState, Side
from webapp.base.money import Unit, exact_yuan, shown
from webapp.web.i18n import _, language, lazy

STATES = {
    AdoptionState.REPORTED: lazy("公开报道"),
    AdoptionState.PROPOSED: lazy("待确认"),
    AdoptionState.CONFIRMED: lazy("双方确认"),
    AdoptionState.DISPUTED: lazy("有异议"),
    AdoptionState.ENDED: lazy("已停用"),
    AdoptionState.WITHDRAWN: lazy("已撤回"),
}
TONES = {
    AdoptionState.REPORTED: "plain",
    AdoptionState.PROPOSED: "busy",
    AdoptionState.CONFIRMED: "good",
    AdoptionState.DISPUTED: "bad",
    AdoptionState.ENDED: "plain",
    AdoptionState.WITHDRAWN: "plain",
}
ICONS = {
    AdoptionState.REPORTED: "link-45deg",
    AdoptionState.PROPOSED: "hourglass-split",
    AdoptionState.CONFIRMED: "check2-circle",
    AdoptionState.DISPUTED: "exclamation-circle",
    AdoptionState.ENDED: "clock-history",
    AdoptionState.WITHDRAWN: "eye-slash",
}
SIDES = {Side.ADOPTER: lazy("应用方"), Side.OWNER: lazy("完成方")}
GRADES = {Grade.VERIFIED: lazy("已核实"), Grade.ESTIMATED: lazy("估算"), Grade.REPORTED: lazy("报道")}
GAINS = {Gain.SAVED: lazy("节约"), Gain.GAINED: lazy("增收")}
EVIDENCE = {
    "finance": lazy("财务部门效益证明"),
    "report": lazy("检测、试验报告"),
    "photo": lazy("现场照片"),
    "other": lazy("其他材料"),
}
AUDIENCES = {
    "public": lazy("公开，任何人可报名"),
    "members": lazy("登录用户"),
    "organisation": lazy("本单位职工"),
}
GUEST_STATES = {
    GuestState.SIGNED_UP: lazy("已报名"),
    GuestState.WAITING: lazy("候补"),
    GuestState.CANCELLED: lazy("已取消"),
}


def money_text(fen: int) -> str:
    """An amount in plain words: '12.35 万元', in English '¥123,456.78' or '¥1.23 million'."""
    if language() == "en":
        return _english(fen)
    amount = shown(fen)
    if amount.unit == Unit.YUAN:
        return _("%(n)s 元", n=amount.figure)
    return _("%(n)s 万元", n=amount.figure) if amount.unit == Unit.WAN else _("%(n)s 亿元", n=amount.figure)


def money(fen: int) -> Markup:
    """The same with the exact amount for those who point at it, and for machines."""
    exact = exact_yuan(fen)
    title = _("精确金额：%(n)s 元", n=exact)
    value = exact.replace(",", "")
    return Markup('<data class="money" value="{}" title="{}">{}</data>').format(value, title, money_text(fen))


def money_exact(fen: int) -> str:
    """An amount to the cent, for prints: '1,234,567.80 元'."""
    return f"¥{exact_yuan(fen)}" if language() == "en" else _("%(n)s 元", n=exact_yuan(fen))


def period(started: str, ended: str) -> str:
    """From when to when: '2024-03 起', '2024-03 至 2025-01'; '' when nothing is known."""
    if not started:
        return ""
    return _("%(a)s 至 %(b)s", a=started, b=ended) if ended else _("%(a)s 起", a=started)


def state_word(state: str) -> str:
    """The state in words."""
    return str(STATES[AdoptionState(state)])


def state_tone(state: str) -> str:
    """The tone of its badge."""
    return TONES[AdoptionState(state)]


def state_icon(state: str) -> str:
    """The drawing of its badge."""
    return ICONS[AdoptionState(state)]


def side_word(side: str) -> str:
    """A side in words; '' for none."""
    return str(SIDES[Side(side)]) if side else ""


def gain_word(gain: str) -> str:
    """What an amount is, in words; '' when it is not known."""
    return str(GAINS[Gain(gain)]) if gain else ""


def grade_word(grade: str) -> str:
    """How sure an amount is, in words."""
    return str(GRADES[Grade(grade)])


def lines_of(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _english(fen: int) -> str:
    yuan = Decimal(fen) / 100
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if abs(yuan) >= size:
            return f"¥{(yuan / size).quantize(Decimal('0.01')):f} {word}".replace(".00 ", " ")
    return f"¥{exact_yuan(fen).removesuffix('.00')}"
