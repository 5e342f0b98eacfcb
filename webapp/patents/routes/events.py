"""Recording what happened to a patent, and fees that were paid."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.base.errors import Invalid
from webapp.directory.routes.filling import summary
from webapp.patents.actions.events import record_event
from webapp.patents.actions.payments import cancel_payment, record_payment
from webapp.patents.deadlines import fee_due_on, patent_year, term_years
from webapp.patents.forms import EventForm, PaymentForm, fault_words
from webapp.patents.models import Patent
from webapp.patents.policy import can_keep_patent, patents_kept_by
from webapp.patents.queries.reading import kept_page
from webapp.patents.routes.part import ID, blueprint
from webapp.patents.wording import EVENTS
from webapp.patents.workflow import EventKind, Happened, live_events, possible_events, standing_of
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, show_date
from webapp.web.site import reading, writing


@blueprint.get(f"/patents/<{ID}:patent_id>/events/new")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def event(patent_id: int) -> ResponseReturnValue:
    """The form for an event; ``corrects`` names one that was wrong, ``kind`` what happened."""
    patent = _kept(patent_id)
    form = EventForm(formdata=None)
    asked = request.args.get("corrects", "")
    wrong = next((row for row in live_events(patent.events) if str(row.id) == asked), None)
    if wrong is not None:
        form.corrects.data, form.kind.data, form.on.data = wrong.id, wrong.kind, wrong.on
    else:
        form.kind.data, form.on.data = request.args.get("kind", ""), today()
    return _event_page(patent, form)


@blueprint.post(f"/patents/<{ID}:patent_id>/events/new")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def record_event_now(patent_id: int) -> ResponseReturnValue:
    """Record an event."""
    patent = _kept(patent_id)
    form = EventForm()
    if not form.validate():
        return _event_page(patent, form), 422
    try:
        with writing() as session:
            record_event(session, current_actor(), patent_id, form.command())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _event_page(patent, form), 422
    flash(_("已记录，状态已重新推算。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id, _anchor="history"), 303)


@blueprint.get(f"/patents/<{ID}:patent_id>/payments/new")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def payment(patent_id: int) -> ResponseReturnValue:
    """The form for a fee that was paid."""
    patent = _kept(patent_id)
    form = PaymentForm(formdata=None)
    form.year.data, form.paid_on.data = patent.fee_year or 0, today()
    form.settles.data = True
    return _payment_page(patent, form)


@blueprint.post(f"/patents/<{ID}:patent_id>/payments/new")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def record_payment_now(patent_id: int) -> ResponseReturnValue:
    """Record a payment."""
    patent = _kept(patent_id)
    form = PaymentForm()
    if not form.validate():
        return _payment_page(patent, form), 422
    try:
        with writing() as session:
            record_payment(session, current_actor(), patent_id, form.command())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _payment_page(patent, form), 422
    flash(_("已登记缴费。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id, _anchor="fees"), 303)


@blueprint.post(f"/patents/<{ID}:patent_id>/payments/<{ID}:payment_id>/cancel")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def cancel_payment_now(patent_id: int, payment_id: int) -> ResponseReturnValue:
    """Cancel a payment recorded in error."""
    try:
        with writing() as session:
            cancel_payment(session, current_actor(), patent_id, payment_id)
    except Invalid:
        flash(_("这笔缴费已经冲销过了。"), "error")
    else:
        flash(_("已冲销，记录仍保留。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id, _anchor="fees"), 303)


def _kept(patent_id: int) -> Patent:
    with reading() as session:
        return kept_page(session, current_actor(), patent_id)


def _event_page(patent: Patent, form: EventForm) -> str:
    live: list[Happened] = live_events(patent.events)
    correcting = bool(form.corrects.data)
    if correcting:
        kinds = list(EventKind)
    else:
        standing = standing_of(patent.office, patent.type, patent.events, today())
        kinds = possible_events(patent.office, patent.type, standing, today())
    form.kind.choices = [(kind.value, str(EVENTS[kind])) for kind in kinds]
    form.corrects.choices = [
        (0, _("（不是更正）")),
        *((row.id, f"{show_date(row.on)} {EVENTS[EventKind(row.kind)]}") for row in live),
    ]
    return render_template(
        "patents/event.html", form=form, faults=summary(form), patent=patent, correcting=correcting, kinds=kinds
    )


def _payment_page(patent: Patent, form: PaymentForm) -> str:
    years: list[tuple[int, str]] = []
    if patent.filed_on and patent.granted_on:
        first, last = patent_year(patent.filed_on, patent.granted_on), term_years(patent.type, patent.filed_on)
        years = [
            (year, _("第 %(n)s 年度（应缴日 %(day)s）", n=year, day=show_date(fee_due_on(patent.filed_on, year))))
            for year in range(first, last + 1)
        ]
    form.year.choices = years
    return render_template("patents/payment.html", form=form, faults=summary(form), patent=patent, years=years)
