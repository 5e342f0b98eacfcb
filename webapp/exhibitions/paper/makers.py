"""The makers of everything printed: catalogue, panels, labels, cards, floor list."""

from __future__ import annotations

from typing import Any

from webapp.base.files.store import FileStore
from webapp.directory.routes.showing import VOCABULARIES
from webapp.exhibitions.made_words import KINDS
from webapp.exhibitions.makers import MadeFile, Progress, register
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.paper.breaking import Cut
from webapp.exhibitions.paper.gathering import Imprint, gather
from webapp.exhibitions.paper.pages import TEMPLATES
from webapp.exhibitions.paper.press import print_paper
from webapp.exhibitions.queries.showing import Shown
from webapp.web.i18n import _, speaking
from webapp.web.site import Site

WORDS = "exhibition_title_words"


def install(site: Site, cut: Cut) -> None:
    """Register a maker for each kind of print; ``cut`` gives the words of a title."""
    site.parts[WORDS] = cut
    for kind in TEMPLATES:
        register(site.parts, kind, _Maker(site, kind))


def data_of(site: Site, shown: Shown, exhibition: Exhibition, kind: str, language: str) -> dict[str, Any]:
    """What is printed, as plain data."""
    settings = site.settings
    with speaking(language):
        site_name = settings.site_name or _("工匠创新成果库")
    imprint = Imprint(settings.public_address, site_name, kind, language)
    vocabularies = site.parts[VOCABULARIES].present()
    with site.database.reading() as session:
        return gather(session, site.files, vocabularies, shown, exhibition, imprint, site.parts[WORDS])


class _Maker:
    """Makes one kind of print."""

    def __init__(self, site: Site, kind: str) -> None:
        self.site = site
        self.kind = kind

    def __call__(
        self, shown: Shown, exhibition: Exhibition, language: str, files: FileStore, progress: Progress
    ) -> MadeFile:
        """The PDF."""
        data = data_of(self.site, shown, exhibition, self.kind, language)
        with speaking(language):
            words = [shown.show.title, str(KINDS[self.kind]), *([_("样张")] if not shown.snapshot else [])]
        return print_paper(data, files, f"{' '.join(words)}.pdf", progress)
