"""Demonstration days: what is to come, what was, one day with all it shows, and its entry for calendars."""

from __future__ import annotations

from datetime import UTC

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.forms import AnswerForm, SignUpForm
from webapp.adoptions.models import Demonstration
from webapp.adoptions.queries.days import DayPage, day_page, days_page, found_day, place_of
from webapp.adoptions.routes.part import demonstrations
from webapp.adoptions.workflow import DayState
from webapp.base.clock import local
from webapp.base.files.names import content_disposition
from webapp.base.paging import page_number
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.labels import card_view
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@demonstrations.get("/demonstrations")
@allow(Audience.EVERYONE, policy.can_see_day, policy.days_seen_by)
def index() -> ResponseReturnValue:
    """The days to come, or those gone by."""
    past = request.args.get("when") == "past"
    with reading() as session:
        page = days_page(session, current_actor(), past=past, number=page_number(request.args.get("page")))
    actor = current_actor()
    return render_template(
        "demonstrations/index.html",
        page=page,
        past=past,
        may_announce=bool(actor.managed_organisation_ids or actor.led_studio_ids),
        page_address=lambda number: url_for(
            "demonstrations.index", when="past" if past else None, page=number if number > 1 else None
        ),
    )


@demonstrations.get("/demonstrations/<key>")
@allow(Audience.EVERYONE, policy.can_see_day, policy.days_seen_by)
def day(key: str) -> ResponseReturnValue:
    """One day: when, where, what is shown, and signing up."""
    with reading() as session:
        found = day_page(session, current_actor(), key)
        place = place_of(session, found.guest) if found.guest is not None else 0
    return show_day(found, place)


def show_day(found: DayPage, place: int, form: SignUpForm | None = None, cancelling: AnswerForm | None = None) -> str:
    """The page, with a form that did not do."""
    words = present_vocabularies() if found.documents else None
    return render_template(
        "demonstrations/day.html",
        found=found,
        place=place,
        cards=[card_view(card, words) for card in found.documents] if words else [],
        form=form or SignUpForm(formdata=None),
        cancelling=cancelling,
        adoptions_url=url_for("adoptions.index", day=found.day.key),
    )


@demonstrations.get("/demonstrations/<key>/calendar.ics")
@allow(Audience.EVERYONE, policy.can_see_day, policy.days_seen_by)
def calendar(key: str) -> ResponseReturnValue:
    """The day for a calendar."""
    with reading() as session:
        found = found_day(session, current_actor(), key)
    response = Response(ics_of(found, day_address(key)), mimetype="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition(f"{found.title}.ics")
    return response


def ics_of(found: Demonstration, address: str) -> bytes:
    """One event (RFC 5545). The revision is its sequence, so that a changed day replaces the one in a calendar."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//craftsman results archive//demonstrations//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{found.key}@demonstrations")
    event.add("dtstamp", found.created_at)
    event.add("dtstart", found.starts_at.astimezone(UTC))
    event.add("dtend", found.ends_at.astimezone(UTC))
    event.add("summary", found.title)
    event.add("location", found.place)
    event.add("description", found.description)
    event.add("url", address)
    event.add("sequence", found.revision)
    event.add("status", "CANCELLED" if found.state == DayState.CANCELLED else "CONFIRMED")
    made.add_component(event)
    drawn: bytes = made.to_ical()
    return drawn


def day_address(key: str) -> str:
    """The address of a day, with the host."""
    return request.url_root.rstrip("/") + url_for("demonstrations.day", key=key)


def when_words(found: Demonstration) -> str:
    """When it is: '2026-12-01（周二）09:00–11:30'; over several days both ends in full."""
    start, end = local(found.starts_at), local(found.ends_at)
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    first = f"{start:%Y-%m-%d}（{names[start.weekday()]}）{start:%H:%M}"
    if start.date() == end.date():
        return f"{first}–{end:%H:%M}"
    return f"{first} – {end:%Y-%m-%d}（{names[end.weekday()]}）{end:%H:%M}"
