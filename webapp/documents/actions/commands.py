"""What the actions are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.documents.checks import DEFAULT_RULES, Rules
from webapp.documents.content import Content, Kind
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Visibility


@dataclass(frozen=True, slots=True)
class VersionKey:
    """One version of a document: the document's number and the version's ordinal from 1."""

    number: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class CreateDocument:
    """Begin a document. ``rendered`` is made of the content's sections by ``renderer_version``, if it could."""

    kind: Kind
    organisation_id: int
    studio_id: int | None
    content: Content
    visibility: Visibility = Visibility.ORGANISATION
    rendered: Mapping[str, str] = field(default_factory=dict)
    renderer_version: str = ""


@dataclass(frozen=True, slots=True)
class Declare:
    """Say whether the document is a secret. ``basis`` is the declaration the form was made from, 0 for none.

    ``filing_number`` as typed and ``filed_on`` are needed for ``filed``; see ``disclosure.way_to``.
    """

    disclosure: Disclosure
    basis: int = 0
    filing_number: str = ""
    filed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StartVersion:
    """Begin the next version as a copy of version ``ordinal``."""

    ordinal: int


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Put this text in place of the one that stood at ``base_revision``."""

    base_revision: int
    content: Content
    visibility: Visibility
    change_note: str = ""
    rendered: Mapping[str, str] = field(default_factory=dict)
    renderer_version: str = ""


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand the text of this revision in for review, held against these rules."""

    revision: int
    rules: Rules = DEFAULT_RULES


@dataclass(frozen=True, slots=True)
class Recall:
    """Take the version of this revision back from review."""

    revision: int


@dataclass(frozen=True, slots=True)
class ReturnVersion:
    """Give the version of this revision back with a reason for each section, field or step; '' is the whole.

    ``quotes`` says how the steps named began.
    """

    revision: int
    notes: Mapping[str, str]
    quotes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddRemark:
    """Say something of a place: a field, 'sections.<name>', 'steps.<row>' or '' for the whole."""

    place: str
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Publish:
    """Publish exactly what was read: the version of this revision with this content hash."""

    revision: int
    content_hash: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take down the published version, which must be the one with this ordinal."""

    ordinal: int
    reason: str


@dataclass(frozen=True, slots=True)
class NarrowVisibility:
    """Let fewer people read the published version, which must be the one with this ordinal."""

    ordinal: int
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands there now, told to somebody whose edit came too late."""

    ordinal: int
    revision: int
    state: str
    visibility: str
    change_note: str
    content: Content


@dataclass(frozen=True, slots=True)
class Verify:
    """Say whether the published version, which must be the one with this ordinal, is still correct."""

    ordinal: int
    is_correct: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Halt:
    """Call in the published version, which must be the one with this ordinal; ``also_tell`` are further accounts."""

    ordinal: int
    reason: str
    also_tell: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Lift:
    """Let it be used again; ``also_tell`` are further accounts."""

    ordinal: int
    reason: str
    also_tell: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SetRule:
    """Set what a kind asks, over the rule of this revision (0: never set)."""

    kind: Kind
    needs_second: bool
    verify_months: int
    revision: int = 0
