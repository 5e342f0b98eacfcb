"""The calendar of somebody's patents: its private address, and the file itself, which asks for no sign-in."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import now, today
from webapp.base.errors import NotFound
from webapp.patents.actions.calendars import end_calendar, hashed, renew_calendar
from webapp.patents.calendar import calendar_file
from webapp.patents.models import PatentCalendar
from webapp.patents.policy import may_record_somewhere, patents_kept_by
from webapp.patents.queries.dates import calendar_actor, days_of
from webapp.patents.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

SECRET_LENGTH = 32


@blueprint.get("/patents/calendar")
@allow(Audience.WRITER, may_record_somewhere)
def calendar() -> ResponseReturnValue:
    """What the calendar holds and whether it has an address."""
    return _page("")


@blueprint.post("/patents/calendar")
@allow(Audience.WRITER, may_record_somewhere)
def renew_calendar_now() -> ResponseReturnValue:
    """A new address in place of the former, shown once; or none any more (``do`` is end)."""
    with writing() as session:
        if request.form.get("do") == "end":
            end_calendar(session, current_actor())
            secret = ""
        else:
            secret = renew_calendar(session, current_actor())
    if not secret:
        flash(_("订阅已停止，原来的地址不再有效。"), "success")
        return redirect(url_for("patents.calendar"), 303)
    return _page(url_for("patents.calendar_feed", secret=secret, _external=True))


@blueprint.get("/patents/calendar/<secret>.ics")
@allow(Audience.EVERYONE, may_record_somewhere, patents_kept_by)
def calendar_feed(secret: str) -> ResponseReturnValue:
    """The calendar file for whoever has the address; rights are those of its account now."""
    if len(secret) != SECRET_LENGTH or not secret.isascii():
        raise NotFound
    with reading() as session:
        actor = calendar_actor(session, hashed(secret))
        if actor is None:
            raise NotFound
        days = days_of(session, actor, today())
    content = calendar_file(days, _("专利年费与期限"), url_for("patents.index", _external=True) + "/{}", now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="patents.ics"'
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(address: str) -> str:
    actor = current_actor()
    with reading() as session:
        row = session.get(PatentCalendar, actor.account_id or 0)
        count = len(days_of(session, actor, today()))
    return render_template("patents/calendar.html", address=address, made_at=row.made_at if row else None, count=count)
