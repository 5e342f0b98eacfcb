"""Recording patents and changing what their records say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, Present
from webapp.base.journal import record
from webapp.directory.actions.changing import changed
from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.registration import find_person
from webapp.patents.actions.commands import EditPatent, FirstDates, PatentTold, RecordPatent
from webapp.patents.actions.deriving import derive
from webapp.patents.actions.finding import kept_patent, plain, subject
from webapp.patents.deadlines import PatentType, patent_year, term_years
from webapp.patents.models import FeePayment, Patent, PatentEvent, PatentInventor
from webapp.patents.numbers import CHINA, PatentNumber, parse_number
from webapp.patents.policy import may_record
from webapp.patents.queries.keepers import keeper_ids
from webapp.patents.workflow import EventKind

NAME_LIMIT, LIST_LIMIT, NOTE_LIMIT = 64, 40, 4000
EARLIEST = date(1985, 4, 1)
_NUMBERED = re.compile(r"(.*?)\s*[#＃]([0-9]{1,9})")
_LINES = {"applicants": 200, "ipc_classes": 40}
_TEXTS = {"title": 200, "right_holder": 300, "publication_number": 40, "grant_number": 40, "certificate_number": 40}


def record_patent(session: Session, actor: Actor, command: RecordPatent) -> Patent:
    """Record a patent. Raises NotAllowed, and Invalid with everything that is wrong."""
    organisation_id = _place(session, actor, command)
    patent = new_patent(session, command.told, organisation_id, command.studio_id)
    patent.created_by_id = actor.account_id
    refuse_known(session, patent)
    _check_responsible(session, patent)
    session.add(patent)
    session.flush()
    add_dates(session, actor, patent, command.dates)
    session.flush()
    record(session, actor, "patents.record", subject(patent), None, said(patent))
    return patent


def edit_patent(session: Session, actor: Actor, patent_id: int, command: EditPatent) -> bool:
    """Change what a record says; whether anything changed. Raises NotAllowed, Invalid, Conflict('stale')."""
    patent = kept_patent(session, actor, patent_id)
    if patent.revision != command.revision:
        raise Conflict("stale", present_patent(patent))
    number = checked(command.told)
    _check_dates(number, patent.filed_on)
    before, after = changed(patent, _columns(command.told, number))
    if "number" in after:
        refuse_known(session, patent)
    if "responsible_id" in after:
        _check_responsible(session, patent)
    inventors = [(row.name, row.person_id) for row in patent.inventors]
    named = _inventors(session, command.told.inventors, patent.organisation_id)
    if [(row.name, row.person_id) for row in named] != inventors:
        before["inventors"] = [name for name, _id in inventors]
        after["inventors"] = [row.name for row in named]
        patent.inventors.clear()
        session.flush()
        patent.inventors.extend(named)
        flag_modified(patent, "title")  # the revision counts these rows too
    if not before:
        return False
    if "type" in after or "office" in after:
        derive(patent, today())
    record(session, actor, "patents.edit", subject(patent), _plain_pair(before), _plain_pair(after))
    session.flush()
    return True


def new_patent(session: Session, told: PatentTold, organisation_id: int, studio_id: int | None) -> Patent:
    """A row not yet added, from checked words. Raises Invalid."""
    number = checked(told)
    patent = Patent(
        organisation_id=organisation_id,
        studio_id=studio_id,
        events=[],
        payments=[],
        report_key="",
        **_columns(told, number),
    )
    patent.inventors = _inventors(session, told.inventors, organisation_id)
    patent.year = number.year if number else None
    return patent


def add_dates(session: Session, actor: Actor, patent: Patent, dates: FirstDates) -> None:
    """Events for the days known at first, and the year up to which fees are paid. Raises Invalid."""
    check_first_dates(patent.type, _number_of(patent), dates)
    known = (
        (EventKind.FILED, dates.filed_on),
        (EventKind.PUBLISHED, dates.published_on),
        (EventKind.GRANTED, dates.granted_on),
    )
    for kind, on in known:
        if on is not None:
            patent.events.append(event_row(actor, patent, kind, on))
            session.flush()
    patent.payments.extend(paid_rows(actor, patent, dates))
    session.flush()
    derive(patent, today())


def check_first_dates(kind: str, number: PatentNumber | None, dates: FirstDates) -> None:
    """Raise Invalid with everything that is wrong with the days known at first."""
    _check_order(kind, dates)
    _check_dates(number, dates.filed_on)
    _check_paid_year(kind, dates)


def paid_rows(actor: Actor, patent: Patent, dates: FirstDates) -> list[FeePayment]:
    """The payment that stands for all years paid before the record was made."""
    if dates.paid_year is None:
        return []
    row = FeePayment(patent_id=patent.id, year=dates.paid_year, paid_on=today(), note="")
    row.recorded_by_id, row.recorded_by = actor.account_id, actor.name[:64]
    return [row]


def event_row(actor: Actor, patent: Patent, kind: str, on: date, **more: Any) -> PatentEvent:
    """An event as this actor records it."""
    return PatentEvent(
        patent_id=patent.id,
        kind=kind,
        on=on,
        recorded_by_id=actor.account_id,
        recorded_by=actor.name[:64],
        recorded_at=now(),
        **more,
    )


def checked(told: PatentTold) -> PatentNumber | None:
    """The number told, None for none. Raises Invalid with everything that is wrong in a record."""
    faults: list[Fault] = []
    if not told.title:
        faults.append(Fault("title", "required"))
    if told.type not in set(PatentType):
        faults.append(Fault("type", "choice"))
    faults += [Fault(name, "long", {"limit": most}) for name, most in _TEXTS.items() if len(getattr(told, name)) > most]
    for name, most in (*_LINES.items(), ("inventors", NAME_LIMIT)):
        faults += _line_faults(name, getattr(told, name), most)
    if len(told.note) > NOTE_LIMIT:
        faults.append(Fault("note", "long", {"limit": NOTE_LIMIT}))
    if not 0 <= told.fee_percent <= 100:
        faults.append(Fault("fee_percent", "percent"))
    if told.reduced_until_year is not None and not 1 <= told.reduced_until_year <= 20:
        faults.append(Fault("reduced_until_year", "fee_year", {"from": 1, "to": 20}))
    number = None
    if told.number:
        try:
            number = parse_number(told.number)
        except Invalid as refusal:
            faults += refusal.faults
        else:
            if number.type and told.type in set(PatentType) and number.type != told.type:
                faults.append(Fault("type", "type_differs", {"type": number.type}))
    if faults:
        raise Invalid(*faults)
    return number


def refuse_known(session: Session, patent: Patent) -> None:
    """Raise Invalid('known') when this organisation has a record of this number."""
    if not patent.number:
        return
    with session.no_autoflush:
        other = session.scalar(
            select(Patent.id).where(
                Patent.organisation_id == patent.organisation_id,
                Patent.number == patent.number,
                Patent.removed_at.is_(None),
                Patent.id != (patent.id or 0),
            )
        )
    if other is not None:
        raise Invalid(Fault("number", "known", {"id": other}))


def said(patent: Patent) -> dict[str, Any]:
    """A record as the journal keeps it."""
    names = ("number", "type", "title", "right_holder", "status", "filed_on", "published_on", "granted_on")
    return plain({name: getattr(patent, name) for name in names})


def present_patent(patent: Patent) -> Present:
    """What stands there now, for two texts side by side. Needs inventors loaded."""
    return Present(
        patent.revision,
        {
            "title": patent.title,
            "number": patent.typed_number,
            "applicants": "\n".join(patent.applicants),
            "inventors": "\n".join(inventor_text(row) for row in patent.inventors),
            "right_holder": patent.right_holder,
            "ipc_classes": "\n".join(patent.ipc_classes),
            "publication_number": patent.publication_number,
            "grant_number": patent.grant_number,
            "certificate_number": patent.certificate_number,
            "note": patent.note,
        },
    )


def inventor_text(row: PatentInventor) -> str:
    """An inventor as a form shows it: with the id of the person where linked."""
    return f"{row.name} #{row.person_id}" if row.person_id else row.name


def _place(session: Session, actor: Actor, command: RecordPatent) -> int:
    """The organisation of the record: that of the studio where one is named."""
    organisation_id = command.organisation_id
    if command.studio_id is not None:
        owner = session.scalar(
            select(Studio.organisation_id).where(Studio.id == command.studio_id, Studio.merged_into_id.is_(None))
        )
        if owner is None:
            raise Invalid(Fault("place", "choice"))
        organisation_id = owner
    standing = Organisation.merged_into_id.is_(None)
    if session.scalar(select(Organisation.id).where(Organisation.id == organisation_id, standing)) is None:
        raise Invalid(Fault("place", "choice"))
    if not may_record(actor, organisation_id, command.studio_id):
        raise NotAllowed
    return organisation_id


def _columns(told: PatentTold, number: PatentNumber | None) -> dict[str, Any]:
    return {
        "title": told.title,
        "type": told.type,
        "office": number.office if number else CHINA,
        "number": number.number if number else "",
        "typed_number": told.number,
        "applicants": list(told.applicants),
        "right_holder": told.right_holder,
        "ipc_classes": list(told.ipc_classes),
        "publication_number": told.publication_number,
        "grant_number": told.grant_number,
        "certificate_number": told.certificate_number,
        "responsible_id": told.responsible_id,
        "fee_percent": told.fee_percent,
        "reduced_until_year": told.reduced_until_year,
        "note": told.note,
    }


def _inventors(session: Session, typed: Iterable[str], organisation_id: int) -> list[PatentInventor]:
    """Each inventor, linked to the person typed with ``#id``, else to the one of that name in the organisation."""
    rows = []
    for position, text in enumerate(typed):
        found = _NUMBERED.fullmatch(text)
        name = found[1].strip() if found else text
        person: Person | None = find_person(session, name, organisation_id) if name else None
        if found:
            person = session.scalar(select(Person).where(Person.id == int(found[2]), Person.merged_into_id.is_(None)))
            if person is None:
                raise Invalid(Fault("inventors", "unknown", {"name": text}))
            name = name or person.name
        rows.append(PatentInventor(position=position, name=name, person_id=person.id if person else None))
    return rows


def _line_faults(name: str, lines: tuple[str, ...], most: int) -> list[Fault]:
    if len(lines) > LIST_LIMIT:
        return [Fault(name, "lines_many", {"limit": LIST_LIMIT})]
    return [Fault(name, "line_long", {"limit": most}) for line in lines if len(line) > most + 11][:1]


def _check_responsible(session: Session, patent: Patent) -> None:
    """The person responsible must be of the patent's own side, or they could not look after it."""
    if patent.responsible_id is None:
        return
    if patent.responsible_id not in keeper_ids(session, patent.organisation_id, patent.studio_id):
        raise Invalid(Fault("responsible", "choice"))


def _check_order(kind: str, dates: FirstDates) -> None:
    faults: list[Fault] = []
    day = today()
    if dates.published_on is not None and kind != PatentType.INVENTION:
        faults.append(Fault("published_on", "invention_only"))
    for name in ("filed_on", "published_on", "granted_on"):
        on = getattr(dates, name)
        if on is not None and (on > day or on < EARLIEST):
            faults.append(Fault(name, "future" if on > day else "too_early"))
        if on is not None and name != "filed_on" and dates.filed_on is None:
            faults.append(Fault("filed_on", "filed_first"))
        elif on is not None and dates.filed_on is not None and on < dates.filed_on:
            faults.append(Fault(name, "before_filing"))
    if dates.published_on and dates.granted_on and dates.granted_on < dates.published_on:
        faults.append(Fault("granted_on", "before_publication"))
    if faults:
        raise Invalid(*dict.fromkeys(faults))


def _check_dates(number: PatentNumber | None, filed_on: date | None) -> None:
    """The year in a number is that of filing; later only for divisional and international applications."""
    if number is None or filed_on is None or number.office != CHINA or number.year is None:
        return
    if filed_on.year > number.year:
        raise Invalid(Fault("filed_on", "after_number", {"year": number.year}))


def _check_paid_year(kind: str, dates: FirstDates) -> None:
    if dates.paid_year is None:
        return
    if dates.filed_on is None or dates.granted_on is None:
        raise Invalid(Fault("paid_year", "not_granted"))
    first, last = patent_year(dates.filed_on, dates.granted_on), term_years(kind, dates.filed_on)
    if not first <= dates.paid_year <= last:
        raise Invalid(Fault("paid_year", "fee_year", {"from": first, "to": last}))


def _number_of(patent: Patent) -> PatentNumber | None:
    return parse_number(patent.typed_number) if patent.typed_number else None


def _plain_pair(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | list | None) else str(value) for name, value in values.items()}
