"""Small pictures in the preview of a file: what the text shows, before anything is made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Response, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.errors import NotFound
from webapp.importing import policy, queries
from webapp.importing.limits import SMALL_PICTURE
from webapp.importing.models import ImportBatch, ImportItem
from webapp.importing.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _
from webapp.web.site import reading, site

_SHOWN = re.compile(r'!\[([^\]\n]*)\]\(import:([0-9]+)(?: "([^"\n]*)")?\)|<img src="import:([0-9]+)" alt="([^"]*)">')
_PLACED = re.compile(r'src="/attachments/import-([0-9]+)"')
_STAND_IN = "/attachments/import-"


@blueprint.get("/imports/<key>/items/<int(max=2147483647):position>/pictures/<int(max=9999):number>")
@allow(Audience.WRITER, policy.can_see_import, policy.imports_seen_by)
def picture(key: str, position: int, number: int) -> ResponseReturnValue:
    """A small picture of one's own import, drawn anew; nobody keeps it on the way."""
    with reading() as session:
        row = queries.item_of(session, queries.import_of(session, current_actor(), key), position)
        sha256 = queries.pictures_of(session, row).get(number, "")
    path = site().files.derived_path(sha256, SMALL_PICTURE) if sha256 else None
    if path is None or not path.is_file():
        raise NotFound
    response: Response = send_file(path, mimetype="image/webp", max_age=0)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Content-Disposition"] = "inline"
    return response


def shown_pictures(batch: ImportBatch, item: ImportItem, pictures: Mapping[int, str]) -> dict[int, str]:
    """The addresses of those pictures of a file that can be shown, by their number in the text."""
    store = site().files
    drawn = [number for number, sha256 in pictures.items() if store.derived_path(sha256, SMALL_PICTURE).is_file()]
    return {
        number: url_for("importing.picture", key=batch.key, position=item.position, number=number) for number in drawn
    }


def placed(text: str, addresses: Mapping[int, str]) -> str:
    """A text whose pictures stand under addresses the renderer lets through; those not drawn are named in words."""

    def one(match: re.Match[str]) -> str:
        number, words = int(match[2] or match[4]), match[3] or match[1] or match[5] or ""
        if number not in addresses:
            return f"〔{_('图片')}：{words}〕"
        title = f' "{match[3]}"' if match[3] else ""
        shown = f"![{match[1]}]({_STAND_IN}{number}{title})"
        return shown if match[2] else f'<img src="{_STAND_IN}{number}" alt="{words}">'

    return _SHOWN.sub(one, text)


def addressed(html: str, addresses: Mapping[int, str]) -> Markup:
    """Rendered text with the pictures under their true addresses."""
    return Markup(_PLACED.sub(lambda match: f'src="{addresses.get(int(match[1]), "")}"', html))  # noqa: S704 - sanitised by the renderer


def with_picture(text: str, picture_token: str, addresses: Mapping[int, str]) -> Markup:
    """A line of a step with the picture that belongs to it."""
    number = picture_token.rpartition(":")[2]
    if not number:
        return Markup("{}").format(text)
    address = addresses.get(int(number)) if number.isdigit() else None
    if address is None:
        return Markup("{} 〔{}〕").format(text, _("图片"))
    shown = Markup('{}<img class="import-step-picture" src="{}" alt="{}" loading="lazy">')
    return shown.format(text, address, _("图片"))
