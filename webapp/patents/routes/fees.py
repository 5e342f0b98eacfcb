"""The table of fee amounts, kept by administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.directory.routes.conflicts import conflict_page
from webapp.directory.routes.filling import summary, typed_texts
from webapp.patents.actions.fees import add_fee, edit_fee, remove_fee
from webapp.patents.forms import FeeForm, fault_words
from webapp.patents.models import FeeAmount
from webapp.patents.policy import keeps_fees
from webapp.patents.queries.fees import fee_amounts, fee_history
from webapp.patents.routes.part import ID, blueprint
from webapp.patents.wording import TYPES, yuan
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, show_date, show_moment
from webapp.web.site import reading, writing

HISTORY_WORDS = {
    "patents.add_fee": lambda: _("新增"),
    "patents.edit_fee": lambda: _("修改"),
    "patents.remove_fee": lambda: _("删除"),
}


@blueprint.get("/patents/fees")
@allow(Audience.ADMINISTRATOR, keeps_fees)
def fees() -> ResponseReturnValue:
    """The table, and the form for a row."""
    return _page(FeeForm(formdata=None))


@blueprint.post("/patents/fees")
@allow(Audience.ADMINISTRATOR, keeps_fees)
def add_fee_now() -> ResponseReturnValue:
    """Add a row."""
    form = FeeForm()
    if not form.validate():
        return _page(form), 422
    try:
        with writing() as session:
            add_fee(session, current_actor(), form.told())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(form), 422
    flash(_("已添加。"), "success")
    return redirect(url_for("patents.fees"), 303)


@blueprint.get(f"/patents/fees/<{ID}:fee_id>")
@allow(Audience.ADMINISTRATOR, keeps_fees)
def fee(fee_id: int) -> ResponseReturnValue:
    """The form of one row."""
    row = _row(fee_id)
    form = FeeForm(formdata=None)
    form.fill(row)
    return render_template("patents/fee.html", form=form, faults=summary(form), row=row)


@blueprint.post(f"/patents/fees/<{ID}:fee_id>")
@allow(Audience.ADMINISTRATOR, keeps_fees)
def edit_fee_now(fee_id: int) -> ResponseReturnValue:
    """Save a row."""
    row = _row(fee_id)
    form = FeeForm()
    if not form.validate():
        return render_template("patents/fee.html", form=form, faults=summary(form), row=row), 422
    try:
        with writing() as session:
            edit_fee(session, current_actor(), fee_id, form.seen_revision, form.told())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return render_template("patents/fee.html", form=form, faults=summary(form), row=row), 422
    except Conflict as refusal:
        address = url_for("patents.fee", fee_id=fee_id)
        typed = {name: str(form[name].data or "") for name in refusal.present.values if name in form}
        title = _("年费标准")
        return conflict_page(refusal, form, ("fee_amount", fee_id), title, address, {**typed_texts(form), **typed})
    flash(_("已保存。"), "success")
    return redirect(url_for("patents.fees"), 303)


@blueprint.post(f"/patents/fees/<{ID}:fee_id>/remove")
@allow(Audience.ADMINISTRATOR, keeps_fees)
def remove_fee_now(fee_id: int) -> ResponseReturnValue:
    """Take a row away."""
    with writing() as session:
        remove_fee(session, current_actor(), fee_id)
    flash(_("已删除，修改记录仍保留。"), "success")
    return redirect(url_for("patents.fees"), 303)


def _row(fee_id: int) -> FeeAmount:
    with reading() as session:
        row = session.get(FeeAmount, fee_id)
    if row is None:
        raise NotFound
    return row


def _page(form: FeeForm) -> str:
    with reading() as session:
        rows = fee_amounts(session)
        history = [
            {
                "time": show_moment(each.at),
                "title": f"{HISTORY_WORDS[each.action]()} · {each.actor_name}" if each.action in HISTORY_WORDS else "",
                "note": _told(each.before, each.after),
            }
            for each in fee_history(session)
        ]
    shown = [
        {
            "id": row.id,
            "type": TYPES[row.type],
            "years": f"{row.from_year}—{row.to_year}" if row.to_year > row.from_year else str(row.from_year),
            "amount": yuan(row.amount),
            "valid": f"{show_date(row.valid_from)} — {show_date(row.valid_until)}",
            "source": row.source,
        }
        for row in rows
    ]
    return render_template("patents/fees.html", form=form, faults=summary(form), rows=shown, history=history)


def _told(before: dict[str, str] | None, after: dict[str, str] | None) -> str:
    def words(values: dict[str, str] | None) -> str:
        if not values:
            return ""
        kind = str(TYPES.get(values.get("type", ""), ""))
        until = f" — {values['valid_until']}" if values.get("valid_until") else ""
        years = f"{values.get('from_year')}—{values.get('to_year')}"
        return f"{kind} {years}: {values.get('amount')} ({values.get('valid_from')}{until}) {values.get('source', '')}"

    return " → ".join(text for text in (words(before), words(after)) if text)
