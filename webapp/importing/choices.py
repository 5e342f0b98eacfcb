"""What the importer decided about one file, and what a draft of it would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.documents.content import Content, Kind, Section
from webapp.importing.aliases import FIELD_TARGETS
from webapp.importing.headings import SAME, Heading
from webapp.importing.reading import Line, pictures_in

TARGETS = (*(section.value for section in Section), *FIELD_TARGETS, SAME)

Terms = Mapping[str, Mapping[str, str]]
"""For 'industry', 'trade' and 'region': the key of each name of a term."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the importer decided: kind and title ('' as found), and the target of headings by their number."""

    kind: Kind | None = None
    title: str = ""
    targets: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a draft would say. Pictures are still tokens; ``report`` is the file's and what the mapping itself left."""

    kind: Kind
    content: Content
    headings: tuple[Heading, ...]
    report: tuple[Line, ...]

    @property
    def pictures(self) -> tuple[int, ...]:
        """The numbers of the pictures shown, in order."""
        return pictures_in((*self.content.sections.values(), *(step.picture for step in self.content.steps)))
