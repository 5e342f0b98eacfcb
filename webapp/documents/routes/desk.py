"""The desk of those who write: what is to be done, what waits for others, what is out."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import now
from webapp.base.errors import Fault
from webapp.base.paging import page_number
from webapp.documents import disclosure_words, policy, wording
from webapp.documents.content import Kind
from webapp.documents.disclosure import Disclosure
from webapp.documents.queries import desk as queries
from webapp.documents.queries.desk import DeskPage, DeskRow, DeskWanted, Pile
from webapp.documents.routes.missing import Missing, missing_of
from webapp.documents.routes.part import blueprint
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading

WORDS_LIMIT = 60


@blueprint.get("/desk")
@allow(Audience.WRITER, policy.writable_by)
def desk() -> ResponseReturnValue:
    """What I and my studio write, by what is to be done."""
    wanted = _wanted()
    with reading() as session:
        found = queries.desk(session, current_actor(), wanted, page_number(request.args.get("page")))
    return render_template(
        "documents/desk.html",
        page=found.page,
        wanted=wanted,
        piles=_piles(found, wanted),
        is_narrowed=wanted != DeskWanted(),
        studios=found.studios,
        missing={row.number: _missing(row) for row in found.page.items},
        days={row.number: (now() - row.submitted_at).days for row in found.page.items if row.submitted_at},
        kinds=wording.KINDS,
        kind_choices=[(key, str(word)) for key, word in wording.KINDS.items()],
        states=wording.STATES,
        disclosures=disclosure_words.SHORT,
    )


def _wanted() -> DeskWanted:
    kind, studio = request.args.get("kind", ""), request.args.get("studio", "")
    pile = request.args.get("pile", "")
    return DeskWanted(
        pile=pile if pile in set(Pile) else "",
        kind=kind if kind in set(Kind) else "",
        studio_id=whole_number(studio),
        words=request.args.get("q", "").replace("\0", "").strip()[:WORDS_LIMIT],
    )


def _piles(found: DeskPage, wanted: DeskWanted) -> list[dict[str, Any]]:
    labels: dict[str, str] = {
        "": _("全部"),
        Pile.TODO: _("待我们修改"),
        Pile.WAITING: _("等审核"),
        Pile.PUBLISHED: _("已发布"),
        Pile.WITHDRAWN: _("已撤回"),
    }
    counts: dict[str, int] = {"": sum(found.counts.values()), **{str(pile): n for pile, n in found.counts.items()}}
    return [
        {"label": label, "url": address(wanted, pile=str(pile)), "current": wanted.pile == pile, "count": counts[pile]}
        for pile, label in labels.items()
    ]


def address(wanted: DeskWanted, **changes: str) -> str:
    """The desk narrowed like this, with some of it changed."""
    studio = str(wanted.studio_id or "")
    stands: dict[str, Any] = {"pile": wanted.pile, "kind": wanted.kind, "studio": studio, "q": wanted.words}
    return url_for("documents.desk", **{name: value for name, value in {**stands, **changes}.items() if value})


def _missing(row: DeskRow) -> list[Missing]:
    if row.content is None:
        return []
    undeclared = (Fault("disclosure", "undeclared"),) if row.disclosure == Disclosure.UNDECLARED else ()
    return missing_of(row.kind, row.content, undeclared)
