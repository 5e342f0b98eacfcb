"""Afterwards: what visitors want, followed up until it is done, and the words they left in the guest book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, Invalid
from webapp.base.paging import Page, page_number
from webapp.exhibitions import following_policy, policy
from webapp.exhibitions.actions import following_up as actions
from webapp.exhibitions.actions.moderating import moderate
from webapp.exhibitions.following_forms import FollowForm
from webapp.exhibitions.following_labels import ENTRY_STATES, INTENT_KINDS, INTENT_STATES, fault_words
from webapp.exhibitions.queries import following_up as read
from webapp.exhibitions.queries.following_up import IntentLine, Wanted
from webapp.exhibitions.routes.files import SHEET, sent
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.sheets import Sheet, workbook
from webapp.exhibitions.workflow import EntryMove, IntentMove
from webapp.web.both_sides import form_beside
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, show_moment
from webapp.web.site import reading, writing

MOVES = frozenset(IntentMove)


@blueprint.get("/exhibitions/<key>/visitors")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def visitors(key: str) -> ResponseReturnValue:
    """What visitors want, with filters."""
    wanted = _wanted()
    with reading() as session:
        queue = read.intents_page(session, current_actor(), key, wanted)
    lines = [read.without_contact(line) for line in queue.page.items]
    return render_template(
        "exhibitions/intents.html",
        exhibition=queue.exhibition,
        queue=queue,
        page=Page(lines, queue.page.total, queue.page.number, queue.page.size),
        wanted=wanted,
        address=lambda **changes: _address(key, wanted, **changes),
        page_address=lambda number: _address(key, wanted, page=number if number > 1 else None),
        export_address=_address(key, wanted, endpoint="exhibitions.export_intents"),
        forgotten_on=read.forgotten_on(queue.exhibition),
        retention=read.RETENTION_DAYS,
    )


@blueprint.get("/exhibitions/<key>/visitors/export")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def export_intents(key: str) -> ResponseReturnValue:
    """The same list as an Excel sheet, without contact."""
    with reading() as session:
        queue = read.intents_page(session, current_actor(), key, _wanted(), read.EXPORT_LIMIT)
    made = workbook([Sheet(_("观众意向"), _headings(), [_cells(line) for line in queue.page.items])])
    return sent(made, SHEET, f"{queue.exhibition.title}-{_('观众意向')}.xlsx")


@blueprint.get("/me/intents")
@allow(Audience.SIGNED_IN, following_policy.can_follow_intent, following_policy.intents_followed_by)
def own_intents() -> ResponseReturnValue:
    """The intents one is responsible for."""
    show_all = request.args.get("show") == "all"
    with reading() as session:
        page = read.own_intents(session, current_actor(), page_number(request.args.get("page")), all_states=show_all)
    return render_template(
        "exhibitions/own_intents.html",
        page=page,
        show_all=show_all,
        page_address=lambda number: url_for(
            "exhibitions.own_intents", show="all" if show_all else None, page=number if number > 1 else None
        ),
    )


@blueprint.get("/exhibitions/intents/<key>")
@allow(Audience.SIGNED_IN, following_policy.can_follow_intent, following_policy.intents_followed_by)
def followed_intent(key: str) -> ResponseReturnValue:
    """One intent, without the contact."""
    return _intent_page(key, FollowForm(formdata=None))


@blueprint.post("/exhibitions/intents/<key>/contact")
@allow(Audience.SIGNED_IN, following_policy.can_follow_intent, following_policy.intents_followed_by)
def seen_contact(key: str) -> ResponseReturnValue:
    """The page with the contact; that it was seen is journalled."""
    with writing() as session:
        contact = actions.see_contact(session, current_actor(), key)
    return _intent_page(key, FollowForm(formdata=None), contact=contact or _("已按约定删除"))


@blueprint.post("/exhibitions/intents/<key>/<any(take_up,finish,drop,reopen,note,assign,tell,link,forget):move>")
@allow(Audience.SIGNED_IN, following_policy.can_follow_intent, following_policy.intents_followed_by)
def follow_intent(key: str, move: str) -> ResponseReturnValue:
    """Do one thing with an intent."""
    form = FollowForm()
    here = url_for("exhibitions.followed_intent", key=key)
    try:
        with writing() as session:
            _deed(session, key, move, form)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _intent_page(key, form), 422
    except Conflict as refusal:
        return form_beside(refusal, form, _("观众意向"), here)
    flash(_words(move), "success")
    return redirect(here, 303)


@blueprint.get("/exhibitions/<key>/visitors/guest-book")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def guest_entries(key: str) -> ResponseReturnValue:
    """Entries of the guest book, to be shown or hidden."""
    asked = request.args.get("state", "waiting")
    state = asked if asked in ENTRY_STATES else ""
    with reading() as session:
        exhibition, page, counts = read.guest_book_page(
            session, current_actor(), key, state, page_number(request.args.get("page"))
        )
    return render_template(
        "exhibitions/guest_entries.html",
        exhibition=exhibition,
        page=page,
        counts=counts,
        state=state,
        page_address=lambda number: url_for(
            "exhibitions.guest_entries", key=key, state=state or "all", page=number if number > 1 else None
        ),
    )


@blueprint.post("/exhibitions/<key>/visitors/guest-book/<entry_key>/<any(show,hide,undo):move>")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def moderate_entry(key: str, entry_key: str, move: str) -> ResponseReturnValue:
    """Show an entry, hide it, or put it back."""
    with writing() as session:
        moderate(session, current_actor(), key, entry_key, EntryMove(move))
    said = {
        "show": _("已展示这条留言。可以在“已展示”里放回待处理。"),
        "hide": _("这条留言不再展示。可以在“不展示”里放回待处理。"),
        "undo": _("已放回待处理。"),
    }
    flash(said[move], "success")
    back = request.form.get("state", "waiting")
    state = back if back in ENTRY_STATES else "all"
    return redirect(url_for("exhibitions.guest_entries", key=key, state=state), 303)


def _deed(session: Session, key: str, move: str, form: FollowForm) -> None:
    actor, revision = current_actor(), form.seen_revision
    if move in MOVES:
        actions.move_intent(session, actor, key, IntentMove(move), form.command())
        return
    deeds: dict[str, Callable[[], Any]] = {
        "note": lambda: actions.note_intent(session, actor, key, form.command()),
        "assign": lambda: actions.assign_intent(
            session, actor, key, revision, whole_number(form.responsible.data or "") or None
        ),
        "tell": lambda: actions.tell_owner(session, actor, key, revision),
        "link": lambda: actions.link_adoption(session, actor, key, revision, form.adoption.data or ""),
        "forget": lambda: actions.forget_contact(session, actor, key, revision),
    }
    deeds[move]()


def _intent_page(key: str, form: FollowForm, contact: str = "") -> str:
    with reading() as session:
        found = read.intent_page(session, current_actor(), key)
    line = found.line
    form.responsible.choices = [("", _("还没有人负责"))] + [(each.value, each.label) for each in found.people]
    form.adoption.choices = [("", _("还没有"))] + [(each.value, each.label) for each in found.adoptions]
    form.responsible.data = form.responsible.data or str(line.responsible_id or "")
    form.adoption.data = form.adoption.data or (found.adoption.value if found.adoption else "")
    form.revision.data = form.revision.data or str(line.revision)
    return render_template(
        "exhibitions/intent.html",
        found=found,
        line=read.without_contact(line),
        form=form,
        contact=contact,
        retention=read.RETENTION_DAYS,
    )


def _wanted() -> Wanted:
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    person = request.args.get("responsible", "")
    return Wanted(
        state=state if state in INTENT_STATES or state == "open" else "",
        kind=kind if kind in INTENT_KINDS else "",
        responsible=person if person == read.NOBODY or whole_number(person) else "",
        item_key=request.args.get("item", "")[:24],
        page=page_number(request.args.get("page")),
    )


def _address(key: str, wanted: Wanted, endpoint: str = "exhibitions.visitors", **changes: Any) -> str:
    values = {
        "state": wanted.state,
        "kind": wanted.kind,
        "responsible": wanted.responsible,
        "item": wanted.item_key,
        **changes,
    }
    return url_for(endpoint, key=key, **{name: value for name, value in values.items() if value})


def _headings() -> Sequence[str]:
    return (
        _("时间"), _("想做什么"), _("处理情况"), _("姓名"), _("单位"), _("展项"), _("成果编号"), _("想说的话"),
        _("负责人"), _("备注"),
    )  # fmt: skip


def _cells(line: IntentLine) -> Sequence[str]:
    return (
        show_moment(line.at),
        str(INTENT_KINDS[line.kind]),
        str(INTENT_STATES[line.state]),
        line.name,
        line.organisation,
        line.item.title if line.item else "",
        line.item.number if line.item else "",
        line.message,
        line.responsible,
        "\n".join(f"{name}：{text}" for name, text, _moment in line.notes),
    )


def _words(move: str) -> str:
    return {
        "take_up": _("已标为跟进中。"),
        "finish": _("已办结。"),
        "drop": _("已记下未成的原因。"),
        "reopen": _("已重新跟进。"),
        "note": _("已记下。"),
        "assign": _("已确定负责人。"),
        "tell": _("已告知成果方。"),
        "link": _("已记下促成的应用。"),
        "forget": _("已删除这位观众的姓名、联系方式和留言。"),
    }[move]
