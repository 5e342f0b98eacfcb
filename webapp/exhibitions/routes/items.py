"""Items: putting something on show, saying what it says, choosing its pictures, showing a newer version."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.directory.routes.filling import rendered, summary
from webapp.exhibitions import policy
from webapp.exhibitions.actions.arranging import ITEM_LIMIT, add_items
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.editing import at_hand, edit_item, pin_newest
from webapp.exhibitions.curating_forms import AddForm, Empty, ItemForm, fault_words
from webapp.exhibitions.labels import KINDS
from webapp.exhibitions.models import Exhibition, Item
from webapp.exhibitions.queries.arranging import halls_of, item_named
from webapp.exhibitions.queries.naming import MODELS, entries_found
from webapp.exhibitions.queries.pictures import pictures_of
from webapp.exhibitions.queries.showing import Exhibit, ShownPicture, exhibition_curated, previewed
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.workflow import ItemKind
from webapp.web.both_sides import both_sides
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, site, writing

SHOWN_WORDS = ("title", "caption", "note", "text", "demonstrations", "booth")


@blueprint.get("/exhibitions/<key>/add")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def add_form(key: str) -> str:
    """The form for putting something on show."""
    form = AddForm(formdata=None)
    kind = request.args.get("kind", "")
    form.kind.data = kind if kind in list(ItemKind) else ItemKind.DOCUMENT
    form.hall.data = request.args.get("hall", "")
    form.numbers.data = request.args.get("document", "")[:40]
    form.name.data = request.args.get("name", "")[:80]
    return _add_page(key, form)


@blueprint.post("/exhibitions/<key>/add")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def add(key: str) -> ResponseReturnValue:
    """Put it on show."""
    form = AddForm()
    try:
        with writing() as session:
            new = _new(form)
            items = add_items(session, current_actor(), key, form.hall.data or "", new)
            keys = [item.key for item in items]
    except Invalid as refusal:
        form.refuse(_named(refusal, form), fault_words())
        return _add_page(key, form), 422
    flash(ngettext("已加入 %(num)s 件展品。", "已加入 %(num)s 件展品。", len(keys)), "success")
    if len(keys) == 1:
        return redirect(url_for("exhibitions.item_editor", key=key, item=keys[0]), 303)
    return redirect(url_for("exhibitions.arrange", key=key, _anchor=f"item-{keys[0]}"), 303)


@blueprint.post("/exhibitions/look")
@allow(Audience.CURATOR, policy.can_create_exhibition)
def look() -> ResponseReturnValue:
    """How a text will look to visitors, while it is typed: its HTML, or why it cannot be shown."""
    try:
        html = rendered(request.form.get("text", "").replace("\r\n", "\n"), "text")
    except Invalid:
        return jsonify({"error": _("文字太长或太复杂，显示不了。")}), 422
    return jsonify({"html": html})


@blueprint.get("/exhibitions/<key>/items/<item>/edit")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def item_editor(key: str, item: str) -> str:
    """The form for the words and pictures of an item."""
    exhibition, row = _item(key, item)
    form = ItemForm(formdata=None)
    form.fill(row)
    return _item_page(exhibition, row, form, list(row.pictures))


@blueprint.post("/exhibitions/<key>/items/<item>/edit")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def change_item(key: str, item: str) -> ResponseReturnValue:
    """Say it anew; where somebody else was quicker, both texts are shown."""
    exhibition, row = _item(key, item)
    form, pictures = ItemForm(), _pictures()
    if not form.validate():
        return _item_page(exhibition, row, form, pictures), 422
    edit = form.item(tuple(pictures))
    try:
        for name in ("note", "text"):
            rendered(getattr(edit, name), name)
        with writing() as session:
            edit_item(session, current_actor(), key, item, edit)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _item_page(exhibition, row, form, pictures), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        _exhibition, present = _item(key, item)
        labels: dict[str, Any] = {name: form[name].label.text for name in SHOWN_WORDS}
        labels["pictures"] = _("图片")
        theirs = {name: getattr(present, name) for name in SHOWN_WORDS} | {"pictures": "\n".join(present.pictures)}
        mine = {name: getattr(edit, name) for name in SHOWN_WORDS} | {"pictures": "\n".join(edit.pictures)}
        address = url_for("exhibitions.item_editor", key=key, item=item)
        texts = [(label, theirs[name], mine[name]) for name, label in labels.items()]
        return both_sides(exhibition.title, address, present.revision, texts)
    flash(_("已保存。"), "success")
    return redirect(url_for("exhibitions.arrange", key=key, _anchor=f"item-{item}"), 303)


@blueprint.post("/exhibitions/<key>/items/<item>/pin")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def pin(key: str, item: str) -> ResponseReturnValue:
    """Show the version in force."""
    Empty().validate()
    try:
        with writing() as session:
            pin_newest(session, current_actor(), key, item)
    except Conflict as refusal:
        if refusal.reason != "not_for_all":
            raise
        flash(_("新版本不是观众都看得到，不能换用。"), "error")
        return item_editor(key, item), 409
    flash(_("已换用新版本；已开展的展览要“更新展出内容”后观众才看得到。"), "success")
    return redirect(url_for("exhibitions.item_editor", key=key, item=item), 303)


def _new(form: AddForm) -> list[NewItem]:
    kind = form.kind.data or ""
    if kind == ItemKind.DOCUMENT:
        numbers = (form.numbers.data or "").replace("、", " ").replace("，", " ").replace(",", " ").split()
        if not numbers:
            raise Invalid(Fault("numbers", "required"))
        return [NewItem(document_number=number) for number in dict.fromkeys(numbers)]
    if kind in MODELS:
        ids = _ticked()
        if not ids:
            raise Invalid(Fault("name", "tick"))
        if kind == ItemKind.PERSON:
            return [NewItem(kind=kind, person_id=each) for each in ids]
        return [NewItem(kind=kind, studio_id=each) for each in ids]
    return [NewItem(kind=kind, title=form.title.data or "")]


def _ticked() -> list[int]:
    """The entries of the directory that were ticked, each once."""
    return list(dict.fromkeys(whole_number(each) for each in request.form.getlist("entry")[:ITEM_LIMIT]))


def _named(refusal: Invalid, form: AddForm) -> Invalid:
    """The same refusal, its faults beside the field that was filled in."""
    field = "numbers" if form.kind.data == ItemKind.DOCUMENT else "name"
    named = ("items", "name")
    return Invalid(
        *(Fault(field if each.field in named else each.field, each.code, each.figures) for each in refusal.faults)
    )


def _add_page(key: str, form: AddForm) -> str:
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        halls = halls_of(session, exhibition)
        found = entries_found(session, exhibition, form.kind.data or "", form.name.data or "")
    form.hall.choices = [(hall.key, hall.title) for hall in halls]
    return render_template(
        "exhibitions/add.html",
        form=form,
        exhibition=exhibition,
        halls=halls,
        kinds=KINDS,
        found=found,
        ticked=_ticked(),
        faults=summary(form),
        may_change=policy.can_change(current_actor(), exhibition),
    )


def _item(key: str, item: str) -> tuple[Exhibition, Item]:
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        row = item_named(session, exhibition, item)
    if row is None:
        raise NotFound
    return exhibition, row


def _pictures() -> list[str]:
    """The pictures chosen, by the places given to them."""
    placed = [
        (whole_number(value, digits=3), name.removeprefix("place-"))
        for name, value in request.form.items()
        if name.startswith("place-") and value
    ]
    return [key for _place, key in sorted(placed, key=lambda pair: pair[0])]


def _item_page(exhibition: Exhibition, row: Item, form: ItemForm, pictures: list[str]) -> str:
    with reading() as session:
        _exhibition, shown = previewed(session, current_actor(), exhibition.key)
        known = at_hand(session, exhibition, row)
        names = {each.key: each.name for each in pictures_of(session, exhibition)}
    exhibit: Exhibit | None = shown.by_key.get(row.key)
    videos = [each for each in known.values() if each.group == "video"]
    called = [(each.key, each.alt or names.get(each.key, "") or _("未命名视频")) for each in videos]
    form.video_key.choices = [("", _("没有")), *called]
    chosen = [known[key] for key in pictures if key in known and known[key].group == "image"]
    others = [each for each in known.values() if each.group == "image" and each.key not in pictures]
    withheld = [key for key in pictures if key not in known]
    return render_template(
        "exhibitions/item_edit.html",
        form=form,
        exhibition=exhibition,
        row=row,
        exhibit=exhibit,
        candidates=_placed(chosen, others),
        withheld=withheld,
        kinds=KINDS,
        faults=summary(form),
        limit=site().settings.upload_limit_bytes,
        may_change=policy.can_change(current_actor(), exhibition),
    )


def _placed(chosen: list[ShownPicture], others: list[ShownPicture]) -> list[tuple[ShownPicture, int]]:
    return [(each, place) for place, each in enumerate(chosen, 1)] + [(each, 0) for each in others]
