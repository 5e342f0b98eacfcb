"""The tree a studio stands in: the line it grew out of, and all that grew out of it, over the generations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.orm import Session

from webapp.directory.models import Studio

GENERATIONS = 12
"""How far the tree goes up, and down; records that form a circle end there at the latest."""
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Branch:
    """A studio with those that grew out of it; ``beside`` counts more of its own that the tree leaves out."""

    id: int
    name: str
    below: tuple[Branch, ...] = ()
    is_here: bool = False
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Lineage:
    """The tree from its oldest studio on. ``grown`` counts the studios that grew out of this one."""

    top: Branch
    grown: int
    is_cut: bool

    @property
    def is_alone(self) -> bool:
        """Whether there is nothing above and nothing below."""
        return self.top.is_here and not self.top.below


def lineage_of(session: Session, studio: Studio) -> Lineage:
    """The tree of a studio in three statements at most; merged entries are no part of it."""
    below = _once(session.execute(_grown_from(studio.id)), studio.id)
    shown = below[:SHOWN]
    children: dict[int | None, list[_Kin]] = {}
    for each in shown:
        children.setdefault(each.parent_id, []).append(each)
    top = replace(_branch(_Kin(studio.id, studio.name, None), children), is_here=True)
    above = _once(session.execute(_grew_out_of(studio.parent_id)), studio.id) if studio.parent_id is not None else []
    drawn = {each.id for each in below}
    above = [each for each in above if each.id not in drawn]
    counts = _child_counts(session, [each.id for each in above])
    for each in above:
        top = Branch(each.id, each.name, (top,), beside=max(0, counts.get(each.id, 1) - 1))
    return Lineage(top, len(shown), is_cut=len(below) > SHOWN)


@dataclass(frozen=True, slots=True)
class _Kin:
    id: int
    name: str
    parent_id: int | None


def _branch(kin: _Kin, children: Mapping[int | None, Sequence[_Kin]]) -> Branch:
    return Branch(kin.id, kin.name, tuple(_branch(each, children) for each in children.get(kin.id, ())))


def _once(rows: Iterable[Row[Any]], but_id: int) -> list[_Kin]:
    """Each studio where it comes first, without the one the tree is about: a circle is walked once."""
    found: dict[int, _Kin] = {}
    for row in rows:
        if row.id != but_id:
            found.setdefault(row.id, _Kin(row.id, row.name, row.parent_id))
    return list(found.values())


def _grown_from(studio_id: int) -> Select[Any]:
    """All below a studio, nearest generation first."""
    known = (Studio.id, Studio.name, Studio.sort_name, Studio.parent_id)
    first = (Studio.parent_id == studio_id, Studio.merged_into_id.is_(None))
    line = select(*known, literal(1).label("generation")).where(*first).cte("grown", recursive=True)
    following = select(*known, line.c.generation + 1).join(line, Studio.parent_id == line.c.id)
    line = line.union_all(following.where(Studio.merged_into_id.is_(None), line.c.generation < GENERATIONS))
    order = (line.c.generation, line.c.sort_name, line.c.id)
    return select(line.c.id, line.c.name, line.c.parent_id).order_by(*order).limit(SHOWN + 2)


def _grew_out_of(parent_id: int) -> Select[Any]:
    """All above, nearest first; a merged entry ends the line."""
    known = (Studio.id, Studio.name, Studio.parent_id)
    first = (Studio.id == parent_id, Studio.merged_into_id.is_(None))
    line = select(*known, literal(1).label("generation")).where(*first).cte("above", recursive=True)
    following = select(*known, line.c.generation + 1).join(line, Studio.id == line.c.parent_id)
    line = line.union_all(following.where(Studio.merged_into_id.is_(None), line.c.generation < GENERATIONS))
    return select(line.c.id, line.c.name, line.c.parent_id).order_by(line.c.generation)


def _child_counts(session: Session, ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    counted = select(Studio.parent_id, func.count()).where(Studio.parent_id.in_(ids), Studio.merged_into_id.is_(None))
    return {parent: count for parent, count in session.execute(counted.group_by(Studio.parent_id)) if parent}
