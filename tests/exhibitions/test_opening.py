"""Handing in, opening, showing later changes, closing, archiving."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.exhibitions.making import TEXTS, Curating
from tests.make import Make
from webapp.base.actor import VISITOR
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.documents.models import Visibility
from webapp.exhibitions.actions.arranging import remove_item
from webapp.exhibitions.actions.curators import add_curator, remove_curator
from webapp.exhibitions.actions.keeping import edit_exhibition
from webapp.exhibitions.actions.opening import (
    archive,
    close_exhibition,
    open_exhibition,
    reopen,
    return_to_preparation,
    submit,
    update_show,
)
from webapp.exhibitions.queries.showing import visited


def test_one_alone_needs_a_clean_list_a_second_does_not(curating: Curating) -> None:
    key = curating.prepare()
    with curating.make.writing() as session:
        submit(session, curating.actor, key, curating.row(key).revision)
    revision = curating.row(key).revision
    with pytest.raises(NotAllowed, match="second_curator"), curating.make.writing() as session:
        open_exhibition(session, curating.actor, key, revision)
    with curating.make.writing() as session:
        open_exhibition(session, curating.second, key, revision)
    assert curating.row(key).state == "open"


def test_nothing_blocked_opens(curating: Curating) -> None:
    key = curating.prepare(texts=replace(TEXTS, ends_on=None))
    with curating.make.writing() as session:
        submit(session, curating.actor, key, curating.row(key).revision)
    with pytest.raises(Conflict, match="blocked"), curating.make.writing() as session:
        open_exhibition(session, curating.second, key, curating.row(key).revision)


def test_later_changes_are_shown_on_purpose(curating: Curating) -> None:
    key = curating.open_exhibition(numbers=curating.documents(3))
    [(_, (first, *_rest))] = curating.halls(key)
    with curating.make.writing() as session, pytest.raises(Conflict, match="nothing_new"):
        update_show(session, curating.actor, key)
    with curating.make.writing() as session:
        remove_item(session, curating.actor, key, first)
        texts = replace(TEXTS, title="另一个题目")
        edit_exhibition(session, curating.actor, key, curating.row(key).revision, texts)
    with curating.make.site.database.reading() as session:
        before = visited(session, VISITOR, key)[1]
    assert (before.show.title, len(before.exhibits)) == (TEXTS.title, 3)
    with curating.make.writing() as session:
        update_show(session, curating.actor, key)
    with curating.make.site.database.reading() as session:
        after = visited(session, VISITOR, key)[1]
    assert (after.show.title, len(after.exhibits), after.snapshot) == ("另一个题目", 2, 2)


def test_states_go_round(curating: Curating) -> None:
    key = curating.prepare()
    steps = [(submit, "review"), (return_to_preparation, "preparation")]
    for action, state in steps:
        with curating.make.writing() as session:
            action(session, curating.actor, key, curating.row(key).revision)
        assert curating.row(key).state == state
    curating.open(key)
    for action, state in [
        (close_exhibition, "closed"),
        (reopen, "open"),
        (close_exhibition, "closed"),
        (archive, "archived"),
    ]:
        with curating.make.writing() as session:
            action(session, curating.actor, key, curating.row(key).revision)
        assert curating.row(key).state == state
    with curating.make.site.database.reading() as session:
        assert visited(session, VISITOR, key)[1].exhibits


def test_stale_texts_are_refused_with_what_stands_there(curating: Curating) -> None:
    key = curating.create()
    revision = curating.row(key).revision
    with curating.make.writing() as session:
        edit_exhibition(session, curating.second, key, revision, replace(TEXTS, title="先到"))
    with pytest.raises(Conflict) as refused, curating.make.writing() as session:
        edit_exhibition(session, curating.actor, key, revision, replace(TEXTS, title="后到"))
    assert refused.value.present.title == "先到"


def test_an_open_one_keeps_its_audience(curating: Curating) -> None:
    key = curating.open_exhibition()
    members = replace(TEXTS, audience=Visibility.MEMBERS)
    with pytest.raises(Invalid, match="audience:fixed"), curating.make.writing() as session:
        edit_exhibition(session, curating.actor, key, curating.row(key).revision, members)


def test_only_curators_begin_and_join(curating: Curating, make: Make) -> None:
    key = curating.create()
    plain = make.account()
    assert plain.account_id is not None
    assert curating.second.account_id is not None
    assert curating.actor.account_id is not None
    with pytest.raises(Invalid), make.writing() as session:
        add_curator(session, curating.actor, key, plain.account_id)
    with make.writing() as session:
        remove_curator(session, curating.actor, key, curating.second.account_id)
    with pytest.raises(NotFound), make.writing() as session:
        remove_curator(session, curating.second, key, curating.actor.account_id)
    with pytest.raises(Conflict, match="last_curator"), make.writing() as session:
        remove_curator(session, curating.actor, key, curating.actor.account_id)
