"""What every change of an entry does: load and lock it, compare revisions, check words, note what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Present
from webapp.directory.models import Organisation, Person, Studio, Term
from webapp.directory.policy import keeps_organisation
from webapp.directory.queries.finding import similar_entries, typed_entry

Entry = TypeVar("Entry", Organisation, Person, Studio)
TEXT_LIMIT = 20_000
_EMAIL = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@[^@\s<>\"',;:()\[\]\\]{1,180}\.[^@\s.<>\"',;:()\[\]\\]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")


@dataclass(frozen=True, slots=True)
class Alike:
    """An entry that may be the same as one being added."""

    id: int
    name: str
    organisation: str


def locked(session: Session, model: type[Entry], entry_id: int, *options: Any) -> Entry:
    """The entry, locked until the end of the transaction. Raises NotFound, also for merged ones."""
    row = session.scalar(
        select(model).where(model.id == entry_id, model.merged_into_id.is_(None)).options(*options).with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def refuse_stale(present: Present, revision: int) -> None:
    """Raise Conflict('stale') with what stands there now when somebody else was quicker."""
    if present.revision != revision:
        raise Conflict("stale", present)


def refuse_unknown_terms(session: Session, wanted: Iterable[tuple[str, str, str]], kept: Iterable[str] = ()) -> None:
    """Raise Invalid for keys that are no term in use; triples of field, vocabulary, key. ``kept`` were there before."""
    chosen = [(field, name, key) for field, name, key in wanted if key and key not in set(kept)]
    if not chosen:
        return
    known = {
        (row.vocabulary, row.key)
        for row in session.execute(
            select(Term.vocabulary, Term.key).where(
                Term.key.in_({key for _field, _name, key in chosen}), Term.retired.is_(False)
            )
        )
    }
    faults = [Fault(field, "choice") for field, name, key in chosen if (name, key) not in known]
    if faults:
        raise Invalid(*faults)


def refuse_long(field: str, text: str, limit: int) -> None:
    """Raise Invalid when the text is longer than ``limit`` characters."""
    if len(text) > limit:
        raise Invalid(Fault(field, "long", {"limit": limit}))


def checked_name(name: str, limit: int) -> str:
    """The name as it is stored. Raises Invalid when it is empty or too long."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(Fault("name", "required"))
    refuse_long("name", name, limit)
    return name


def refuse_bad_contact(phone: str, email: str) -> None:
    """Raise Invalid for what is no telephone number or no address."""
    faults = []
    if phone and not _PHONE.fullmatch(phone):
        faults.append(Fault("phone", "phone"))
    if email and not _EMAIL.fullmatch(email):
        faults.append(Fault("email", "email"))
    if faults:
        raise Invalid(*faults)


def placed(session: Session, actor: Actor, typed: str, present_id: int | None, *, new: bool) -> int | None:
    """The id of the organisation typed, if the actor keeps it. Raises Invalid, and NotAllowed for others' ones."""
    organisation = typed_entry(session, Organisation, typed, "organisation", present_id=present_id)
    organisation_id = None if organisation is None else organisation.id
    if (new or organisation_id != present_id) and not keeps_organisation(actor, organisation_id):
        if organisation_id is None:
            raise Invalid(Fault("organisation", "required"))
        raise Invalid(Fault("organisation", "not_kept"))
    return organisation_id


def refuse_alike(session: Session, model: type[Entry], name: str) -> None:
    """Raise Conflict('similar') with the entries that may be the same."""
    found: Sequence[Any] = similar_entries(session, model, name)
    if found:
        raise Conflict("similar", [Alike(row.id, row.name, _place(row)) for row in found])


def _place(row: Any) -> str:
    organisation = None if isinstance(row, Organisation) else row.organisation
    return organisation.name if organisation is not None else ""


def changed(row: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set these columns; what stood there before and stands there now, of those that differ."""
    before, after = {}, {}
    for name, value in values.items():
        present = getattr(row, name)
        if present != value:
            before[name], after[name] = present, value
            setattr(row, name, value)
    return before, after


def without_html(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the journal: without the HTML made from a text."""
    return {name: value for name, value in values.items() if not name.endswith("_html")}


def touch(row: Any) -> None:
    """Make the next flush count the revision up although only rows below changed."""
    flag_modified(row, "name")


def refuse_unless(allowed: bool) -> None:
    """Raise NotAllowed unless the policy allows it."""
    if not allowed:
        raise NotAllowed
