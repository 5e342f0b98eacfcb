"""Loading the directory's files: organisations, people and studios named in the starting library.

Entries already there are left as they are: what somebody edited in the site stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.journal import record
from webapp.base.markdown import render
from webapp.base.plain_yaml import load_plain
from webapp.directory.models import Honour, Organisation, Person, Studio, StudioMember
from webapp.directory.registration import find_organisation, find_person, find_studio, same_name

FILES = ("organisations", "people", "studios")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DirectoryFiles:
    """What the three files hold, row by row."""

    organisations: tuple[Row, ...] = ()
    people: tuple[Row, ...] = ()
    studios: tuple[Row, ...] = ()


def read_directory_files(folder: Path) -> DirectoryFiles:
    """The rows of the files; a missing file has none. Raises PlainYamlError."""
    found: dict[str, tuple[Row, ...]] = {}
    for name in FILES:
        path = folder / f"{name}.yaml"
        if path.is_file():
            found[name] = tuple(load_plain(path.read_text(encoding="utf-8")) or ())
    return DirectoryFiles(**found)


def load_directory(session: Session, actor: Actor, files: DirectoryFiles) -> int:
    """Add the entries that are missing; how many were added. One journal row if any."""
    added = [
        *_load_organisations(session, files.organisations),
        *_load_people(session, files.people),
        *_load_studios(session, files.studios),
    ]
    if added:
        record(session, actor, "directory.load_entries", ("directory", None, ""), None, {"added": added})
    return len(added)


def _load_organisations(session: Session, rows: Iterable[Row]) -> list[str]:
    known = {same_name(name) for name in session.scalars(select(Organisation.name))}
    added = []
    for row in rows:
        if same_name(row["name"]) in known:
            continue
        known.add(same_name(row["name"]))
        session.add(
            Organisation(
                name=row["name"],
                kind=row.get("kind", ""),
                region=row.get("region", ""),
                industry=row.get("industry", ""),
                description=(text := _described(row)),
                description_html=render(text),
            )
        )
        added.append(row["name"])
    session.flush()
    return added


def _load_people(session: Session, rows: Iterable[Row]) -> list[str]:
    added = []
    known = {(same_name(name), place) for name, place in session.execute(select(Person.name, Person.organisation_id))}
    for row in rows:
        organisation = find_organisation(session, row["organisation"]) if row.get("organisation") else None
        if (same_name(row["name"]), organisation.id if organisation else None) in known:
            continue
        honours = [_honour(position, honour) for position, honour in enumerate(row.get("honours", ()))]
        session.add(
            Person(
                name=row["name"],
                organisation_id=organisation.id if organisation else None,
                trade=row.get("trade", ""),
                region=row.get("region", ""),
                industry=row.get("industry", ""),
                post=row.get("post", ""),
                story=(text := row.get("remark", "")),
                story_html=render(text),
                honours=honours,
            )
        )
        added.append(row["name"])
    session.flush()
    return added


def _honour(position: int, row: Row) -> Honour:
    year = row.get("year")
    return Honour(
        position=position,
        term=row.get("term", ""),
        title=row["title"],
        level=row.get("level", ""),
        year=int(year) if year else None,
    )


def _load_studios(session: Session, rows: Iterable[Row]) -> list[str]:
    added = []
    for row in rows:
        organisation = find_organisation(session, row["organisation"]) if row.get("organisation") else None
        organisation_id = organisation.id if organisation else None
        if find_studio(session, row["name"], organisation_id) is not None:
            continue
        leader = find_person(session, row["leader"], organisation_id) if row.get("leader") else None
        founded = row.get("founded_year")
        studio = Studio(
            name=row["name"],
            level=row.get("level", ""),
            organisation_id=organisation_id,
            leader_id=leader.id if leader else None,
            industry=row.get("industry", ""),
            trade=row.get("trade", ""),
            region=row.get("region", ""),
            founded_year=int(founded) if founded else None,
            description=(text := row.get("remark", "")),
            description_html=render(text),
            members=[StudioMember(person_id=leader.id)] if leader else [],
        )
        session.add(studio)
        session.flush()
        added.append(row["name"])
    return added


def _described(organisation: Row) -> str:
    names = organisation.get("aliases", ())
    also_known = "又称：" + "、".join(names) if names else ""
    return "\n\n".join(text for text in (also_known, organisation.get("remark", "")) if text)
