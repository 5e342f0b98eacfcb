"""The page of one adoption, and its revisions side by side."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.actions.locating import texts_of
from webapp.adoptions.forms import AnswerForm, Empty, EvidenceForm, LinkForm, whole
from webapp.adoptions.labels import gain_word, grade_word
from webapp.adoptions.queries.listing import sums_of
from webapp.adoptions.queries.reading import AdoptionPage, Revision, adoption_page
from webapp.adoptions.queries.sums import Sums
from webapp.adoptions.routes.measures import measure_rows
from webapp.adoptions.routes.part import blueprint
from webapp.base.clock import today
from webapp.base.errors import NotFound
from webapp.base.money import exact_yuan
from webapp.directory.routes.showing import term
from webapp.web.both_sides import runs
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@blueprint.get("/adoptions/<key>")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.can_see_details)
def adoption(key: str) -> ResponseReturnValue:
    """One adoption: what was agreed for readers of the document, everything for the two sides and reviewers."""
    with reading() as session:
        found = adoption_page(session, current_actor(), key)
        sums = sums_of(session, [found.adoption.id]).get(found.adoption.id, Sums())
    return show_adoption(found, sums)


def show_adoption(found: AdoptionPage, sums: Sums, form: AnswerForm | None = None, opened: str = "") -> str:
    """The page, with the form of an answer that did not do; ``opened`` names the form to show open."""
    waits = found.newest is not None and found.adoption.counted not in (None, found.adoption.newest)
    return render_template(
        "adoptions/adoption.html",
        found=found,
        sums=sums,
        measures=measure_rows(found.claim.measures),
        changes=_changes(found) if waits and found.details else [],
        waits=waits,
        agreed=policy.is_agreed(found.adoption),
        form=form or AnswerForm(formdata=None),
        opened=opened,
        evidence_form=EvidenceForm(formdata=None),
        link_form=LinkForm(formdata=None),
        token_form=Empty(formdata=None),
        this_month=today().isoformat()[:7],
    )


@blueprint.get("/adoptions/<key>/revisions")
@allow(Audience.SIGNED_IN, policy.can_see_details, policy.details_seen_by)
def revisions(key: str) -> ResponseReturnValue:
    """All revisions, two of them side by side: the last two unless others are chosen."""
    with reading() as session:
        found = adoption_page(session, current_actor(), key)
    if found.details is None:
        raise NotFound
    kept = found.details.revisions
    ordinals = {each.ordinal: each for each in kept}
    last = kept[-1].ordinal
    to = min(max(whole(request.args.get("to")) or last, 1), last)
    start = min(max(whole(request.args.get("from")) or max(1, to - 1), 1), last)
    sections = _differences(ordinals[start], ordinals[to])
    return render_template(
        "adoptions/revisions.html", found=found, revisions=kept, start=start, to=to, sections=sections
    )


def _changes(found: AdoptionPage) -> list[dict[str, Any]]:
    assert found.details is not None
    kept = {each.ordinal: each for each in found.details.revisions}
    return _differences(kept[found.adoption.counted or 1], kept[found.adoption.newest])


def _differences(first: Revision, second: Revision) -> list[dict[str, Any]]:
    old, new = _shown(first), _shown(second)
    return [{"label": label, "lines": [runs(old[label], new[label])]} for label in old if old[label] != new[label]]


def _shown(revision: Revision) -> dict[str, str]:
    """A revision as texts by their labels, in words."""
    claim = revision.claim
    texts = texts_of(claim)
    benefits = [
        " ".join(
            (str(each.year or "—"), gain_word(each.gain), exact_yuan(each.fen), grade_word(each.grade), each.basis)
        )
        for each in claim.benefits
    ]
    return {
        _("应用时间"): f"{claim.started} — {claim.ended}",
        _("成果版本"): _("第 %(n)s 版", n=claim.ordinal),
        _("车间、班组或工位"): texts["workshop"],
        _("应用地区"): term(claim.region, "regions"),
        _("应用产业链"): term(claim.industry, "industries"),
        _("设备台数"): texts["machines"],
        _("产线条数"): texts["lines"],
        _("使用人数"): texts["people"],
        _("效果如何"): claim.effect,
        _("应用中做了哪些改动"): claim.changes,
        _("改进前后"): texts["measures"],
        _("经济效益"): "\n".join(benefits),
        _("社会效益"): claim.social,
        _("显示单位名称"): _("是") if claim.is_named else _("否"),
    }


def address_of(key: str) -> str:
    """The address of an adoption's page, with the host."""
    return request.url_root.rstrip("/") + url_for("adoptions.adoption", key=key)
