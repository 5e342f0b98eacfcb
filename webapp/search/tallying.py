"""How often texts are searched for, without who did: what the lexicon lacks shows in what nobody finds.

Only searches of people signed in are counted, so that nobody outside can fill the lists, and whether something was
found is judged by what everybody may read, so that the lists tell nothing of hidden documents. Texts that look like a
person's (long ones, numbers of telephones and papers) are never kept; rare ones are thrown away after a week.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.base.clock import today
from webapp.search.entry import PUBLIC
from webapp.search.models import TALLIED_LIMIT, SearchTally
from webapp.search.request import Request
from webapp.search.site import SearchSite

LEAST = 3
KEPT_DAYS = 90
RARE_DAYS = 7
LISTED = 100
_NUMBERS = re.compile(r"[0-9]{7,}|@")


@dataclass(frozen=True, slots=True)
class Tally:
    """A text with its counts over the days kept."""

    text: str
    count: int
    click_count: int


def tallied(text: str) -> str:
    """The text as it is counted; '' when it is not to be kept."""
    text = " ".join(text.split()).lower()
    return "" if len(text) > TALLIED_LIMIT or _NUMBERS.search(text.replace(" ", "").replace("-", "")) else text


def count_search(session: Session, index: SearchSite, text: str, *, is_click: bool) -> None:
    """Count one search, or that a hit of it was opened."""
    text = tallied(text)
    if not text:
        return
    row = session.get(SearchTally, (today(), text), with_for_update=True)
    if row is None:
        row = SearchTally(day=today(), text=text, count=0, empty_count=0, click_count=0)
        session.add(row)
    if is_click:
        row.click_count += 1
        return
    row.count += 1
    found = index.search(Request(text, frozenset({PUBLIC}), limit=1, snippets=False))
    row.empty_count += found.total == 0


def found_nothing(session: Session) -> Sequence[Tally]:
    """Texts for which nothing public is found most of the time, the most frequent first."""
    return _listed(session, func.sum(SearchTally.empty_count) * 2 > func.sum(SearchTally.count))


def nothing_clicked(session: Session) -> Sequence[Tally]:
    """Texts for which something is found and nothing of it is opened."""
    return _listed(
        session,
        func.sum(SearchTally.click_count) == 0,
        func.sum(SearchTally.empty_count) * 2 <= func.sum(SearchTally.count),
    )


def frequent_texts(session: Session, words: Sequence[str], limit: int = 10) -> list[str]:
    """Texts searched for often that contain one of these words."""
    total = func.sum(SearchTally.count)
    statement = select(SearchTally.text).group_by(SearchTally.text).having(total >= LEAST)
    rows = session.scalars(statement.order_by(total.desc(), SearchTally.text))
    return [text for text in rows if any(word.lower() in text for word in words)][:limit]


def forget_tallies(session: Session, day: date) -> None:
    """Remove what is old, and what stayed rare for a week."""
    session.execute(delete(SearchTally).where(SearchTally.day < day - timedelta(days=KEPT_DAYS)))
    frequent = select(SearchTally.text).group_by(SearchTally.text).having(func.sum(SearchTally.count) >= LEAST)
    kept = session.scalars(frequent).all()
    old = SearchTally.day < day - timedelta(days=RARE_DAYS)
    session.execute(delete(SearchTally).where(old, SearchTally.text.not_in(kept)))


def _listed(session: Session, *conditions: object) -> list[Tally]:
    total = func.sum(SearchTally.count)
    rows = session.execute(
        select(SearchTally.text, total, func.sum(SearchTally.click_count))
        .group_by(SearchTally.text)
        .having(total >= LEAST, *conditions)  # type: ignore[arg-type]
        .order_by(total.desc(), SearchTally.text)
        .limit(LISTED)
    )
    return [Tally(text, int(count), int(clicks)) for text, count, clicks in rows]
