"""What is shown of an exhibit: on its card in a hall, and on the page of its own. Pictures, or a drawn plate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from webapp.base.markdown import excerpt, plain_text
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents import wording
from webapp.documents.content import Content, Measure, from_json
from webapp.documents.figures import change_of, number_in, total_yuan
from webapp.documents.routes.document_parts import money
from webapp.exhibitions.queries.showing import Exhibit, ShownPicture
from webapp.exhibitions.routes.ways import LARGE, SMALL, Way
from webapp.exhibitions.workflow import ItemKind
from webapp.web.i18n import _, language, lazy
from webapp.web.site import site

MOTIFS = 8
PART = 260
SHORT = 10
MEASURES = 6
PEOPLE = 12
LARGEST = 2560
KINDS: dict[str, Any] = {
    ItemKind.PRODUCT: lazy("产品"),
    ItemKind.PERSON: lazy("工匠"),
    ItemKind.STUDIO: lazy("工作室"),
    ItemKind.PANEL: lazy("活动与展板"),
}
STORY = (
    ("problem", lazy("难在哪里")),
    ("method", lazy("巧在哪里")),
    ("effect", lazy("成效如何")),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture in the widths there are. ``srcset`` may be ''."""

    src: str
    srcset: str
    alt: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before and after, as written, and by how much it changed. Shares are per cent of the larger one."""

    name: str
    before: str
    after: str
    unit: str
    change: str
    before_share: float | None = None
    after_share: float | None = None

    @property
    def before_words(self) -> str:
        """The value before with its unit; '' when it was not written down."""
        return _with_unit(self.before, self.unit)

    @property
    def after_words(self) -> str:
        """The value after with its unit; '' when it was not written down."""
        return _with_unit(self.after, self.unit)


@dataclass(frozen=True, slots=True)
class Card:
    """An exhibit in a list. ``tone`` and ``motif`` say how its plate is drawn when there is no picture."""

    number: int
    key: str
    url: str
    title: str
    caption: str
    kind: str
    kind_label: str
    tone: str
    motif: int
    side: str
    booth: str
    industry: str
    hall_key: str
    is_halted: bool
    has_video: bool
    shot: Shot | None
    figure: Figure | None
    glyph: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """The little of a document's content that lists need."""

    figure: Measure | None
    people: str
    keyword: str


def card_of(exhibit: Exhibit, way: Way) -> Card:
    """The card of an exhibit."""
    digest = _digest_of(exhibit)
    kind = kind_of(exhibit)
    return Card(
        number=exhibit.number,
        key=exhibit.item.key,
        url=way.item(exhibit.item.key),
        title=exhibit.title,
        caption=exhibit.item.caption or _own_words(exhibit),
        kind=kind,
        kind_label=kind_words(kind),
        tone=kind if exhibit.document else f"item-{kind}",
        motif=crc32(exhibit.item.key.encode()) % MOTIFS,
        side=side_of(exhibit),
        booth=exhibit.item.booth,
        industry=industry_of(exhibit),
        hall_key=exhibit.hall_key,
        is_halted=exhibit.is_halted,
        has_video=exhibit.video is not None,
        shot=first_shot(exhibit, way),
        figure=figure_of(digest.figure) if digest.figure else None,
        glyph=glyph_of(exhibit, digest),
        words=words_of(exhibit) if way.channel == "offline" else "",
    )


def kind_of(exhibit: Exhibit) -> str:
    """The kind of the document, or of the item."""
    return exhibit.document.kind if exhibit.document is not None else exhibit.item.kind


def kind_words(kind: str) -> str:
    """The word for a kind of document or of item."""
    return str(wording.KINDS.get(kind) or KINDS[ItemKind(kind)])


def industry_of(exhibit: Exhibit) -> str:
    """The key of the industry, '' when there is none."""
    source = exhibit.version or exhibit.person or exhibit.studio
    return source.industry if source is not None else ""


def side_of(exhibit: Exhibit) -> str:
    """Whose it is, in one line."""
    document = exhibit.document
    if document is None:
        return exhibit.person.post if exhibit.person is not None else ""
    studio = document.studio.name if document.studio is not None else ""
    return studio or document.organisation.name


def words_of(exhibit: Exhibit) -> str:
    """Everything a search inside the show looks at, in small letters."""
    item, digest = exhibit.item, _digest_of(exhibit)
    parts = [exhibit.title, item.caption, item.note, item.text, item.booth, side_of(exhibit), digest.people]
    if exhibit.document is not None and exhibit.version is not None:
        parts += [exhibit.document.organisation.name, exhibit.document.number, exhibit.version.summary]
        parts.append(digest.keyword)
    parts.append(kind_words(kind_of(exhibit)))
    return " ".join(part for part in parts if part).lower()


def figure_of(measure: Measure) -> Figure:
    """A measure with its change and the lengths of its bars."""
    before, after = number_in(measure.before), number_in(measure.after)
    shares: tuple[float | None, float | None] = (None, None)
    if before is not None and after is not None and before >= 0 and after >= 0 and max(before, after) > 0:
        most = max(before, after)
        shares = (round(float(100 * before / most), 1), round(float(100 * after / most), 1))
    change = change_of(measure, _("个百分点"))
    return Figure(measure.name, measure.before, measure.after, measure.unit, change, *shares)


def _with_unit(value: str, unit: str) -> str:
    """A value as it is read: some are written with their unit already."""
    return f"{value} {unit}" if value and unit and unit not in value else value


def first_shot(exhibit: Exhibit, way: Way) -> Shot | None:
    """The first picture there is, or a portrait."""
    for picture in exhibit.pictures:
        if shot := shot_of(picture, way):
            return shot
    if exhibit.person is not None and (address := way.portrait(exhibit.person)):
        return Shot(address, "", exhibit.person.name)
    return None


def shots_of(exhibit: Exhibit, way: Way) -> list[Shot]:
    """All pictures there are."""
    shots = [shot for picture in exhibit.pictures if (shot := shot_of(picture, way))]
    return shots or [shot for shot in (first_shot(exhibit, way),) if shot]


def shot_of(picture: ShownPicture, way: Way) -> Shot | None:
    """A picture in the widths that were drawn; None while it is not drawn yet."""
    names = site().files.derived_names(picture.sha256)
    if f"w{LARGE}.webp" not in names:
        return None
    widths = [(width, way.picture(picture, width)) for width in (SMALL, LARGE) if f"w{width}.webp" in names]
    full = way.picture(picture) if "shown.webp" in names else ""
    listed = [f"{url} {width}w" for width, url in widths]
    if full and way.channel != "offline":
        listed.append(f"{full} {LARGEST}w")
    return Shot(way.picture(picture, LARGE), ", ".join(listed), picture.alt, full)


def glyph_of(exhibit: Exhibit, digest: Digest) -> str:
    """A few characters large enough to be a picture of their own."""
    word = digest.keyword or exhibit.title
    return word if len(word) <= SHORT else word[:2]


def story_of(content: Content) -> list[tuple[str, str, str]]:
    """The three chapters of a result as (key, heading, a few sentences), those that were written."""
    chapters = []
    for key, heading in STORY:
        text = excerpt(content.sections.get(key, ""), PART)
        if text:
            chapters.append((key, str(heading), text))
    return chapters


def benefit_of(content: Content) -> tuple[str, str]:
    """What it brought in money and in which years; '' when nothing was reported."""
    total = total_yuan(content.benefits)
    if total is None:
        return "", ""
    years = sorted({each.year for each in content.benefits if each.year})
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    return money(total), span


def people_of(content: Content) -> list[Mapping[str, Any]]:
    """Who took part."""
    return [
        {"name": each.name, "role": " · ".join(word for word in (each.role, each.organisation) if word)}
        for each in content.contributors[:PEOPLE]
    ]


def term_of(vocabulary: str, key: str) -> str:
    """The word of a vocabulary."""
    return present_vocabularies().label(vocabulary, key, language()) if key else ""


def _own_words(exhibit: Exhibit) -> str:
    if exhibit.version is not None:
        return excerpt(exhibit.version.summary, 80)
    if exhibit.item.text:
        return excerpt(exhibit.item.text, 80)
    if exhibit.person is not None:
        return excerpt(exhibit.person.story, 80)
    return excerpt(exhibit.studio.description, 80) if exhibit.studio is not None else ""


def _digest_of(exhibit: Exhibit) -> Digest:
    version = exhibit.version
    return _digested(version.id, version.revision, version.content) if version else Digest(None, "", "")


@lru_cache(maxsize=2_048)
def _digested(_version_id: int, _revision: int, text: str) -> Digest:
    content = from_json(text)
    people = " ".join(each.name for each in content.contributors)
    keyword = next((word for word in content.keywords if 2 <= len(word) <= 4), "")
    return Digest(_strongest(content.measures), people, keyword)


def _strongest(measures: Sequence[Measure]) -> Measure | None:
    """The figure that changed most, among those short enough to be written large."""
    best, most = None, 0.0
    for each in measures:
        before, after = number_in(each.before), number_in(each.after)
        if before is None or after is None or len(each.before) > SHORT or len(each.after) > SHORT:
            continue
        change = float(abs(after - before) / max(abs(before), abs(after))) if before != after else 0.0
        if change > most:
            best, most = each, change
    return best


def plain(text: str) -> str:
    """The words of a text, for descriptions."""
    return plain_text(text)
