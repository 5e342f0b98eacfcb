"""What is sent for collecting, nominations, following up and recommending; a part of ``sent.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.world import World


def _exhibition(world: World, state: str) -> str:
    return world.keys.get(f"exhibition_{state}", NO_KEY)


def _of(**fields: Any) -> Maker:
    """About one exhibition; with a hall of it and a document that everybody may read."""

    def make(world: World, state: str, actor: str) -> Sent:
        known = {"hall": world.keys["hall_called"], "number": world.numbers["sharing"]}
        return Sent({"key": _exhibition(world, state)}, {**known, **fields})

    return make


def _query(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    values: dict[str, Any] = {"key": _exhibition(world, name), "query_id": world.entries["query"]}
    data = {"hall": world.keys["hall_called"], "number": world.numbers["sharing"]}
    return Sent({**values, "move": move} if move else values, data)


def _nominate(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": _exhibition(world, state)}, {"number": world.numbers["public"], "reason": "好"})


def _nomination(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    key = world.keys.get(f"nomination_{name}", NO_KEY)
    revision = str(world.revisions.get(f"nomination_{name}", 1))
    data = {"revision": revision, "text": "请看", "hall": world.keys["hall_called"]}
    return Sent({"key": key, "move": move} if move else {"key": key}, data)


def _intent(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    key = world.keys.get(f"intent_{name}", NO_KEY)
    data = {
        "revision": str(world.revisions.get(f"intent_{name}", 1)),
        "text": "谈过",
        "responsible": "",
        "adoption": "",
    }
    return Sent({"key": key, "move": move} if move else {"key": key}, data)


def _entry(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    return Sent({"key": _exhibition(world, name), "entry_key": world.keys["entry"], "move": move}, {})


def _recommend(world: World, state: str, actor: str) -> Sent:
    fields = {"numbers": world.numbers["became_public"], "level": "province"}
    return Sent({"key": _exhibition(world, state)}, fields)


def _recommendation(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    values: dict[str, Any] = {"key": _exhibition(world, name), "recommendation_id": world.entries["recommendation"]}
    fields = {"revision": str(world.revisions["recommendation"]), "reason": "更好", "selection": "省赛"}
    return Sent({**values, "move": move} if move else values, fields)


_PAGES = (
    *("queries", "presets", "nominations", "visitors", "export_intents", "guest_entries", "figures", "export_figures"),
    *("report", "report_document", "recommendations", "recommendation_document"),
)
COLLECTED_MAKERS: Mapping[tuple[str, str], Maker] = {
    **{(f"exhibitions.{name}", "GET"): _of() for name in _PAGES},
    ("exhibitions.collect_now", "*"): _of(),
    ("exhibitions.keep_query", "*"): _of(name="钻模", search="q=钻模"),
    ("exhibitions.query", "*"): _query,
    ("exhibitions.answer_query", "*"): _query,
    ("exhibitions.make_halls", "*"): lambda world, state, actor: Sent(
        {"key": _exhibition(world, state)},
        {"group": "1", "title-1": "新展厅", "numbers-1": world.numbers["next_draft"]},
    ),
    ("exhibitions.call", "*"): _of(),
    ("exhibitions.nominate", "*"): _nominate,
    ("exhibitions.nomination", "*"): _nomination,
    ("exhibitions.answer_nomination", "*"): _nomination,
    ("exhibitions.followed_intent", "*"): _intent,
    ("exhibitions.seen_contact", "*"): _intent,
    ("exhibitions.follow_intent", "*"): _intent,
    ("exhibitions.moderate_entry", "*"): _entry,
    ("exhibitions.recommend", "*"): _recommend,
    ("exhibitions.edit_recommendation", "*"): _recommendation,
    ("exhibitions.move_recommendation", "*"): _recommendation,
    ("exhibitions.send_recommendations", "*"): _of(level="province"),
}
