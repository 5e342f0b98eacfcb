"""The words of the search, kept by administrators: rules, what a change would do, history, what nobody found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.paging import page_number
from webapp.search import policy, previewing
from webapp.search.actions import lexicon as keeping
from webapp.search.forms import RuleForm, fault_words
from webapp.search.lexicon import lexicon_texts
from webapp.search.queries import lexicon as kept
from webapp.search.routes.part import blueprint, search_index
from webapp.search.site_lexicon import ADD, DROP, KINDS, exported, is_rule, rules_of_site, tidy_rule
from webapp.search.tallying import found_nothing, nothing_clicked
from webapp.web.both_sides import form_beside
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

ID_LIMIT = 2**31


@blueprint.get("/lexicon")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def words() -> str:
    """The rules of one kind: those of the site, and those of the files, which can be searched and dropped."""
    kind = _kind(request.args.get("kind", KINDS[0]))
    containing = " ".join(request.args.get("q", "").split())[:60]
    with reading() as session:
        own = kept.own_rules(session, kind)
    page = kept.rules_of_files(_files(), kind, containing, page_number(request.args.get("page")))
    dropped = {row.text for row in own if row.effect == DROP}
    return render_template(
        "search/lexicon.html",
        kind=kind,
        kinds=[(each, kind_words(each)) for each in KINDS],
        help=kind_help(kind),
        own=[row for row in own if containing.lower() in row.text.lower()],
        page=page,
        dropped=dropped,
        containing=containing,
        rebuilding=search_index().rebuilding(),
    )


@blueprint.get("/lexicon/rule")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def rule() -> str:
    """A rule to be added, reworded or dropped, with what it would change, before anything is saved."""
    form = RuleForm(formdata=None)
    rule_id = _whole(request.args.get("id", ""))
    present = _present(rule_id)
    text = tidy_rule(request.args.get("text", present.text if present else ""))
    form.kind.data = present.kind if present else _kind(request.args.get("kind", KINDS[0]))
    form.effect.data = DROP if request.args.get("effect") == DROP else ADD
    form.text.data, form.revision.data = text, str(present.revision if present else 0)
    return _rule_page(form, rule_id if present else 0, present.text if present else "")


@blueprint.post("/lexicon")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def add_rule() -> ResponseReturnValue:
    """Add a rule, or drop one of the files."""
    form = RuleForm()
    if not form.validate():
        return _rule_page(form, 0, ""), 422
    try:
        with writing() as session:
            keeping.add_rule(session, current_actor(), _files(), form.rule())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _rule_page(form, 0, ""), 422
    return _saved(form.rule().kind)


@blueprint.post("/lexicon/<int:rule_id>")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def edit_rule(rule_id: int) -> ResponseReturnValue:
    """Reword a rule that was added."""
    form = RuleForm()
    with reading() as session:
        present = kept.one_rule(session, _id(rule_id))
    if not form.validate():
        return _rule_page(form, rule_id, present.text), 422
    try:
        with writing() as session:
            keeping.edit_rule(session, current_actor(), _files(), rule_id, form.seen_revision, form.rule().text)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _rule_page(form, rule_id, present.text), 422
    except Conflict as refusal:
        return form_beside(refusal, form, present.text, url_for("search.rule", id=rule_id))
    return _saved(present.kind)


@blueprint.post("/lexicon/<int:rule_id>/remove")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def remove_rule(rule_id: int) -> ResponseReturnValue:
    """Take a rule back."""
    with reading() as session:
        kind = kept.one_rule(session, _id(rule_id)).kind
    with writing() as session:
        keeping.remove_rule(session, current_actor(), rule_id)
    return _saved(kind)


@blueprint.get("/lexicon/history")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def lexicon_history() -> str:
    """What was changed when by whom; each change that is the last of its rule can be undone."""
    with reading() as session:
        page = kept.changes(session, page_number(request.args.get("page")))
    return render_template("search/lexicon_history.html", page=page, kind_words=kind_words)


@blueprint.post("/lexicon/history/<int:entry_id>/undo")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def undo_change(entry_id: int) -> ResponseReturnValue:
    """Lay down what stood there before a change."""
    with writing() as session:
        keeping.undo_change(session, current_actor(), _id(entry_id))
    flash(_("已撤销，搜索马上按恢复后的词库进行。"), "success")
    return redirect(url_for("search.lexicon_history"), 303)


@blueprint.get("/lexicon/searches")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def tallied_searches() -> str:
    """What people search for in vain, and what finds something nobody opens: without who they were."""
    show = "clicks" if request.args.get("show") == "clicks" else "nothing"
    with reading() as session:
        tallies = nothing_clicked(session) if show == "clicks" else found_nothing(session)
    return render_template("search/tallies.html", show=show, tallies=tallies)


@blueprint.get("/lexicon/export/<kind>.txt")
@allow(Audience.ADMINISTRATOR, policy.keeps_lexicon)
def export_rules(kind: str) -> ResponseReturnValue:
    """The site's own rules of a kind in the spelling of the files."""
    with reading() as session:
        text = exported(rules_of_site(session), _kind(kind))
    response = Response(text, mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}_site.txt"'
    return response


def kind_words(kind: str) -> str:
    """The name of a kind of rule."""
    return {"synonyms": _("近义词"), "trade_words": _("行话"), "stop_words": _("虚词")}.get(kind, kind)


def kind_help(kind: str) -> str:
    """How a rule of this kind is written."""
    return {
        "synonyms": _("“桥吊 = 岸桥”表示互相搜得到；“打眼 > 钻孔, 凿岩”表示搜前者时也搜后者。"),
        "trade_words": _("一个不可拆开的词，例如“快换钻模”。用于提示、纠错和标记，不改变排序。"),
        "stop_words": _("问句里没有意义的词，例如“怎么”。搜索时几乎不算分。"),
    }[kind]


def _files() -> Mapping[str, str]:
    return lexicon_texts(search_index().lexicon_folder)


def _kind(text: str) -> str:
    if text not in KINDS:
        raise NotFound
    return text


def _id(number: int) -> int:
    if number >= ID_LIMIT:
        raise NotFound
    return number


def _whole(text: str) -> int:
    return whole_number(text)


def _present(rule_id: int) -> Any:
    if not rule_id:
        return None
    with reading() as session:
        return kept.one_rule(session, rule_id)


def _rule_page(form: RuleForm, rule_id: int, instead_of: str) -> str:
    made = form.rule()
    samples = None
    if is_rule(made.kind, made.text) and made.text != instead_of:
        with reading() as session:
            samples = previewing.preview(session, search_index(), current_actor(), _files(), made, instead_of)
    kind = _kind(made.kind)
    return render_template(
        "search/rule.html",
        form=form,
        rule_id=rule_id,
        kind=kind,
        kind_name=kind_words(kind),
        help=kind_help(kind),
        is_drop=made.effect == DROP,
        samples=samples,
        instead_of=instead_of,
    )


def _saved(kind: str) -> ResponseReturnValue:
    flash(_("已保存，搜索马上按新词库进行；提示和纠错在后台重建索引后更新。"), "success")
    return redirect(url_for("search.words", kind=kind), 303)
