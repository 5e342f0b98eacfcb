"""Filling forms with the choices of vocabularies, and sending them again with their faults."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import SelectField

from webapp.base.errors import Invalid
from webapp.directory.forms import Revised, fault_words, offer, renamed
from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.routes.showing import term, vocabulary_choices
from webapp.web.forms import Form
from webapp.web.site import site

VOCABULARY_OF = {
    "trade": "trades",
    "region": "regions",
    "industry": "industries",
    "level": "levels",
    "kind": "organisation_kinds",
}


def offer_terms(form: Form, row: Organisation | Person | Studio | None = None) -> None:
    """Offer the terms of every choice; what the entry has stays on offer even when retired."""
    for name, vocabulary in VOCABULARY_OF.items():
        if name in form and isinstance(form[name], SelectField):
            offer(form[name], vocabulary_choices(vocabulary, getattr(row, name, "") or ""))


def typed_texts(form: Form) -> dict[str, str]:
    """What was typed, field by field, as text."""
    return {name: field.data for name, field in form._fields.items() if isinstance(field.data, str)}


def shown_texts(values: dict[str, str]) -> dict[str, str]:
    """The same with words in the place of keys, for people to compare."""
    words = {name: term(values[name], vocabulary) for name, vocabulary in VOCABULARY_OF.items() if name in values}
    return {**values, **words}


def rendered(text: str, field: str) -> str:
    """The text as HTML. Raises Invalid at this field when it cannot be rendered."""
    try:
        return site().renderer.render(text, name=field) if text else ""
    except Invalid as refusal:
        raise renamed(refusal, field) from None


def with_faults(form: Form, refusal: Invalid) -> None:
    """Show what an action found wrong beside the fields."""
    form.refuse(refusal, fault_words())


def asked_for_row(form: Form) -> bool:
    """Whether the button for one more row was pressed, without a script: then nothing is saved yet."""
    return "honours" in form and "honours-add" in request.form


def was_confirmed(form: Revised) -> bool:
    """Whether the entries alike were looked at."""
    return bool(form.confirmed.data == "yes")


def summary(form: Form) -> dict[str, Any]:
    """Faults by the ids of fields, for the summary on top of the form; of rows one by one."""
    faults: dict[str, Any] = {}
    for name, errors in form.errors.items():
        if name is None or all(isinstance(each, str) for each in errors):
            faults[name or ""] = list(errors)
    return faults
