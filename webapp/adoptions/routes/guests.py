"""Guests of a demonstration day: signing up, staying away, the list, and the code at the door."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.actions.guests import check_in, leave, mark_attendance, may_check_in, sign_up
from webapp.adoptions.forms import SignUpForm, fault_words
from webapp.adoptions.labels import GUEST_STATES
from webapp.adoptions.models import Demonstration, DemonstrationGuest
from webapp.adoptions.queries.days import day_page, found_day, guest_by_key, guests_of, place_of
from webapp.adoptions.routes.certificates import code_of
from webapp.adoptions.routes.days import show_day
from webapp.adoptions.routes.lists import SHEET
from webapp.adoptions.routes.part import demonstrations
from webapp.adoptions.workflow import GuestState
from webapp.base.clock import local, now
from webapp.base.errors import Invalid, NotFound
from webapp.base.files.names import content_disposition
from webapp.directory.contact import masked_phone
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@demonstrations.post("/demonstrations/<key>/sign-up")
@allow(Audience.EVERYONE, policy.can_see_day, policy.days_seen_by)
def join(key: str) -> ResponseReturnValue:
    """Sign up, with the account or with what one consents to give."""
    form = SignUpForm()
    actor = current_actor()
    try:
        with writing() as session:
            guest = sign_up(session, actor, key, form.sign_up())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        with reading() as session:
            found = day_page(session, actor, key)
        return show_day(found, 0, form), 422
    waits = guest.state == GuestState.WAITING
    flash(_("名额已满，已为您排入候补。") if waits else _("报名成功。"), "success")
    if actor.is_signed_in:
        return redirect(url_for("demonstrations.day", key=key), 303)
    return redirect(url_for("demonstrations.guest", guest_key=guest.key), 303)


@demonstrations.post("/demonstrations/<key>/leave")
@allow(Audience.SIGNED_IN, policy.can_see_day)
def give_up(key: str) -> ResponseReturnValue:
    """Give one's place up."""
    with writing() as session:
        leave(session, current_actor(), key)
    flash(_("已取消报名。"), "success")
    return redirect(url_for("demonstrations.day", key=key), 303)


@demonstrations.get("/demonstrations/guests/<guest_key>")
@allow(Audience.EVERYONE)
def guest(guest_key: str) -> ResponseReturnValue:
    """One's own sign-up without an account, behind its private key."""
    with reading() as session:
        day, row, place = guest_by_key(session, guest_key)
    return render_template("demonstrations/guest.html", day=day, guest=row, place=place, is_over=day.ends_at <= now())


@demonstrations.post("/demonstrations/guests/<guest_key>")
@allow(Audience.EVERYONE)
def give_up_guest(guest_key: str) -> ResponseReturnValue:
    """Give the place up."""
    with reading() as session:
        day, _row, _place = guest_by_key(session, guest_key)
    with writing() as session:
        leave(session, current_actor(), day.key, guest_key)
    flash(_("已取消报名。"), "success")
    return redirect(url_for("demonstrations.guest", guest_key=guest_key), 303)


@demonstrations.get("/demonstrations/<key>/list")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def attendance(key: str) -> ResponseReturnValue:
    """The list to tick, and the code for the door."""
    with reading() as session:
        day, rows = guests_of(session, current_actor(), key)
    address = check_in_address(day)
    present = [row for row in rows if row.state == GuestState.SIGNED_UP]
    return render_template(
        "demonstrations/attendance.html",
        day=day,
        guests=[row for row in rows if row.state != GuestState.CANCELLED],
        came=sum(1 for row in present if row.attended_at),
        expected=len(present),
        masked_phone=masked_phone,
        address=address,
        code=code_of(address),
        door_is_open=may_check_in(day, now()),
    )


@demonstrations.post("/demonstrations/<key>/list/<int:guest_id>")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def tick(key: str, guest_id: int) -> ResponseReturnValue:
    """Tick somebody off, or take the tick back (``came`` is yes or no)."""
    if guest_id > 2**31 - 1:
        raise NotFound
    with writing() as session:
        mark_attendance(session, current_actor(), key, guest_id, attended=request.form.get("came") != "no")
    return redirect(url_for("demonstrations.attendance", key=key, _anchor=f"guest-{guest_id}"), 303)


@demonstrations.get("/demonstrations/<key>/list/export")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def export_list(key: str) -> ResponseReturnValue:
    """The attendance list as an Excel sheet, without telephone numbers."""
    with reading() as session:
        day, rows = guests_of(session, current_actor(), key)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        _write(path, rows)
        content = path.read_bytes()
    response = Response(content, mimetype=SHEET)
    response.headers["Content-Disposition"] = content_disposition(f"{day.title}-{_('签到表')}.xlsx")
    return response


@demonstrations.get("/demonstrations/<key>/check-in/<check_in_key>")
@allow(Audience.EVERYONE, policy.can_see_day)
def door(key: str, check_in_key: str) -> ResponseReturnValue:
    """What the code at the door leads to."""
    return _door(key, check_in_key, SignUpForm(formdata=None))


@demonstrations.post("/demonstrations/<key>/check-in/<check_in_key>")
@allow(Audience.EVERYONE, policy.can_see_day)
def check_in_now(key: str, check_in_key: str) -> ResponseReturnValue:
    """Be there."""
    form = SignUpForm()
    try:
        with writing() as session:
            check_in(session, current_actor(), key, check_in_key, form.sign_up())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _door(key, check_in_key, form), 422
    return _door(key, check_in_key, form, done=True)


def check_in_address(day: Demonstration) -> str:
    """The address in the code at the door, with the host."""
    path = url_for("demonstrations.door", key=day.key, check_in_key=day.check_in_key)
    return request.url_root.rstrip("/") + path


def _door(key: str, check_in_key: str, form: SignUpForm, *, done: bool = False) -> str:
    with reading() as session:
        day = found_day(session, current_actor(), key)
        found = day_page(session, current_actor(), key)
        place = place_of(session, found.guest) if found.guest is not None else 0
    if day.check_in_key != check_in_key:
        raise NotFound
    came = done or (found.guest is not None and found.guest.attended_at is not None)
    return render_template(
        "demonstrations/door.html", day=day, form=form, came=came, place=place, is_open=may_check_in(day, now())
    )


def _write(path: Path, rows: Sequence[DemonstrationGuest]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(_("签到表"))
        sheet.set_column(0, 4, 20)
        headings = (_("姓名"), _("单位"), _("报名情况"), _("签到时间"), _("签名"))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading)
        for place, row in enumerate(rows, 1):
            came = local(row.attended_at).strftime("%Y-%m-%d %H:%M") if row.attended_at else ""
            for column, cell in enumerate((row.name, row.organisation, str(GUEST_STATES[GuestState(row.state)]), came)):
                sheet.write_string(place, column, cell)
