"""One item as it is printed: its own words first, then what the document, the person or the studio says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.base.files.store import FileStore
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.content import Benefit, Content, Measure
from webapp.documents.figures import change_of, in_wan, number_in
from webapp.documents.wording import BENEFIT_KINDS
from webapp.exhibitions.paper.texts import first_sentences, joined, paragraphs
from webapp.exhibitions.queries.showing import Exhibit, ShownPicture
from webapp.web.i18n import _

CAPTION_LENGTH = 90
SECTION_LENGTH = 160
SECTIONS = ("problem", "method", "effect")
MEASURES = 6
BENEFITS = 4
SHORT_FIGURE = 14
ROW_LENGTH = 36
TITLE_LENGTH = 16
PEOPLE = 12
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What items need to know beside themselves. ``address`` is that of the exhibition."""

    files: FileStore
    vocabularies: Vocabularies
    language: str
    address: str
    patents: Mapping[int, list[str]]
    needs: Mapping[str, str]
    organisations: Mapping[int, str]


def item_data(exhibit: Exhibit, hall: str, around: Surroundings) -> Data:
    """All that may be printed of an item."""
    item = exhibit.item
    told = _told(exhibit, around)
    summary = told.pop("summary")
    made = {
        "key": item.key,
        "number": exhibit.number,
        "kind": item.kind,
        "title": exhibit.title,
        "hall": hall,
        "booth": item.booth,
        "caption": item.caption or first_sentences(summary, CAPTION_LENGTH),
        "summary": summary,
        "note": paragraphs(item.note),
        "text": paragraphs(item.text),
        "pictures": [picture_data(each, around.files) for each in exhibit.pictures],
        "has_video": exhibit.video is not None,
        "demonstrations": item.demonstrations,
        "is_halted": exhibit.is_halted,
        "needs": around.needs.get(item.key, ""),
        "url": f"{around.address}/items/{item.key}",
        **told,
    }
    return {**made, "length": _length(made)}


def picture_data(picture: ShownPicture, files: FileStore) -> Data:
    """A picture: where its file lies, what it shows, and how pages of the site know it."""
    known = {"key": picture.key, "is_own": picture.is_own}
    return {**known, "sha256": picture.sha256, "path": str(files.path(picture.sha256)), "alt": picture.alt}


def _told(exhibit: Exhibit, around: Surroundings) -> Data:
    """What the thing itself says; the same names for every kind of item."""
    told: Data = dict.fromkeys(("summary", "document", "studio", "organisation", "trade"), "")
    told |= {
        name: []
        for name in ("points", "measures", "figures", "benefits", "people", "patents", "organisations", "sections")
    }
    if exhibit.document is not None and exhibit.content is not None:
        return {**told, **_of_document(exhibit, exhibit.content, around)}
    entry = exhibit.person or exhibit.studio
    if entry is not None:
        story = exhibit.person.story if exhibit.person else exhibit.studio.description if exhibit.studio else ""
        told["summary"] = " ".join(paragraphs(story))
        told["organisation"] = around.organisations.get(entry.organisation_id or 0, "")
        told["organisations"] = [told["organisation"]] if told["organisation"] else []
        told["trade"] = around.vocabularies.label("trades", entry.trade, around.language)
        told["people"] = [exhibit.person.name] if exhibit.person else []
        told["studio"] = exhibit.studio.name if exhibit.studio else ""
    return told


def _of_document(exhibit: Exhibit, content: Content, around: Surroundings) -> Data:
    document = exhibit.document
    assert document is not None
    measures = [_measure(each) for each in content.measures if each.before or each.after][:MEASURES]
    names = [document.organisation.name, *(each.name for each in content.organisations)]
    return {
        "summary": " ".join(paragraphs(content.summary)),
        "document": document.number,
        "points": [" ".join(paragraphs(point)) for point in content.innovation_points],
        "sections": _sections(content),
        "measures": measures,
        "figures": sorted((each for each in measures if each["after"]), key=_telling),
        "benefits": [_benefit(each) for each in content.benefits if each.amount_yuan][:BENEFITS],
        "people": [each.name for each in content.contributors][:PEOPLE],
        "patents": around.patents.get(document.id, []),
        "studio": document.studio.name if document.studio else "",
        "organisation": document.organisation.name,
        "organisations": list(dict.fromkeys(names)),
        "trade": content.trade_label or around.vocabularies.label("trades", content.trade, around.language),
    }


def _sections(content: Content) -> list[tuple[str, str]]:
    """The beginnings of the sections that say what was wrong, what was done and what came of it."""
    told = {name: joined(paragraphs(content.sections.get(name, ""))) for name in SECTIONS}
    return [(name, first_sentences(text, SECTION_LENGTH)) for name, text in told.items() if text]


def _measure(measure: Measure) -> dict[str, str]:
    return {
        "name": measure.name,
        "before": measure.before,
        "after": measure.after,
        "unit": measure.unit,
        "change": change_of(measure, _("个百分点")),
    }


def _length(item: Data) -> int:
    """How many characters an item has, as lines filled to their end: a paragraph or a row of a table is one."""
    texts = [item["caption"], item["summary"], *item["text"], *item["note"], *item["points"]]
    texts += [text for _name, text in item["sections"]]
    rows = len(item["measures"]) + len(item["patents"]) + len(item["benefits"]) + len(item["title"]) // TITLE_LENGTH
    return ROW_LENGTH * (rows + sum(-(-len(text) // ROW_LENGTH) for text in texts))


def _telling(measure: Mapping[str, str]) -> int:
    """The order of figures to be seen from afar: short ones that show a change, then other short ones."""
    letters = len(measure["before"] + measure["after"] + measure["unit"])
    return (0 if measure["before"] else 1) if letters <= SHORT_FIGURE else 2


def _benefit(benefit: Benefit) -> str:
    amount = number_in(benefit.amount_yuan)
    words = {
        "year": _("%(year)s 年", year=benefit.year) if benefit.year else "",
        "kind": str(BENEFIT_KINDS.get(benefit.kind, benefit.kind)),
        "amount": _("%(amount)s 万元", amount=in_wan(amount)) if amount is not None else benefit.amount_yuan,
    }
    return " ".join(each for each in words.values() if each)
