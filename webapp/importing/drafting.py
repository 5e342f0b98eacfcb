"""From an item of an import to the content of a draft: the choices applied, pictures under the keys they will have."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp.documents.content import Content, Kind
from webapp.documents.content import from_data as content_from_data
from webapp.importing.choices import Choices, Mapped, Terms
from webapp.importing.files_read import reading_in, stem_of
from webapp.importing.mapping import map_reading
from webapp.importing.models import ImportBatch, ImportItem

_SHOWN = re.compile(r'!\[([^\]\n]*)\]\(import:([0-9]+)((?: "[^"\n]*")?)\)')
_SHOWN_HTML = re.compile(r'<img src="import:([0-9]+)" alt="([^"]*)">')


def mapped_of(batch: ImportBatch, item: ImportItem, terms: Terms) -> Mapped:
    """What the draft of an item would say, with the choices made so far."""
    choices = choices_in(item.choices)
    reading = reading_in(item.body)
    usual = Kind(batch.kind)
    if reading is not None:
        return map_reading(reading, choices, stem_of(item.name), usual, terms)
    data: dict[str, Any] = json.loads(item.body)
    content = content_from_data(data["content"])
    if choices.title:
        content = replace(content, title=choices.title)
    return Mapped(choices.kind or Kind(data.get("kind") or usual), content, (), ())


def choices_in(data: Mapping[str, Any]) -> Choices:
    """The choices kept with an item."""
    kind = data.get("kind")
    targets = {int(number): str(target) for number, target in dict(data.get("targets") or {}).items()}
    return Choices(Kind(kind) if kind else None, str(data.get("title") or ""), targets)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The keys pictures will have, by their numbers; those without one are left out of the text."""

    keys: Mapping[int, str]

    def content(self, content: Content) -> Content:
        """The content with every picture under its address."""
        sections = {name: self.text(text) for name, text in content.sections.items()}
        steps = tuple(replace(step, picture=self._key(step.picture)) for step in content.steps)
        return replace(content, sections=sections, steps=steps)

    def text(self, markdown: str) -> str:
        """A text with every picture under its address."""
        return _SHOWN_HTML.sub(self._html, _SHOWN.sub(self._markdown, markdown))

    def _key(self, token: str) -> str:
        number = token.rpartition(":")[2]
        return self.keys.get(int(number), "") if number.isdigit() else ""

    def _markdown(self, match: re.Match[str]) -> str:
        key = self.keys.get(int(match[2]))
        if key is not None:
            return f"![{match[1]}](/attachments/{key}/picture{match[3]})"
        return match[3].strip(' "')

    def _html(self, match: re.Match[str]) -> str:
        key = self.keys.get(int(match[1]))
        return f'<img src="/attachments/{key}/picture" alt="{match[2]}">' if key is not None else ""
