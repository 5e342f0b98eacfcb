"""Taking patents from the rows of a sheet: planned first, then made as one batch that can be taken back.

A legal state that stands in the sheet is never taken over: what is recorded are the days the sheet knows, and the state
follows from them. A row whose number the organisation has already is left out, as is one that repeats another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.directory.models import Studio
from webapp.patents.actions.commands import FirstDates, PatentTold
from webapp.patents.actions.deriving import derive
from webapp.patents.actions.recording import check_first_dates, checked, event_row, new_patent, paid_rows
from webapp.patents.models import Patent, PatentBatch
from webapp.patents.numbers import PatentNumber, parse_number
from webapp.patents.policy import may_record
from webapp.patents.workflow import EventKind

ROW_LIMIT = 500
FIELDS = (
    *("number", "title", "type", "applicants", "inventors", "right_holder", "ipc_classes", "main_class"),
    *("filed_on", "public_number", "public_on", "publication_number", "published_on", "grant_number", "granted_on"),
    *("certificate_number", "legal_status", "paid_year"),
)
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})日?(?:[ T]00:00:00)?")
_BETWEEN = re.compile(r"[;；,，、\n|]+")
_GRANTED = re.compile(r"[BCUYSD][0-9]?$")
_TYPES = (("实用新型", "utility_model"), ("外观", "design"), ("发明", "invention"))
_ENDED = ("失效", "无效", "终止", "届满", "撤回", "驳回", "放弃", "未缴", "无权", "过期")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The texts of one row by field; ``number`` is the row's number as Excel shows it."""

    row: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a sheet: the row (0: the sheet as a whole), the field, and a code with figures."""

    row: int
    field: str
    code: str
    figures: Mapping[str, Any] | None = None


class SheetRefused(Invalid):
    """The sheet cannot be used at all."""

    def __init__(self, code: str, figures: Mapping[str, Any] | None = None) -> None:
        super().__init__(Fault("sheet", code, figures))
        self.problems = [Problem(0, "", code, figures)]


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that will be made. ``state_ignored`` is a legal state of the sheet that no day goes with."""

    row: int
    told: PatentTold
    dates: FirstDates
    number: str
    state_ignored: str = ""


@dataclass(slots=True)
class Plan:
    """What a sheet comes to."""

    planned: list[Planned] = field(default_factory=list)
    known: list[tuple[int, str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """For whom a sheet is taken in."""

    organisation_id: int
    studio_id: int | None = None


def plan_patents(session: Session, actor: Actor, place: Place, rows: Sequence[SheetRow]) -> Plan:
    """What the rows would make, what is known already, and every problem of every row. Raises NotAllowed."""
    _check_place(session, actor, place)
    plan = Plan()
    numbers: dict[str, int] = {}
    for row in rows:
        try:
            planned = _planned(row)
        except _RowRefused as refusal:
            plan.problems += refusal.problems
            continue
        if planned.number and planned.number in numbers:
            plan.problems.append(Problem(row.row, "number", "twice", {"row": numbers[planned.number]}))
            continue
        if planned.number:
            numbers[planned.number] = row.row
        plan.planned.append(planned)
    _set_known_apart(session, place, plan)
    return plan


def import_patents(
    session: Session, actor: Actor, place: Place, rows: Sequence[SheetRow], file_name: str, unused: Sequence[str]
) -> PatentBatch:
    """Make every row that can be made as one batch, with one journal row. Raises NotAllowed, Invalid when none can."""
    plan = plan_patents(session, actor, place, rows)
    if not plan.planned:
        raise SheetRefused("nothing_to_make")
    batch = PatentBatch(
        file_name=file_name[:200],
        organisation_id=place.organisation_id,
        studio_id=place.studio_id,
        unused=list(unused),
        made_by_id=actor.account_id,
        made_by=actor.name[:64],
    )
    session.add(batch)
    session.flush()
    made = []
    for each in plan.planned:
        patent = new_patent(session, each.told, place.organisation_id, place.studio_id)
        patent.batch_id, patent.created_by_id = batch.id, actor.account_id
        made.append((patent, each.dates))
    session.add_all([patent for patent, _dates in made])
    session.flush()
    _add_events(session, actor, made)
    after = {"count": len(made), "numbers": [patent.number for patent, _dates in made if patent.number]}
    record(session, actor, "patents.import", ("patent_batch", batch.id, batch.file_name), None, after)
    return batch


def undo_batch(session: Session, actor: Actor, batch_id: int) -> int:
    """Take all patents of a batch away together; how many. Raises NotFound, Conflict('state') when that was done."""
    batch = session.get(PatentBatch, batch_id, with_for_update=True)
    if batch is None or not may_record(actor, batch.organisation_id, batch.studio_id):
        raise NotFound
    if batch.undone_at is not None:
        raise Conflict("state")
    batch.undone_at = now()
    rows = session.scalars(
        select(Patent).where(Patent.batch_id == batch_id, Patent.removed_at.is_(None)).with_for_update()
    ).all()
    for row in rows:
        row.removed_at, row.removal_reason = batch.undone_at, batch.file_name
    subject = ("patent_batch", batch.id, batch.file_name)
    record(session, actor, "patents.undo_import", subject, {"count": len(rows)}, None)
    return len(rows)


def read_day(text: str) -> date | None:
    """A day in any of the usual ways of writing. Raises ValueError for what is none."""
    text = text.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


class _RowRefused(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def _check_place(session: Session, actor: Actor, place: Place) -> None:
    owner: int | None = place.organisation_id
    if place.studio_id is not None:
        owner = session.scalar(select(Studio.organisation_id).where(Studio.id == place.studio_id))
    if owner != place.organisation_id or not may_record(actor, place.organisation_id, place.studio_id):
        raise NotAllowed


def _planned(row: SheetRow) -> Planned:
    texts = row.texts
    problems: list[Problem] = []
    number = _number(row, problems)
    kind = _type(texts.get("type", "")) or (number.type if number else "")
    if not kind:
        problems.append(Problem(row.row, "type", "type_missing"))
    days = _days(row, problems)
    told = PatentTold(
        title=texts.get("title", ""),
        type=kind,
        number=texts.get("number", ""),
        applicants=_words(texts.get("applicants", "")),
        inventors=_words(texts.get("inventors", "")),
        right_holder=texts.get("right_holder", ""),
        ipc_classes=_words(";".join([texts.get("main_class", ""), texts.get("ipc_classes", "")])),
        publication_number=texts.get("publication_number", ""),
        grant_number=texts.get("grant_number", ""),
        certificate_number=texts.get("certificate_number", ""),
    )
    told, days = _sorted_out(told, texts.get("public_number", ""), days)
    dates = FirstDates(days["filed_on"], days["published_on"], days["granted_on"], _paid_year(row, problems))
    problems += _faults(row, told, dates, number)
    if problems:
        raise _RowRefused(problems)
    state = texts.get("legal_status", "")
    ignored = state if any(word in state for word in _ENDED) else ""
    return Planned(row.row, told, dates, number.number if number else "", ignored)


def _number(row: SheetRow, problems: list[Problem]) -> PatentNumber | None:
    text = row.texts.get("number", "")
    if not text:
        return None
    try:
        return parse_number(text)
    except Invalid as refusal:
        problems += [Problem(row.row, "number", each.code, each.figures) for each in refusal.faults]
        return None


def _days(row: SheetRow, problems: list[Problem]) -> dict[str, date | None]:
    days: dict[str, date | None] = {}
    for name in ("filed_on", "public_on", "published_on", "granted_on"):
        try:
            days[name] = read_day(row.texts.get(name, ""))
        except ValueError:
            days[name] = None
            problems.append(Problem(row.row, name, "day", {"text": row.texts[name][:40]}))
    return days


def _sorted_out(
    told: PatentTold, public_number: str, days: dict[str, date | None]
) -> tuple[PatentTold, dict[str, date | None]]:
    """Exports have one column for whichever was last: the letter at its end says whether a grant was announced."""
    is_grant = bool(_GRANTED.search(public_number.strip().upper()))
    if not public_number:
        is_grant = told.type != "invention"
    values = {name: getattr(told, name) for name in told.__dataclass_fields__}
    name, day = ("grant_number", "granted_on") if is_grant else ("publication_number", "published_on")
    values[name] = values[name] or public_number
    days = {**days, day: days[day] or days["public_on"]}
    if told.type != "invention":
        days["published_on"] = None
    return PatentTold(**values), days


def _faults(row: SheetRow, told: PatentTold, dates: FirstDates, number: PatentNumber | None) -> list[Problem]:
    found: list[Fault] = []
    try:
        checked(told)
    except Invalid as refusal:
        found += refusal.faults
    try:
        check_first_dates(told.type, number, dates)
    except Invalid as refusal:
        found += refusal.faults
    shown = {name: _shown_field(row, name) for name in {fault.field for fault in found}}
    return [
        Problem(row.row, shown[fault.field], fault.code, fault.figures)
        for fault in found
        if fault.field != "number" and (told.type or fault.field != "type")
    ]


def _shown_field(row: SheetRow, name: str) -> str:
    """The column a fault came from: one column may hold either kind of announcement."""
    instead = {"published_on": "public_on", "granted_on": "public_on"}
    return name if row.texts.get(name) or name not in instead else instead[name]


def _paid_year(row: SheetRow, problems: list[Problem]) -> int | None:
    text = row.texts.get("paid_year", "").removeprefix("第").removesuffix("年度").removesuffix("年").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text)
    problems.append(Problem(row.row, "paid_year", "whole"))
    return None


def _type(text: str) -> str:
    return next((kind for word, kind in _TYPES if word in text), "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in _BETWEEN.split(text) if word.strip()))


def _set_known_apart(session: Session, place: Place, plan: Plan) -> None:
    """Rows whose number this organisation has already are left out."""
    numbers = [each.number for each in plan.planned if each.number]
    known: dict[str, int] = {}
    for start in range(0, len(numbers), 400):
        rows = session.execute(
            select(Patent.number, Patent.id).where(
                Patent.organisation_id == place.organisation_id,
                Patent.removed_at.is_(None),
                Patent.number.in_(numbers[start : start + 400]),
            )
        )
        known.update((number, patent_id) for number, patent_id in rows)
    plan.known = [(each.row, each.number, known[each.number]) for each in plan.planned if each.number in known]
    plan.planned = [each for each in plan.planned if each.number not in known]


def _add_events(session: Session, actor: Actor, made: Sequence[tuple[Patent, FirstDates]]) -> None:
    for patent, dates in made:
        days = (
            (EventKind.FILED, dates.filed_on),
            (EventKind.PUBLISHED, dates.published_on),
            (EventKind.GRANTED, dates.granted_on),
        )
        session.add_all([event_row(actor, patent, kind, on) for kind, on in days if on is not None])
        session.add_all(paid_rows(actor, patent, dates))
    session.flush()
    ids = [patent.id for patent, _dates in made]
    rows = session.scalars(
        select(Patent)
        .where(Patent.id.in_(ids))
        .options(selectinload(Patent.events), selectinload(Patent.payments))
        .execution_options(populate_existing=True)
    )
    for patent in rows:
        derive(patent, today())
    session.flush()
