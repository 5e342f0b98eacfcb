"""The members of a studio."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Invalid, NotAllowed
from webapp.directory.actions.studios import add_member, leave, remove_member
from webapp.directory.policy import administers, can_edit_studio
from webapp.directory.queries.entries import Moved, studio_page
from webapp.directory.queries.finding import people_to_add
from webapp.directory.routes.part import ID, blueprint
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@blueprint.get(f"/studios/<{ID}:studio_id>/members")
@allow(Audience.SIGNED_IN, can_edit_studio)
def members(studio_id: int) -> ResponseReturnValue:
    """The members, and people to add found by name."""
    actor = current_actor()
    asked = str(tidy(request.args.get("name", "")))[:64]
    try:
        with reading() as session:
            found = studio_page(session, studio_id)
            if not can_edit_studio(actor, found.studio):
                raise NotAllowed
            taken = {each.person_id for each in found.studio.members}
            within = None if administers(actor) else found.studio.organisation_id
            near = asked or within is not None
            people = people_to_add(session, asked, within, taken) if near else []
    except Moved as moved:
        return redirect(url_for("directory.members", studio_id=moved.into_id), 301)
    return render_template(
        "directory/members.html", found=found, studio=found.studio, people=people, asked=asked, within=within
    )


@blueprint.post(f"/studios/<{ID}:studio_id>/members/<{ID}:person_id>/add")
@allow(Audience.SIGNED_IN, can_edit_studio)
def add_member_now(studio_id: int, person_id: int) -> ResponseReturnValue:
    """Name a person as member."""
    try:
        with writing() as session:
            add_member(session, current_actor(), studio_id, person_id)
    except Invalid:
        flash(_("没有添加：此人已是成员，或不在本单位。"), "error")
    else:
        flash(_("已添加成员。"), "success")
    return _back(studio_id)


@blueprint.post(f"/studios/<{ID}:studio_id>/members/<{ID}:member_id>/leave")
@allow(Audience.SIGNED_IN, can_edit_studio)
def leave_now(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Note that a member has left."""
    try:
        with writing() as session:
            leave(session, current_actor(), studio_id, member_id)
    except Invalid:
        flash(_("此成员已经离开。"), "error")
    else:
        flash(_("已记为离开，仍列在曾任成员中。"), "success")
    return _back(studio_id)


@blueprint.post(f"/studios/<{ID}:studio_id>/members/<{ID}:member_id>/remove")
@allow(Audience.SIGNED_IN, can_edit_studio)
def remove_member_now(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Take a membership away that was entered by mistake."""
    with writing() as session:
        remove_member(session, current_actor(), studio_id, member_id)
    flash(_("已删除成员记录。"), "success")
    return _back(studio_id)


def _back(studio_id: int) -> ResponseReturnValue:
    return redirect(url_for("directory.members", studio_id=studio_id), 303)
