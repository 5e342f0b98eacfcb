"""What is sent for each endpoint of adoptions and demonstration days; a part of ``sent.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itsdangerous import Signer

from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.world import World

FORM = {"started": "2024-04", "workshop": "新车间", "effect": "快了", "ordinal": "1"}
DAY = {"title": "观摩会", "place": "厂区", "audience": "organisation", "numbers": ""}
TIMES = {"starts_at": "2099-05-01T09:00", "ends_at": "2099-05-01T11:00"}


def _key(**fields: str) -> Maker:
    """About one adoption; the form carries the revision it was made from."""

    def make(world: World, state: str, actor: str) -> Sent:
        revision = str(world.revisions.get(f"adoption_{state}", 1))
        return Sent({"key": world.keys.get(state, NO_KEY)}, {"revision": revision, **fields})

    return make


def _answer(world: World, state: str, actor: str) -> Sent:
    name, _sign, deed = state.partition("/")
    fields = {"do": deed, "reason": "理由", "ended": "2025-01"}
    return _key(**fields)(world, name, actor)


def _edit(world: World, state: str, actor: str) -> Sent:
    return _key(**{**FORM, "ordinal": "2" if state == "confirmed" else "1"})(world, state, actor)


def _adopt(world: World, state: str, actor: str) -> Sent:
    known = world.actors.get(actor)
    ordinal = "2" if state.startswith("became_") else "1"
    fields = {**FORM, "ordinal": ordinal, "organisation_id": str((known.organisation_id if known else 0) or 0)}
    return Sent({"number": world.numbers[state]}, fields)


def _adopt_page(world: World, state: str, actor: str) -> Sent:
    return Sent({"number": world.numbers[state]})


def _add(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": world.keys.get(state, NO_KEY)}, {"kind": "photo"}, ("file", "PNG"))


def _remove(world: World, state: str, actor: str) -> Sent:
    evidence = world.keys.get(f"evidence_{state}", NO_KEY)
    return Sent({"key": world.keys.get(state, NO_KEY), "evidence_key": evidence})


def _evidence(world: World, state: str, actor: str) -> Sent:
    return Sent({"evidence_key": world.keys.get(f"evidence_{state}", NO_KEY)})


def _offered(world: World, state: str, actor: str) -> Sent:
    secret = world.site.settings.secret_key if state == "good" else "another secret"
    token = Signer(secret, salt="adoption-link").sign(world.keys["token"]).decode()
    return Sent({"token": token}, {"name": "李主任", "do": "confirm"})


def _of(kind: str, name: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({kind: world.keys[name] if state == "good" else NO_KEY})

    return make


def _day(**fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        known = {"revision": str(world.revisions.get(state, 1)), "reason": "理由"}
        host = f"{world.entries['organisation_a']}:0"
        return Sent({"key": world.keys.get(state, NO_KEY)}, {**known, "host": host, **fields})

    return make


def _plan(world: World, state: str, actor: str) -> Sent:
    studio = world.entries["studio_a1"] if state == "studio_a1" else 0
    return Sent(data={**DAY, **TIMES, "host": f"{world.entries['organisation_a']}:{studio}"})


def _tick(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": world.keys.get(state, NO_KEY), "guest_id": world.entries["guest"]}, {"came": "yes"})


def _door(world: World, state: str, actor: str) -> Sent:
    values: dict[str, Any] = {"key": world.keys.get(state, NO_KEY)}
    values["check_in_key"] = world.keys.get(f"door_{state}", NO_KEY)
    return Sent(values, {"name": "来宾", "consent": "y"})


ADOPTION_MAKERS: Mapping[tuple[str, str], Maker] = {
    ("adoptions.adopt", "*"): _adopt_page,
    ("adoptions.adopt_now", "*"): _adopt,
    ("adoptions.adoption", "*"): _key(),
    ("adoptions.revisions", "*"): _key(),
    ("adoptions.edit", "*"): _key(),
    ("adoptions.edit_now", "*"): _edit,
    ("adoptions.answer", "*"): _answer,
    ("adoptions.add", "*"): _add,
    ("adoptions.remove", "*"): _remove,
    ("adoptions.evidence", "*"): _evidence,
    ("adoptions.make", "*"): _key(recipient="王工"),
    ("adoptions.revoke", "*"): _key(),
    ("adoptions.offered", "*"): _offered,
    ("adoptions.answer_offered", "*"): _offered,
    ("adoptions.issue", "*"): _key(),
    ("adoptions.certificate", "*"): _key(),
    ("adoptions.verify", "*"): _of("key", "certificate"),
    ("demonstrations.day", "*"): _day(),
    ("demonstrations.calendar", "*"): _day(),
    ("demonstrations.plan_now", "*"): _plan,
    ("demonstrations.edit", "*"): _day(),
    ("demonstrations.edit_now", "*"): _day(**DAY, **TIMES),
    ("demonstrations.cancel", "*"): _day(),
    ("demonstrations.join", "*"): _day(name="来宾", consent="y"),
    ("demonstrations.give_up", "*"): _day(),
    ("demonstrations.guest", "*"): _of("guest_key", "guest"),
    ("demonstrations.give_up_guest", "*"): _of("guest_key", "guest"),
    ("demonstrations.attendance", "*"): _day(),
    ("demonstrations.export_list", "*"): _day(),
    ("demonstrations.tick", "*"): _tick,
    ("demonstrations.door", "*"): _door,
    ("demonstrations.check_in_now", "*"): _door,
}
