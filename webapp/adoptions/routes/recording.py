"""Recording an adoption, and changing what is claimed of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import EditAdoption, NewEvidence, RecordAdoption
from webapp.adoptions.actions.locating import texts_of
from webapp.adoptions.actions.recording import edit_adoption, record_adoption
from webapp.adoptions.forms import AdoptForm, ClaimForm, fault_words, whole
from webapp.adoptions.queries.adoptable import Adoptable, adoptable, ordinals_of
from webapp.adoptions.queries.days import days_to_name
from webapp.adoptions.queries.reading import AdoptionPage, adoption_page
from webapp.adoptions.routes.part import blueprint
from webapp.adoptions.workflow import Side
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from webapp.base.files.sniff import sniff
from webapp.directory.routes.conflicts import conflict_page
from webapp.directory.routes.filling import summary
from webapp.directory.routes.showing import vocabulary_choices
from webapp.documents.routes.file_words import refusal_words
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

UPLOAD_LIMIT = 10


class FileTurnedDown(Exception):
    """A file of the form was refused; ``words`` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@blueprint.get("/d/<number>/adopt")
@allow(Audience.SIGNED_IN, policy.can_adopt, policy.can_record_for_adopter)
def adopt(number: str) -> ResponseReturnValue:
    """The form for saying that one's organisation uses the result, or from its owner's side that somebody does."""
    found, side = _asked(number)
    form = AdoptForm(formdata=None)
    first = found.organisations[0] if side == Side.ADOPTER and found.organisations else None
    form.begin(first.region if first else "", first.industry if first else "", found.published.ordinal)
    form.demonstration.data = request.args.get("day", "")[:24]
    return _adopt_page(found, side, form)


@blueprint.post("/d/<number>/adopt")
@allow(Audience.SIGNED_IN, policy.can_adopt, policy.can_record_for_adopter)
def adopt_now(number: str) -> ResponseReturnValue:
    """Record it; it waits for the other side."""
    found, side = _asked(number)
    actor = current_actor()
    if side == Side.ADOPTER and not policy.can_adopt(actor, found.document, found.published):
        raise NotAllowed
    form = AdoptForm()
    if _asked_for_row(form):
        return _adopt_page(found, side, form)
    if not form.validate():
        return _adopt_page(found, side, form), 422
    try:
        with _uploads(form.evidence_kind.data or "other") as evidence, writing() as session:
            place = whole(form.organisation_id.data) if side == Side.ADOPTER else form.organisation.data or ""
            command = RecordAdoption(
                number, side, place, form.claim(), form.contact(), evidence, form.demonstration.data or ""
            )
            key = record_adoption(session, actor, site().files, command).key
    except FileTurnedDown as refused:
        form.evidence_kind.errors = [refused.words]
        return _adopt_page(found, side, form), 422
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _adopt_page(found, side, form), 422
    except Conflict as refusal:
        if refusal.reason != "double":
            raise
        return _adopt_page(found, side, form, double=_known(refusal.present)), 409
    flash(_("已登记，等对方确认后计入统计。"), "success")
    return redirect(url_for("adoptions.adoption", key=key), 303)


@blueprint.get("/adoptions/<key>/edit")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def edit(key: str) -> ResponseReturnValue:
    """The form for a further revision."""
    found, ordinals = _editable(key)
    form = ClaimForm(formdata=None)
    form.fill(found.newest or found.claim, found.adoption)
    return _edit_page(found, ordinals, form)


@blueprint.post("/adoptions/<key>/edit")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def edit_now(key: str) -> ResponseReturnValue:
    """Keep it as a further revision; it waits for the other side."""
    found, ordinals = _editable(key)
    form = ClaimForm()
    if _asked_for_row(form):
        return _edit_page(found, ordinals, form)
    if not form.validate():
        return _edit_page(found, ordinals, form), 422
    before = found.adoption.newest
    try:
        with writing() as session:
            command = EditAdoption(whole(form.revision.data), form.claim(), form.note.data or "", form.contact())
            adoption = edit_adoption(session, current_actor(), key, command)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _edit_page(found, ordinals, form), 422
    except Conflict as refusal:
        if refusal.reason == "double":
            return _edit_page(found, ordinals, form, double=_known(refusal.present)), 409
        if refusal.reason != "stale":
            raise
        return _stale(refusal, form, found)
    if adoption.newest == before:
        flash(_("已保存。"), "success")
    else:
        flash(_("已保存为第 %(n)s 次修订，等对方确认；确认前仍按上次双方认可的计算。", n=adoption.newest), "success")
    return redirect(url_for("adoptions.adoption", key=key), 303)


def _asked(number: str) -> tuple[Adoptable, Side]:
    side = Side.OWNER if request.values.get("side") == Side.OWNER else Side.ADOPTER
    with reading() as session:
        found = adoptable(session, current_actor(), number)
    if side == Side.OWNER and not found.for_adopter:
        raise NotAllowed
    return found, side


def _adopt_page(found: Adoptable, side: Side, form: AdoptForm, double: Any = None) -> str:
    actor = current_actor()
    form.organisation_id.choices = [(str(each.id), each.name) for each in found.organisations]
    with reading() as session:
        days = days_to_name(session, actor, found.document.id)
    _offer(form, found.ordinals)
    return render_template(
        "adoptions/adopt.html",
        found=found,
        side=side,
        form=form,
        double=double,
        may_adopt=side == Side.OWNER or bool(found.organisations),
        days=days,
        faults=summary(form),
        upload_count=UPLOAD_LIMIT,
    )


def _editable(key: str) -> tuple[AdoptionPage, Sequence[int]]:
    with reading() as session:
        found = adoption_page(session, current_actor(), key)
        ordinals = ordinals_of(session, current_actor(), found.document.id)
    if found.details is None:
        raise NotFound
    if not found.details.rights.edit:
        raise NotAllowed
    return found, sorted({*ordinals, found.ordinal}, reverse=True)


def _edit_page(found: AdoptionPage, ordinals: Sequence[int], form: ClaimForm, double: Any = None) -> str:
    _offer(form, ordinals)
    return render_template("adoptions/edit.html", found=found, form=form, double=double, faults=summary(form))


def _offer(form: ClaimForm, ordinals: Sequence[int]) -> None:
    form.ordinal.choices = [(str(each), _("第 %(n)s 版", n=each)) for each in ordinals]
    for name, vocabulary in (("region", "regions"), ("industry", "industries")):
        field = form._fields[name]
        field.choices = [("", _("（未填写）")), *vocabulary_choices(vocabulary, field.data or "")]


def _asked_for_row(form: ClaimForm) -> bool:
    """Whether a button for one more row was pressed, without a script: then nothing is saved yet."""
    for name in ("measures", "benefits"):
        if f"{name}-add" in request.form:
            form._fields[name].append_entry()
            return True
    return False


def _known(key: str) -> Any:
    """The other adoption, if the actor may know of it."""
    with reading() as session:
        try:
            return adoption_page(session, current_actor(), key).adoption
        except NotFound:
            return None


def _stale(refusal: Conflict, form: ClaimForm, found: AdoptionPage) -> ResponseReturnValue:
    address = url_for("adoptions.edit", key=found.adoption.key)
    title = f"{found.adoption.organisation_name} · {found.title}"
    return conflict_page(refusal, form, ("adoption", found.adoption.id), title, address, texts_of(form.claim()))


@contextmanager
def _uploads(kind: str) -> Iterator[tuple[NewEvidence, ...]]:
    """The files of the form, streamed in before the transaction; what was not kept is discarded."""
    store = site().files
    staged = []
    made = []
    try:
        for upload in request.files.getlist("evidence")[:UPLOAD_LIMIT]:
            if not upload.filename:
                continue
            try:
                staged.append(store.stage(upload.stream, site().settings.upload_limit_bytes))
                made.append(NewEvidence(staged[-1], sniff(staged[-1].path, upload.filename), upload.filename, kind))
            except Refusal as refused:
                raise FileTurnedDown(f"{upload.filename}：{refusal_words(refused)}") from refused
        yield tuple(made)
    finally:
        for each in staged:
            store.discard(each)
