"""All that is known of a document when a form is filled, as one frozen value, so that filling needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.documents.content import Content, Kind


@dataclass(frozen=True, slots=True)
class KnownPatent:
    """A patent as a form lists it. ``status`` is in words."""

    title: str
    number: str
    type: str = ""
    status: str = ""
    date: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class KnownAdoption:
    """A use as a form lists it. ``since`` and ``until`` are YYYY-MM or '', ``benefit_yuan`` an exact decimal or ''."""

    organisation: str
    since: str = ""
    until: str = ""
    effect: str = ""
    benefit_yuan: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A version, the words behind its keys, what stands beside it in the archive, and what somebody answered.

    ``is_secret`` is what the document declares of its know-how. ``texts`` holds the Markdown sections as plain text.
    ``answers`` are by the key of the field.
    """

    number: str
    ordinal: int
    kind: Kind
    kind_words: str
    content: Content
    organisation: str
    studio: str = ""
    industry: str = ""
    trade: str = ""
    region: str = ""
    naming_level: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    is_secret: bool = False
    patents: tuple[KnownPatent, ...] = ()
    adoptions: tuple[KnownAdoption, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
