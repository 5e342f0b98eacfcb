"""Which blocks are headings, also those typed by hand as bold or numbered lines, and where each leads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.importing import aliases
from webapp.importing.reading import Block, BlockKind

SAME = "same"
_LONGEST = 30
_SENTENCE = re.compile(r"[。；！？!?;]|[，,：:].*[，,]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading by its number (0 is the text before the first), where it leads, and where it would by itself.

    ``place`` is its block, -1 for the opening. ``is_exact`` when the section's own heading says the same.
    """

    number: int
    place: int
    text: str
    level: int
    target: str
    suggested: str
    is_exact: bool = False


def headings_of(blocks: Sequence[Block], targets: Mapping[int, str], opening: str) -> tuple[Heading, ...]:
    """The headings in order, the opening first; ``targets`` are choices by number."""
    found = [Heading(0, -1, "", 0, targets.get(0, opening), opening)]
    has_styles = any(block.kind == BlockKind.HEADING for block in blocks)
    above: list[tuple[int, bool]] = []
    for place, block in enumerate(blocks):
        level = _level(block, has_styles=has_styles)
        if not level:
            continue
        while above and above[-1][0] >= level:
            above.pop()
        meant = aliases.target_of(block.text)
        inside_known = any(known for _level_above, known in above)
        suggested = meant if meant and not inside_known else SAME
        number = len(found)
        target = targets.get(number, suggested)
        exact = aliases.is_exact(block.text)
        found.append(Heading(number, place, block.text, level, target, suggested, exact))
        above.append((level, target != SAME))
    return tuple(found)


def _level(block: Block, *, has_styles: bool) -> int:
    """The level of a heading, 0 for anything else."""
    if block.kind == BlockKind.HEADING:
        return block.level
    if (
        block.kind not in (BlockKind.TEXT, BlockKind.TITLE)
        or not block.text
        or len(block.text) > _LONGEST
        or "\n" in block.text
    ):
        return 0
    if _SENTENCE.search(block.text) or "import:" in block.markdown:
        return 0
    numbered, known = aliases.numbering_level(block.text), aliases.target_of(block.text)
    if known and (numbered or block.bold or aliases.is_exact(block.text)):
        return numbered or 1
    if block.bold and numbered:
        return numbered
    return 1 if block.bold and not has_styles else 0
