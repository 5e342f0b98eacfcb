"""Where the pages of a show are: on the site, in the preview, at a kiosk, in a copy that opens from a disk."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from webapp.directory.models import Person
from webapp.exhibitions.queries.showing import ShownPicture
from webapp.exhibitions.show import Show

SMALL, LARGE = 320, 960


class Way:
    """The addresses of one channel; '' where the channel has no such page, and then nothing links to it."""

    channel = "web"

    def __init__(self, key: str) -> None:
        self.key = key

    def cover(self) -> str:
        """The first page of the show."""
        return self._page("cover")

    def hall(self, hall: str, page: int = 1) -> str:
        """The page of a hall."""
        return self._page("hall", hall=hall, page=page if page > 1 else None)

    def item(self, item: str) -> str:
        """The page of an item."""
        return self._page("item", item=item)

    def everything(self, **query: Any) -> str:
        """All items, narrowed down."""
        return self._page("everything", **{name: value for name, value in query.items() if value})

    def poster(self, item: str = "") -> str:
        """The page with the QR code."""
        return self._page("poster", item=item or None)

    def guest_book(self) -> str:
        """Where visitors leave words."""
        return self._page("guest_book")

    def intent(self, item: str, kind: str) -> str:
        """Where visitors say what they want of an item."""
        return self._page("intent", item=item or None, kind=kind or None)

    def document(self, number: str) -> str:
        """The full document."""
        return url_for("documents.read", number=number)

    def person(self, person_id: int) -> str:
        """The page of a person."""
        return url_for("directory.person", person_id=person_id)

    def studio(self, studio_id: int) -> str:
        """The page of a studio."""
        return url_for("directory.studio", studio_id=studio_id)

    def exhibitions(self) -> str:
        """The list of exhibitions."""
        name = "exhibitions.index" if "exhibitions.index" in current_app.view_functions else "portal.home"
        return url_for(name)

    def picture(self, picture: ShownPicture, width: int = 0) -> str:
        """A picture about this many pixels wide; 0 for the largest."""
        if picture.is_own:
            return url_for("exhibitions.picture", key=self.key, picture=picture.key, width=width or None)
        if width:
            return url_for("documents.thumbnail", key=picture.key, width=width)
        return url_for("documents.picture", key=picture.key)

    def video(self, video: ShownPicture) -> str:
        """A film to be played in the page."""
        if video.is_own:
            return url_for("exhibitions.picture", key=self.key, picture=video.key)
        return url_for("documents.video", key=video.key)

    def portrait(self, person: Person) -> str:
        """The portrait of a person, '' without one."""
        return url_for("directory.portrait", person_id=person.id) if person.portrait_sha256 else ""

    def _page(self, page: str, /, **values: Any) -> str:
        return url_for(f"exhibitions.{page}", key=self.key, **values)


class PreviewWay(Way):
    """What visitors would see, for curators: the pages of the show only."""

    channel = "preview"

    def poster(self, item: str = "") -> str:
        """None before it opens."""
        return ""

    def guest_book(self) -> str:
        """None before it opens."""
        return ""

    def intent(self, item: str, kind: str) -> str:
        """None before it opens."""
        return ""

    def _page(self, page: str, /, **values: Any) -> str:
        name = "preview" if page == "cover" else f"preview_{page}"
        return url_for(f"exhibitions.{name}", key=self.key, **values)


class KioskWay(PreviewWay):
    """A touch screen in the hall: no way out of the show."""

    channel = "kiosk"

    def document(self, number: str) -> str:
        """None."""
        return ""

    def person(self, person_id: int) -> str:
        """None."""
        return ""

    def studio(self, studio_id: int) -> str:
        """None."""
        return ""

    def exhibitions(self) -> str:
        """None."""
        return ""

    def _page(self, page: str, /, **values: Any) -> str:
        name = "kiosk" if page == "cover" else f"kiosk_{page}"
        return url_for(f"exhibitions.{name}", key=self.key, **values)


class OfflineWay(KioskWay):
    """Files that lead to each other; ``here`` is the folder of the page being drawn, '' or 'halls' or 'items'."""

    channel = "offline"

    def __init__(self, key: str, pictures: dict[tuple[str, int], str]) -> None:
        super().__init__(key)
        self.pictures = pictures
        self.here = ""

    def poster(self, item: str = "") -> str:
        """The poster of the show."""
        return self.file("poster.html")

    def picture(self, picture: ShownPicture, width: int = 0) -> str:
        """The file kept in the copy."""
        return self.file(self.pictures.get((picture.sha256, width or LARGE), ""))

    def video(self, video: ShownPicture) -> str:
        """The file kept in the copy, '' when it was left out."""
        return self.file(self.pictures.get((video.sha256, 0), ""))

    def portrait(self, person: Person) -> str:
        """The file kept in the copy."""
        return self.file(self.pictures.get((person.portrait_sha256, LARGE), ""))

    def file(self, path: str) -> str:
        """A file of the copy, as the page being drawn has to name it."""
        return f"{'../' if self.here else ''}{path}" if path else ""

    def _page(self, page: str, /, **values: Any) -> str:
        if page == "hall":
            return self.file(f"halls/{values['hall']}.html")
        if page == "item":
            return self.file(f"items/{values['item']}.html")
        return self.file("index.html" if page == "cover" else "all.html")


def stops_of(show: Show, keys: frozenset[str]) -> list[tuple[str, str]]:
    """The tour: each hall that has something to show, then its items, as ('hall' or 'item', key)."""
    stops: list[tuple[str, str]] = []
    for hall in show.halls:
        items = [("item", item.key) for item in hall.items if item.key in keys]
        if items:
            stops += [("hall", hall.key), *items]
    return stops
