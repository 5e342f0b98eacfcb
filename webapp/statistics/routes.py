"""Pages of figures: one dimension at a time, narrowed by others, every figure leading to its rows; and as Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.queries.sums import By, Narrow
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.files.names import content_disposition
from webapp.base.money import exact_yuan
from webapp.base.paging import Page, page_number
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.content import Kind
from webapp.documents.wording import KINDS
from webapp.statistics import queries
from webapp.statistics.definitions import dimension_name, dimension_note, figure_definition, figure_name
from webapp.statistics.queries import AMOUNTS, EXPORT_LIMIT, Figure, Line
from webapp.statistics.sheet import SHEET, book_of_lines, book_of_rows
from webapp.web.forms import tidy, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language, show_date
from webapp.web.site import reading

blueprint = Blueprint("statistics", __name__, template_folder="templates")
DIMENSIONS = (By.REGION, By.INDUSTRY, By.YEAR, By.KIND, By.OWNER, By.STUDIO, By.ORGANISATION, By.DOCUMENT)
TERMS = {By.REGION: "regions", By.INDUSTRY: "industries"}
BLANK = "-"  # in an address: the line whose key says nothing
NUMBERS = {"organisation": By.ORGANISATION, "owner": By.OWNER, "studio": By.STUDIO, "document": By.DOCUMENT}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. ``kept`` holds its filters as they stand there."""

    by: By
    order: Figure
    narrow: Narrow
    kept: Mapping[str, str]
    groups: Mapping[str, str] | None
    number: int

    def address(self, endpoint: str = "statistics.index", **changes: Any) -> str:
        """The address with these changes; the page starts anew."""
        values = {**self.kept, "by": self.by, "order": self.order, **changes}
        defaults = {"by": By.REGION, "order": Figure.VERIFIED}
        shown = {key: value for key, value in values.items() if value not in ("", None, defaults.get(key))}
        return url_for(endpoint, **shown)


@blueprint.get("/statistics")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def index() -> ResponseReturnValue:
    """The figures by one dimension."""
    asked = _asked()
    with reading() as session:
        actor = current_actor()
        page, total = _table(session, actor, asked)
        chosen = _chosen(asked, queries.names_of(session, actor, asked.narrow))
    most = max((abs(line.figure(asked.order)) for line in page.items), default=0)
    return render_template(
        "statistics/index.html",
        asked=asked,
        figures=Figure,
        amounts=AMOUNTS,
        total=total,
        page=page,
        most=most,
        dimensions=[(by, dimension_name(by)) for by in DIMENSIONS],
        chosen=chosen,
        years=_years(),
        kinds=[(kind.value, str(KINDS[kind])) for kind in Kind],
        word=lambda line: line_word(asked.by, line),
        deeper=lambda line: _deeper(asked, line),
        rows=lambda figure, line=None: _rows_address(asked, figure, line),
        figure_name=figure_name,
        figure_definition=figure_definition,
        note=dimension_note(asked.by),
        day=show_date(today()),
    )


@blueprint.get("/statistics/export")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def export() -> ResponseReturnValue:
    """The same table as an Excel sheet, with the definitions."""
    asked = _asked()
    with reading() as session:
        actor = current_actor()
        page, total = _table(session, actor, asked, EXPORT_LIMIT)
        chosen = _chosen(asked, queries.names_of(session, actor, asked.narrow))
    words = [line_word(asked.by, line) for line in page.items]
    made = book_of_lines(asked.by, words, page.items, total, [each["label"] for each in chosen], today().isoformat())
    return _workbook(made, _("推广统计"))


@blueprint.get("/statistics/rows")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def rows() -> ResponseReturnValue:
    """The rows one figure is made of."""
    asked, figure = _asked(), _figure()
    with reading() as session:
        found, fen = _behind(session, current_actor(), asked, figure, asked.number)
        chosen = _chosen(asked, queries.names_of(session, current_actor(), asked.narrow), figure)
    return render_template(
        "statistics/rows.html",
        asked=asked,
        figure=figure,
        is_amount=figure in AMOUNTS,
        exact=exact_yuan,
        page=found,
        fen=fen,
        chosen=chosen,
        name=figure_name(figure),
        definition=figure_definition(figure),
        page_address=lambda number: asked.address("statistics.rows", figure=figure, page=number),
        day=show_date(today()),
    )


@blueprint.get("/statistics/rows/export")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def export_rows() -> ResponseReturnValue:
    """The same rows as an Excel sheet."""
    asked, figure = _asked(), _figure()
    with reading() as session:
        found, fen = _behind(session, current_actor(), asked, figure, 1, EXPORT_LIMIT)
    return _workbook(book_of_rows(figure, found, fen, today().isoformat()), figure_name(figure))


def line_word(by: By, line: Line) -> str:
    """The words for a line of a table."""
    if by in TERMS:
        return present_vocabularies().label(TERMS[by], str(line.key or ""), language()) or _("未填写")
    if by == By.YEAR:
        return _("%(year)s 年", year=line.key) if line.key else _("未填写")
    if by == By.KIND:
        return str(KINDS[str(line.key)])
    unnamed = {By.ORGANISATION: _("未公开名称的单位，或名录里没有的"), By.STUDIO: _("没有工作室")}
    return line.name or unnamed.get(by, _("未填写"))


def _asked() -> Asked:
    names = (*NUMBERS, "region", "industry", "year", "kind")
    taken = {name: str(tidy(request.args.get(name, "")))[:64] for name in names}
    kept = {name: value for name, value in taken.items() if value}
    by, order = request.args.get("by", ""), request.args.get("order", "")
    by_key = By(by) if by in DIMENSIONS else By.REGION
    return Asked(
        by=by_key,
        order=Figure(order) if order in set(Figure) else Figure.VERIFIED,
        narrow=_narrow(kept),
        kept=kept,
        groups=_groups(TERMS[by_key], kept.get(by_key, "")) if by_key in TERMS else None,
        number=page_number(request.args.get("page")),
    )


def _narrow(kept: Mapping[str, str]) -> Narrow:
    vocabularies = present_vocabularies()
    blank = frozenset(By(name) for name, value in kept.items() if value == BLANK)
    kept = {name: value for name, value in kept.items() if value != BLANK}
    region, industry, kind = (kept.get(name, "") for name in ("region", "industry", "kind"))
    year = kept.get("year", "")
    numbers = {name: _whole(kept[name]) for name in NUMBERS if name in kept}
    return Narrow(
        document_id=numbers.get("document"),
        organisation_id=numbers.get("organisation"),
        owner_id=numbers.get("owner"),
        studio_id=numbers.get("studio"),
        region=vocabularies.with_descendants("regions", region) if region else frozenset(),
        industry=vocabularies.with_descendants("industries", industry) if industry else frozenset(),
        year=_whole(year) if year else None,
        kind=kind,
        blank=blank,
    )


def _whole(text: str) -> int:
    """A whole number of an address; one that makes no sense narrows to nothing."""
    return whole_number(text, -1)


def _groups(vocabulary: str, chosen: str) -> Mapping[str, str]:
    """Every term under the one at the top, or under the child of the chosen one; the chosen one stands for itself."""
    vocabularies = present_vocabularies()
    terms = vocabularies.terms.get(vocabulary, {})
    groups = {chosen: chosen} if chosen else {}
    for key, term in terms.items():
        if term.parent == (chosen if chosen in terms else ""):
            groups |= dict.fromkeys(vocabularies.with_descendants(vocabulary, key), key)
    return groups


def _table(session: Session, actor: Actor, asked: Asked, size: int = queries.PAGE_SIZE) -> tuple[Page[Line], Line]:
    number = asked.number if size == queries.PAGE_SIZE else 1
    return queries.table(session, actor, asked.by, asked.narrow, asked.order, asked.groups, number, size)


def _figure() -> Figure:
    figure = request.args.get("figure", "")
    return Figure(figure) if figure in set(Figure) else Figure.ADOPTIONS


def _behind(
    session: Session, actor: Actor, asked: Asked, figure: Figure, number: int, size: int = queries.PAGE_SIZE
) -> tuple[Page[Any], int]:
    if figure in AMOUNTS:
        return queries.amounts(session, actor, asked.narrow, figure, number, size)
    if figure == Figure.ADOPTIONS:
        return queries.uses(session, actor, asked.narrow, number, size), 0
    return queries.adopters(session, actor, asked.narrow, figure, number, size), 0


def _line_filter(asked: Asked, line: Line) -> dict[str, str]:
    """What an address has to hold to be about this line."""
    return {asked.by.value: BLANK if line.key in (None, "") else str(line.key)}


def _rows_address(asked: Asked, figure: Figure, line: Line | None) -> str:
    if line is None:
        return asked.address("statistics.rows", figure=figure)
    return asked.address("statistics.rows", figure=figure, **_line_filter(asked, line))


def _deeper(asked: Asked, line: Line) -> str:
    """From a region to its parts, from anything else to its documents; '' where there is nothing below."""
    wanted = _line_filter(asked, line)
    if asked.by == By.DOCUMENT:
        return ""
    if asked.by in TERMS and line.key:
        below = present_vocabularies().with_descendants(TERMS[asked.by], str(line.key))
        if len(below) > 1 and asked.kept.get(asked.by) != line.key:
            return asked.address(**wanted)
    return asked.address(**wanted, by=By.DOCUMENT)


def _chosen(asked: Asked, names: Mapping[str, str], figure: Figure | None = None) -> list[dict[str, str]]:
    words = {
        "region": lambda value: present_vocabularies().label("regions", value, language()),
        "industry": lambda value: present_vocabularies().label("industries", value, language()),
        "year": lambda value: _("%(year)s 年", year=value),
        "kind": lambda value: str(KINDS.get(value, value)),
    }
    endpoint = "statistics.index" if figure is None else "statistics.rows"
    more = {} if figure is None else {"figure": figure}
    return [
        {
            "label": _("%(name)s：%(value)s", name=dimension_name(By(name)), value=label),
            "url": asked.address(endpoint, **{name: "", **more}),
        }
        for name, value in asked.kept.items()
        if (label := _value_word(words, names, name, value))
    ]


def _value_word(words: Mapping[str, Any], names: Mapping[str, str], name: str, value: str) -> str:
    if value == BLANK:
        return _("未填写")
    return str((words[name](value) if name in words else names.get(name, "")) or value)


def _years() -> list[tuple[str, str]]:
    return [(str(year), _("%(year)s 年", year=year)) for year in range(today().year, today().year - 15, -1)]


def _workbook(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=SHEET)
    response.headers["Content-Disposition"] = content_disposition(f"{name}-{today().isoformat()}.xlsx")
    return response
