"""The state of a patent on a day, and what it comes to in one word for those who look for documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, or_

from webapp.patents.models import Patent
from webapp.patents.workflow import APPLICATION, OVER, Status


class PublicStatus(StrEnum):
    """One word for all patents of a document, the strongest first."""

    GRANTED = "granted"
    PENDING = "pending"
    REPORTED = "reported"
    OVER = "over"
    NONE = "none"


def status_on(status: str, expires_on: date | None, day: date) -> Status:
    """The state on a day: what is kept, unless the term has run out since."""
    if status == Status.GRANTED and expires_on is not None and day >= expires_on:
        return Status.EXPIRED
    return Status(status)


def status_column(day: date) -> ColumnElement[str]:
    """The same as a column."""
    ended = and_(Patent.status == Status.GRANTED, Patent.expires_on <= day)
    return case((ended, Status.EXPIRED.value), else_=Patent.status)


def has_status(status: str, day: date) -> ColumnElement[bool]:
    """The same as a filter over Patent, which an index can serve."""
    in_term = or_(Patent.expires_on.is_(None), Patent.expires_on > day)
    if status == Status.GRANTED:
        return and_(Patent.status == Status.GRANTED, in_term)
    if status == Status.EXPIRED:
        ended = and_(Patent.status == Status.GRANTED, Patent.expires_on <= day)
        return or_(Patent.status == Status.EXPIRED, ended)
    return Patent.status == status


def public_status(statuses: Iterable[str]) -> PublicStatus:
    """The word for several patents together."""
    words = {_word(status) for status in statuses}
    return next((each for each in PublicStatus if each in words), PublicStatus.NONE)


def _word(status: str) -> PublicStatus:
    if status == Status.GRANTED:
        return PublicStatus.GRANTED
    if status in APPLICATION:
        return PublicStatus.PENDING
    if status == Status.REPORTED:
        return PublicStatus.REPORTED
    return PublicStatus.OVER if status in OVER else PublicStatus.NONE
