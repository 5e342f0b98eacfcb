"""The search form for those who want to say more: every word of it ends up in the address of an ordinary search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.directory.routes.showing import vocabulary_choices
from webapp.documents.content import Kind
from webapp.documents.labels import kind_label
from webapp.documents.policy import can_read_document
from webapp.search.asking import INSIDE, Question, arguments_of, question_from
from webapp.search.language import parse
from webapp.search.presenting import MARKS, mark_label, patent_label
from webapp.search.reading import PATENT_STATES
from webapp.search.routes.keeping import results_address
from webapp.search.routes.part import blueprint
from webapp.search.tabs import DOCUMENT
from webapp.web.guard import Audience, allow
from webapp.web.i18n import _

_MINUS, _QUOTE = "-", '"'


@blueprint.get("/search/advanced")
@allow(Audience.EVERYONE, can_read_document)
def advanced() -> ResponseReturnValue:
    """The form, filled with what was asked before; sent, it leads to the results."""
    arguments = request.args.to_dict(flat=False)
    if "go" in arguments:
        return redirect(results_address(_asked(arguments)), 303)
    question = question_from({**arguments, "tab": [DOCUMENT]}, 1)
    return render_template("search/advanced.html", **_filled(question))


def _asked(arguments: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The arguments of the search the form describes."""

    def first(name: str) -> str:
        return " ".join(next(iter(arguments.get(name, ())), "").replace(_QUOTE, " ").split())

    phrase = f"{_QUOTE}{first('phrase')}{_QUOTE}" if first("phrase") else ""
    without = [f"{_MINUS}{_QUOTE}{word}{_QUOTE}" for word in first("without").split()]
    typed = " ".join(next(iter(arguments.get("words", ())), "").split())
    text = " ".join(part for part in (typed, phrase, *without) if part)
    return arguments_of(question_from({**arguments, "q": [text], "tab": [DOCUMENT]}, 1))


def _filled(question: Question) -> dict[str, Any]:
    query = parse(question.text)
    return {
        "words": " ".join((*query.words, *(f'"{each}"' for each in query.phrases[1:]))),
        "phrase": next(iter(query.phrases), ""),
        "without": " ".join(query.excluded),
        "inside": {name: question.inside.get(name, "") for name in ("title", "people", "keywords")},
        "inside_prefix": INSIDE,
        "filters": question.filters,
        "exact": question.exact,
        "clear": url_for("search.advanced"),
        "kinds": [(kind.value, kind_label(kind)) for kind in Kind],
        "industries": [("", _("不限")), *vocabulary_choices("industries")],
        "regions": [("", _("不限")), *vocabulary_choices("regions")],
        "trades": [("", _("不限")), *vocabulary_choices("trades")],
        "honours": [("", _("不限")), *vocabulary_choices("honours")],
        "patents": [(state, patent_label(state)) for state in PATENT_STATES],
        "marks": [(name, mark_label(name)) for name in MARKS],
    }
