"""The vocabularies, kept by administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid
from webapp.directory.actions.terms import FIXED, add_term, edit_term, move_term, set_retired
from webapp.directory.forms import Empty, NewTermForm, TermForm, offer
from webapp.directory.models import Term
from webapp.directory.policy import administers
from webapp.directory.queries.terms import TERM_USES, listed_terms, one_term, vocabulary_summaries
from webapp.directory.routes.conflicts import conflict_page
from webapp.directory.routes.filling import summary, typed_texts, with_faults
from webapp.directory.routes.part import blueprint
from webapp.directory.routes.showing import vocabulary_choices
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.get("/vocabularies")
@allow(Audience.ADMINISTRATOR, administers)
def vocabularies() -> str:
    """All vocabularies."""
    with reading() as session:
        found = vocabulary_summaries(session)
    return render_template("directory/vocabularies.html", vocabularies=[(each, name_of(each.name)) for each in found])


@blueprint.get("/vocabularies/<name>")
@allow(Audience.ADMINISTRATOR, administers)
def vocabulary(name: str) -> str:
    """The terms of one vocabulary, how often each is used, and the form for a new one."""
    return _page(name, NewTermForm(formdata=None))


@blueprint.post("/vocabularies/<name>")
@allow(Audience.ADMINISTRATOR, administers)
def add_term_now(name: str) -> ResponseReturnValue:
    """Add a term."""
    form = NewTermForm()
    if not form.validate():
        return _page(name, form), 422
    try:
        with writing() as session:
            add_term(session, current_actor(), name, form.key.data, form.wording())
    except Invalid as refusal:
        with_faults(form, refusal)
        return _page(name, form), 422
    flash(_("已添加词条。"), "success")
    return redirect(url_for("directory.vocabulary", name=name), 303)


@blueprint.get("/vocabularies/<name>/<key>")
@allow(Audience.ADMINISTRATOR, administers)
def term(name: str, key: str) -> str:
    """The form for one term."""
    with reading() as session:
        row = one_term(session, name, key)
    form = TermForm(formdata=None)
    form.revision.data = str(row.revision)
    form.zh.data, form.en.data, form.parent.data = row.zh, row.en, row.parent
    form.aliases.data = "\n".join(row.aliases)
    return _term_page(row, form)


@blueprint.post("/vocabularies/<name>/<key>")
@allow(Audience.ADMINISTRATOR, administers)
def edit_term_now(name: str, key: str) -> ResponseReturnValue:
    """Save one term."""
    form = TermForm()
    with reading() as session:
        row = one_term(session, name, key)
    if not form.validate():
        return _term_page(row, form), 422
    try:
        with writing() as session:
            edit_term(session, current_actor(), name, key, form.seen_revision, form.wording())
    except Invalid as refusal:
        with_faults(form, refusal)
        return _term_page(row, form), 422
    except Conflict as refusal:
        address = url_for("directory.term", name=name, key=key)
        return conflict_page(refusal, form, ("term", row.id), row.zh, address, typed_texts(form))
    flash(_("已保存。"), "success")
    return redirect(url_for("directory.vocabulary", name=name), 303)


@blueprint.post("/vocabularies/<name>/<key>/<any(retire,restore,up,down):change>")
@allow(Audience.ADMINISTRATOR, administers)
def change_term(name: str, key: str, change: str) -> ResponseReturnValue:
    """Retire a term, offer it again, or move it up or down among its siblings."""
    try:
        with writing() as session:
            if change in ("up", "down"):
                move_term(session, current_actor(), name, key, up=change == "up")
            else:
                set_retired(session, current_actor(), name, key, retired=change == "retire")
    except Invalid:
        flash(_("此词表的代码由系统使用，不能增减，只能改文字。"), "error")
    return redirect(url_for("directory.vocabulary", name=name) + f"#{key}", 303)


def name_of(vocabulary_name: str) -> str:
    """The name of a vocabulary in words; of one this program does not know, its own."""
    return {
        "regions": _("地区"),
        "industries": _("产业链"),
        "trades": _("工种"),
        "honours": _("荣誉称号"),
        "levels": _("级别"),
        "kinds": _("成果类型"),
        "organisation_kinds": _("单位类型"),
    }.get(vocabulary_name, vocabulary_name)


def _page(name: str, form: NewTermForm) -> str:
    with reading() as session:
        terms = listed_terms(session, name, site().parts.get(TERM_USES, []))
    offer(form.parent, vocabulary_choices(name))
    return render_template(
        "directory/vocabulary.html",
        name=name,
        title=name_of(name),
        terms=terms,
        form=form,
        faults=summary(form),
        fixed=name in FIXED,
        buttons=Empty(formdata=None),
    )


def _term_page(row: Term, form: TermForm) -> str:
    offer(form.parent, [each for each in vocabulary_choices(row.vocabulary, row.parent) if each[0] != row.key])
    return render_template(
        "directory/term.html", term=row, form=form, faults=summary(form), title=name_of(row.vocabulary)
    )
