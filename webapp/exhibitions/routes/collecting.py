"""Collecting for an exhibition: from results of a search, from kept searches, and halls by a preset."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.actor import Actor, Role
from webapp.base.errors import Invalid, NotFound
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.cards import DocumentCard
from webapp.documents.labels import CardView, card_view, kind_label
from webapp.exhibitions import policy
from webapp.exhibitions.actions import collecting
from webapp.exhibitions.actions.arranging import HALL_LIMIT
from webapp.exhibitions.actions.collecting import KeepQuery, NewHall
from webapp.exhibitions.following_labels import fault_words
from webapp.exhibitions.queries import collecting as read
from webapp.exhibitions.queries.collecting import By, Candidate, Find, Group, Place, Why
from webapp.exhibitions.queries.naming import MODELS, entry_named
from webapp.exhibitions.queries.nominating import halls_of
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.searching import found_by, spelled
from webapp.search.routes import search_index
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language
from webapp.web.panels import ResultAction
from webapp.web.site import reading, writing

ID = "<int(max=2147483647):query_id>"


@blueprint.get("/exhibitions/collect")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def collect() -> ResponseReturnValue:
    """What was chosen: where it goes, and what of it can not be added. A person or a studio comes alone."""
    for kind in MODELS:
        if kind in request.args:
            return _collect_entry(kind, whole_number(request.args[kind]))
    actor, query = current_actor(), request.args.get("search", "")[:4000]
    is_whole = request.args.get("whole") == "1"
    numbers = request.args.getlist("number")[: read.WHOLE_LIMIT]
    with reading() as session:
        places = read.places(session, actor)
        place = _chosen_place(places)
        if is_whole:
            numbers = [card.number for card in found_by(session, search_index(), actor, query)]
        found: list[Candidate] = []
        if place is not None:
            exhibition = exhibition_curated(session, actor, place.key)
            found = read.candidates(session, actor, exhibition, numbers)
    return render_template(
        "exhibitions/collect.html",
        places=places,
        place=place,
        hall=request.args.get("hall", ""),
        good=[(each.number, _view(each.card)) for each in found if each.card and each.why == Why.NONE],
        left=[(each.number, _view(each.card) if each.card else None, _why(each.why)) for each in found if each.why],
        numbers=numbers,
        query=query,
        is_whole=is_whole,
        limit=read.WHOLE_LIMIT,
    )


@blueprint.post("/exhibitions/<key>/collect")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def collect_now(key: str) -> ResponseReturnValue:
    """Put them into a hall."""
    numbers = request.form.getlist("number")
    try:
        with writing() as session:
            done = collecting.collect(session, current_actor(), key, request.form.get("hall", ""), numbers)
    except Invalid as refusal:
        flash(sentence(refusal), "error")
        return redirect(url_for("exhibitions.collect", number=numbers[: read.WHOLE_LIMIT], to=key), 303)
    flash(_("已加入 %(n)s 项。", n=done.count), "success")
    if done.left:
        flash(_("有 %(n)s 项没有加入：已在展览里，或现在不能展出。", n=len(done.left)), "info")
    return redirect(arrangement_of(key), 303)


@blueprint.get("/exhibitions/<key>/queries")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def queries(key: str) -> ResponseReturnValue:
    """Kept searches with how many new matches each has, and presets for halls."""
    with reading() as session:
        exhibition, kept = read.kept_queries(session, _finding(session), current_actor(), key)
    return render_template(
        "exhibitions/queries.html",
        exhibition=exhibition,
        kept=kept,
        limit=collecting.QUERY_LIMIT,
        presets=[(by, word) for by, word in _by_words().items()],
    )


@blueprint.post("/exhibitions/<key>/queries")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def keep_query(key: str) -> ResponseReturnValue:
    """Keep a search."""
    form = request.form
    command = KeepQuery(form.get("name", "")[:200], form.get("hall", ""), spelled(form.get("search", "")))
    try:
        with writing() as session:
            query_id = collecting.keep_query(session, current_actor(), key, command).id
    except Invalid as refusal:
        flash(sentence(refusal), "error")
        return redirect(url_for("exhibitions.collect", search=command.query[:2000], to=key), 303)
    flash(_("已留下这个搜索，有新的相符成果会列在这里。"), "success")
    return redirect(url_for("exhibitions.query", key=key, query_id=query_id), 303)


@blueprint.get(f"/exhibitions/<key>/queries/{ID}")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def query(key: str, query_id: int) -> ResponseReturnValue:
    """New matches of one kept search, to take or dismiss."""
    with reading() as session:
        found = read.suggested(session, _finding(session), current_actor(), key, query_id)
        halls = halls_of(session, found.exhibition.id)
    return render_template(
        "exhibitions/query.html",
        exhibition=found.exhibition,
        query=found.query,
        cards=[(card.number, _view(card)) for card in found.cards],
        halls=halls,
        search_address=url_for("search.results") + "?" + found.query.query,
    )


@blueprint.post(f"/exhibitions/<key>/queries/{ID}/<any(take,dismiss,restore,remove):move>")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def answer_query(key: str, query_id: int, move: str) -> ResponseReturnValue:
    """Take some of the matches, dismiss some, suggest all again, or keep the search no longer."""
    actor, numbers = current_actor(), request.form.getlist("number")
    here = url_for("exhibitions.query", key=key, query_id=query_id)
    try:
        with writing() as session:
            if move == "take":
                done = collecting.collect(session, actor, key, request.form.get("hall", ""), numbers)
                said = _("已加入 %(n)s 项。", n=done.count)
            elif move == "dismiss":
                said = _("不再推荐 %(n)s 项。", n=collecting.dismiss(session, actor, key, query_id, numbers))
            elif move == "restore":
                said = _("已恢复推荐 %(n)s 项。", n=collecting.restore_dismissed(session, actor, key, query_id))
            else:
                collecting.remove_query(session, actor, key, query_id)
                said, here = _("已删除这个搜索。"), url_for("exhibitions.queries", key=key)
    except Invalid as refusal:
        flash(sentence(refusal), "error")
        return redirect(here, 303)
    flash(said, "success")
    return redirect(here, 303)


@blueprint.get("/exhibitions/<key>/presets")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def presets(key: str) -> ResponseReturnValue:
    """The halls a preset would make, before anything is changed."""
    query, by = request.args.get("search", "")[:4000], _by()
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        if not policy.can_change(current_actor(), exhibition):
            raise NotFound
        stand = policy.stands_for(exhibition.audience)
        cards = found_by(session, search_index(), stand, query) if query else read.on_show_cards(session, exhibition)
        groups = read.grouped(session, cards, by)
    return render_template(
        "exhibitions/presets.html",
        exhibition=exhibition,
        by=by,
        presets=[(each, word) for each, word in _by_words().items()],
        query=query,
        groups=[(_title(by, group), group) for group in groups],
        count=len(cards),
    )


@blueprint.post("/exhibitions/<key>/presets")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def make_halls(key: str) -> ResponseReturnValue:
    """Make the halls that were ticked."""
    form = request.form
    groups = [
        NewHall(form.get(f"title-{place}", "")[:200], tuple(form.get(f"numbers-{place}", "").split()))
        for place in form.getlist("group")[:HALL_LIMIT]
    ]
    try:
        with writing() as session:
            count = collecting.make_halls(session, current_actor(), key, groups)
    except Invalid as refusal:
        flash(sentence(refusal), "error")
        return redirect(url_for("exhibitions.presets", key=key, by=form.get("by"), search=form.get("search")), 303)
    flash(_("已按展厅放好 %(n)s 项，可以在布展页撤销。", n=count), "success")
    return redirect(arrangement_of(key), 303)


def result_action(actor: Actor) -> ResultAction | None:
    """What the page of results offers to curators."""
    if not actor.has(Role.CURATOR):
        return None
    whole = _("整个结果（最多 %(n)s 项）", n=read.WHOLE_LIMIT)
    return ResultAction(_("所选加入展览"), whole, url_for("exhibitions.collect"), "easel")


def arrangement_of(key: str) -> str:
    """The page on which halls and items are arranged."""
    return url_for("exhibitions.arrange", key=key)


def sentence(refusal: Invalid) -> str:
    """The first thing that was wrong, in words."""
    fault = refusal.faults[0]
    words = {
        **fault_words(),
        "nothing": _("没有可以加入的成果：请先选中，已在展览里或现在不能展出的不算。"),
        "query": _("请先搜索成果，再留下这个搜索。"),
    }
    return words.get(fault.code, fault.code) % dict(fault.figures or {})


def _collect_entry(kind: str, entry_id: int) -> str:
    with reading() as session:
        places = read.places(session, current_actor())
        place = _chosen_place(places)
        exhibition = exhibition_curated(session, current_actor(), place.key) if place is not None else None
        entry = entry_named(session, exhibition, kind, entry_id)
    return render_template("exhibitions/collect_entry.html", places=places, place=place, entry=entry, kind=kind)


def _chosen_place(places: Sequence[Place]) -> Place | None:
    wanted = request.args.get("to", "")
    return next((place for place in places if place.key == wanted), places[0] if places else None)


def _finding(session: Session) -> Find:
    return lambda actor, query: found_by(session, search_index(), actor, query)


def _view(card: DocumentCard) -> CardView:
    return card_view(card, present_vocabularies())


def _why(why: Why) -> str:
    return {
        Why.ALREADY: _("已在展览里"),
        Why.HIDDEN: _("没有向展览的全部观众开放，不能展出"),
        Why.UNKNOWN: _("没有找到"),
    }[why]


def _by() -> By:
    asked = request.args.get("by", "")
    return By(asked) if asked in set(By) else By.KIND


def _by_words() -> dict[By, str]:
    return {
        By.KIND: _("按成果类型"),
        By.REGION: _("按地区"),
        By.INDUSTRY: _("按产业链"),
        By.LEVEL: _("按工作室命名级别"),
    }


def _title(by: By, group: Group) -> str:
    if not group.key:
        return _("其他成果")
    if by == By.KIND:
        return kind_label(group.key)
    vocabulary = {By.REGION: "regions", By.INDUSTRY: "industries", By.LEVEL: "levels"}[by]
    return present_vocabularies().label(vocabulary, group.key, language()) or group.key
