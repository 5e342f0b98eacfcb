"""The pages of a show, drawn for any channel: cover, halls, items, everything, poster."""

from __future__ import annotations

import html as escaping
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import segno
from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.base.clock import today
from webapp.base.errors import Invalid, NotFound
from webapp.base.markdown import excerpt
from webapp.base.paging import Page
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.kept_pages import KeptPages
from webapp.documents.labels import CardView, card_view
from webapp.documents.patent_line import patent_line
from webapp.documents.queries.patents import patents_of_document
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.showing import Exhibit, Shown
from webapp.exhibitions.routes import cards
from webapp.exhibitions.routes.cards import Card, card_of
from webapp.exhibitions.routes.ways import Way, stops_of
from webapp.exhibitions.show import ShowHall
from webapp.exhibitions.workflow import ExhibitionState
from webapp.web.i18n import language, lazy
from webapp.web.site import site

SIZE = 48
STRIP = 3
RELATED = 4
OUTSIDE = 3
TEXTS = "exhibition_texts"
STATES = {
    ExhibitionState.PREPARATION: lazy("筹备中"),
    ExhibitionState.REVIEW: lazy("审核中"),
    ExhibitionState.OPEN: lazy("正在展出"),
    ExhibitionState.CLOSED: lazy("已闭幕"),
    ExhibitionState.ARCHIVED: lazy("已归档"),
}
_NUMERALS = "零一二三四五六七八九"
_GRAND = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class Narrow:
    """What visitors look for inside a show: a hall, a kind, an industry, words."""

    words: str = ""
    hall: str = ""
    kind: str = ""
    industry: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.hall, self.kind, self.industry))


@dataclass(frozen=True, slots=True)
class HallView:
    """A hall with its place, text and a few of its exhibits."""

    key: str
    ordinal: int
    numeral: str
    sign: str
    title: str
    text: Markup
    brief: str
    url: str
    count: int
    strip: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Stop:
    """A neighbour in the tour."""

    url: str
    title: str


@dataclass(frozen=True)
class Stage:
    """What every page of a show knows: the exhibition, what may be shown of it, and the channel it is drawn for."""

    exhibition: Exhibition
    shown: Shown
    way: Way
    halls: tuple[HallView, ...] = field(default=())

    @property
    def state(self) -> str:
        """The word for the state."""
        return str(STATES[ExhibitionState(self.exhibition.state)])

    @property
    def is_open(self) -> bool:
        """Whether visitors may leave words and wishes."""
        return self.exhibition.state == ExhibitionState.OPEN and self.shown.snapshot > 0

    def hall(self, key: str) -> HallView:
        """The view of a hall."""
        return next(each for each in self.halls if each.key == key)


def stage_of(exhibition: Exhibition, shown: Shown, way: Way) -> Stage:
    """The stage with its halls; empty halls are not shown to visitors."""
    halls = [(hall, exhibits) for hall, exhibits in shown.halls if exhibits]
    html = rich({hall.key: hall.text for hall, _exhibits in halls if hall.text})
    views = tuple(_hall_view(at, hall, exhibits, html, way) for at, (hall, exhibits) in enumerate(halls, start=1))
    return Stage(exhibition, shown, way, views)


def cover_page(stage: Stage, **more: Any) -> str:
    """The cover."""
    shown, show = stage.shown, stage.shown.show
    organisations = {each.document.organisation_id for each in shown.exhibits if each.document is not None}
    stops = stops_of(show, frozenset(shown.by_key))
    return _drawn(
        "cover",
        stage,
        introduction=rich({"introduction": show.introduction}).get("introduction", Markup()),
        organisation_count=len(organisations),
        start=_stop(stage, stops[0]) if stops else None,
        cover=cards.shot_of(shown.cover, stage.way) if shown.cover is not None else None,
        description=excerpt(show.introduction, 120) or show.theme,
        **more,
    )


def hall_page(stage: Stage, key: str, number: int = 1, **more: Any) -> str:
    """A hall; raises NotFound when nothing of it is shown."""
    exhibits = next((found for hall, found in stage.shown.halls if hall.key == key and found), None)
    if exhibits is None:
        raise NotFound
    before, after = _neighbours(stage, ("hall", key))
    return _drawn(
        "hall", stage, hall=stage.hall(key), page=_paged(stage, exhibits, number), before=before, after=after, **more
    )


def item_page(session: Session | None, stage: Stage, key: str, **more: Any) -> str:
    """An item with all that is shown of it; raises NotFound. Without a session nothing outside of the show is named."""
    exhibit = stage.shown.by_key.get(key)
    if exhibit is None:
        raise NotFound
    content, way = exhibit.content, stage.way
    texts = {"note": exhibit.item.note, "text": exhibit.item.text}
    html = rich({name: text for name, text in texts.items() if text})
    before, after = _neighbours(stage, ("item", key))
    inside, outside = related_of(session, stage, exhibit)
    return _drawn(
        "item",
        stage,
        card=card_of(exhibit, way),
        exhibit=exhibit,
        content=content,
        hall=stage.hall(exhibit.hall_key),
        total=len(stage.shown.by_key),
        shots=cards.shots_of(exhibit, way),
        video=way.video(exhibit.video) if exhibit.video is not None else "",
        note=html.get("note", Markup()),
        text=html.get("text", Markup()),
        own_html=_own_html(exhibit),
        story=cards.story_of(content) if content else [],
        points=content.innovation_points if content else (),
        figures=[cards.figure_of(each) for each in content.measures[: cards.MEASURES]] if content else [],
        benefit=cards.benefit_of(content) if content else ("", ""),
        people=cards.people_of(content) if content else [],
        industry=cards.term_of("industries", cards.industry_of(exhibit)),
        patents=_patents(session, stage, exhibit),
        before=before,
        after=after,
        inside=inside,
        outside=outside,
        **more,
    )


def everything_page(stage: Stage, narrow: Narrow, number: int = 1, **more: Any) -> str:
    """All items, or those looked for."""
    exhibits = stage.shown.exhibits
    found = [each for each in exhibits if _fits(each, narrow)]
    kinds = sorted({cards.kind_of(each) for each in exhibits})
    industries = sorted({industry for each in exhibits if (industry := cards.industry_of(each))})
    return _drawn(
        "everything",
        stage,
        narrow=narrow,
        page=_paged(stage, found, number),
        kinds=[(kind, cards.kind_words(kind)) for kind in kinds],
        hall_choices=[(hall.key, hall.title) for hall in stage.halls],
        industries=[(key, cards.term_of("industries", key)) for key in industries],
        **more,
    )


def poster_page(stage: Stage, address: str, item: str = "", **more: Any) -> str:
    """A sheet to hang up or to pass on, with the address as a QR code; of one item if named."""
    exhibit = stage.shown.by_key.get(item) if item else None
    if item and exhibit is None:
        raise NotFound
    shown = stage.shown
    return _drawn(
        "poster",
        stage,
        card=card_of(exhibit, stage.way) if exhibit is not None else None,
        code=code_of(address),
        address=address,
        cover=cards.shot_of(shown.cover, stage.way) if shown.cover is not None else None,
        **more,
    )


def code_of(address: str) -> Markup:
    """An address as a QR code, as a picture inside the page."""
    return Markup(segno.make_qr(address, error="m").svg_data_uri(scale=8, border=4, light="#fff"))  # noqa: S704


def hall_sign(ordinal: int) -> str:
    """The number of a hall as it is written over its door, as large as a picture."""
    return _GRAND[ordinal] if language() == "zh" and ordinal < len(_GRAND) else f"{ordinal:02d}"


def hall_numeral(ordinal: int) -> str:
    """The number of a hall in a sentence."""
    if language() != "zh" or ordinal > 99:
        return str(ordinal)
    tens, ones = divmod(ordinal, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def rich(texts: Mapping[str, str]) -> dict[str, Markup]:
    """Markdown texts as HTML, kept while they are the same."""
    kept = cast(KeptPages, site().parts.setdefault(TEXTS, KeptPages()))
    found = {name: kept.get((name, text)) for name, text in texts.items() if text}
    missing = {name: texts[name] for name, html in found.items() if html is None}
    for name, html in (_rendered(missing) if missing else {}).items():
        kept.put((name, missing[name]), Markup(html), len(html))  # noqa: S704 - sanitised by the renderer
        found[name] = Markup(html)  # noqa: S704
    return {name: html for name, html in found.items() if html is not None}


def related_of(session: Session | None, stage: Stage, exhibit: Exhibit) -> tuple[list[Card], list[CardView]]:
    """What is like an exhibit: inside the show, and a few documents of the library its whole audience may read."""
    alike: list[Any] = []
    find = site().parts.get("related")
    if session is not None and find and exhibit.document is not None and stage.way.channel in ("web", "preview"):
        alike = find(session, policy.stands_for(stage.shown.audience), exhibit.document.id)
    of_document = {each.document.id: each for each in stage.shown.exhibits if each.document is not None}
    near: OrderedDict[str, Exhibit] = OrderedDict()
    same_kind = [each for each in stage.shown.exhibits if cards.kind_of(each) == cards.kind_of(exhibit)]
    same_hall = [each for each in stage.shown.exhibits if each.hall_key == exhibit.hall_key]
    known = [of_document[card.id] for card in alike if card.id in of_document]
    for each in (*known, *_closest(same_hall, exhibit), *_closest(same_kind, exhibit)):
        if each.item.key != exhibit.item.key:
            near.setdefault(each.item.key, each)
    inside = [card_of(each, stage.way) for each in list(near.values())[:RELATED]]
    words = present_vocabularies() if alike else None
    outside = [card_view(card, words) for card in alike if card.id not in of_document][:OUTSIDE] if words else []
    return inside, outside


def _closest(exhibits: Sequence[Exhibit], exhibit: Exhibit) -> list[Exhibit]:
    return sorted(exhibits, key=lambda each: (abs(each.number - exhibit.number), each.number))


def _drawn(page: str, stage: Stage, /, **values: Any) -> str:
    values.setdefault("description", "")
    values.setdefault("before", None)
    values.setdefault("after", None)
    values.setdefault("banner", "")
    values.setdefault("og_url", "")
    values.setdefault("as_of", "")
    return render_template(
        f"exhibitions/show/{page}.html", stage=stage, way=stage.way, show=stage.shown.show, halls=stage.halls, **values
    )


def _hall_view(
    ordinal: int, hall: ShowHall, exhibits: Sequence[Exhibit], html: Mapping[str, Markup], way: Way
) -> HallView:
    strip = [card_of(each, way) for each in exhibits[:STRIP]]
    text = html.get(hall.key, Markup())
    brief = excerpt(hall.text, 110) if hall.text else ""
    numeral, sign = hall_numeral(ordinal), hall_sign(ordinal)
    return HallView(hall.key, ordinal, numeral, sign, hall.title, text, brief, way.hall(hall.key), len(exhibits), strip)


def _paged(stage: Stage, exhibits: Sequence[Exhibit], number: int) -> Page[Card]:
    size = max(len(exhibits), 1) if stage.way.channel == "offline" else SIZE
    last = max(1, -(-len(exhibits) // size))
    number = min(number, last)
    some = exhibits[(number - 1) * size : number * size]
    return Page([card_of(each, stage.way) for each in some], len(exhibits), number, size)


def _neighbours(stage: Stage, here: tuple[str, str]) -> tuple[Stop | None, Stop | None]:
    stops = stops_of(stage.shown.show, frozenset(stage.shown.by_key))
    at = stops.index(here)
    before = _stop(stage, stops[at - 1]) if at else Stop(stage.way.cover(), stage.shown.show.title)
    return before, _stop(stage, stops[at + 1]) if at + 1 < len(stops) else None


def _stop(stage: Stage, stop: tuple[str, str]) -> Stop:
    kind, key = stop
    if kind == "item":
        return Stop(stage.way.item(key), stage.shown.by_key[key].title)
    hall = stage.hall(key)
    return Stop(hall.url, hall.title)


def _fits(exhibit: Exhibit, narrow: Narrow) -> bool:
    if narrow.hall and exhibit.hall_key != narrow.hall:
        return False
    if narrow.kind and cards.kind_of(exhibit) != narrow.kind:
        return False
    if narrow.industry and cards.industry_of(exhibit) != narrow.industry:
        return False
    wanted = narrow.words.lower().split()
    text = cards.words_of(exhibit) if wanted else ""
    return all(word in text for word in wanted)


def _patents(session: Session | None, stage: Stage, exhibit: Exhibit) -> str:
    if session is None or exhibit.document is None:
        return ""
    return patent_line(
        patents_of_document(session, policy.stands_for(stage.shown.audience), exhibit.document.id), today()
    )


def _own_html(exhibit: Exhibit) -> Markup:
    """What the directory says of a person or a studio; sanitised when it was written."""
    if exhibit.person is not None:
        return Markup(exhibit.person.story_html)  # noqa: S704
    return Markup(exhibit.studio.description_html) if exhibit.studio is not None else Markup()  # noqa: S704


def _rendered(texts: Mapping[str, str]) -> dict[str, str]:
    try:
        return dict(site().renderer.render_all(dict(texts)))
    except Invalid:
        return {name: f"<p>{escaping.escape(text)}</p>" for name, text in texts.items()}
