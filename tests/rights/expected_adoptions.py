"""Who gets what of adoptions and demonstration days; a part of the table in ``expected.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.expected import (
    ALL,
    DOCUMENTS,
    IN,
    IN_FORCE,
    JUDGES,
    NOBODY,
    OPEN,
    OWN,
    Actors,
    States,
    actors,
    deed,
    page,
    seen,
)

OF_B = actors("worker_b", "leader_b1", "manager_b")
SPEAKS_B = actors("worker_b", "manager_b")
HOSTED = actors("worker_a", "member_a1", "member_a2", "leader_a1", "manager_a", "curator")
KEEP_DAY = actors("manager_a", "curator")
HAS_ORGANISATION = actors(
    *("worker_a", "worker_b", "member_a1", "member_a2", "leader_a1", "leader_b1", "manager_a", "manager_b")
)

DETAILS: Mapping[str, Actors] = {
    "proposed": OWN | OF_B | JUDGES,
    "confirmed": OWN | OF_B | JUDGES,
    "certified": OWN | OF_B | JUDGES,
    "hidden": OWN | JUDGES,
    "offered": OWN | OF_B | JUDGES,
    "none": NOBODY,
}
SPEAKERS: Mapping[str, Actors] = {
    "proposed": OWN | SPEAKS_B,
    "confirmed": OWN | SPEAKS_B,
    "hidden": OWN,
    "offered": OWN | {"manager_b"},
    "none": NOBODY,
}


def _pages(who: Mapping[str, Actors]) -> States:
    return {name: page(may, forbidden=DETAILS[name] - may) for name, may in who.items()}


def _deeds(who: Mapping[str, Actors]) -> States:
    return {name: deed(may, forbidden=DETAILS[name] - may) for name, may in who.items()}


def _details(*names: str) -> States:
    return {name: page(DETAILS[name]) for name in (*names, "none")}


def _answers() -> States:
    cells: dict[str, tuple[str, Actors]] = {
        "proposed/confirm": ("proposed", OWN),
        "proposed/dispute": ("proposed", OWN),
        "offered/confirm": ("offered", actors("manager_b")),
        "confirmed/dispute": ("confirmed", OWN | SPEAKS_B),
        "confirmed/end": ("confirmed", OWN | SPEAKS_B),
        "confirmed/withdraw": ("confirmed", SPEAKS_B),
        "hidden/withdraw": ("hidden", actors("member_a1", "manager_a")),
        "none/confirm": ("none", NOBODY),
    }
    states = {state: deed(may, forbidden=DETAILS[name] - may) for state, (name, may) in cells.items()}
    return {**states, "confirmed/confirm": deed(refused=DETAILS["confirmed"])}


def _adopt_page() -> States:
    return {name: page(IN_FORCE.get(name, NOBODY) & IN) for name in DOCUMENTS}


def _adopt() -> States:
    states = {}
    for name in DOCUMENTS:
        readers = IN_FORCE.get(name, NOBODY) & IN
        states[name] = deed(readers & HAS_ORGANISATION, forbidden=readers - HAS_ORGANISATION)
    return states


DAYS: Mapping[str, Actors] = {"day_public": ALL, "day_organisation": HOSTED, "none": NOBODY}


def _day_pages() -> States:
    return {name: page(KEEP_DAY & who, forbidden=(who - KEEP_DAY) & IN) for name, who in DAYS.items()}


def _day_deeds() -> States:
    return {name: deed(KEEP_DAY & who, forbidden=(who - KEEP_DAY) & IN) for name, who in DAYS.items()}


def _kept() -> States:
    return {"day_joined": page(KEEP_DAY), "none": page(NOBODY)}


ADOPTION_ROUTES: Mapping[tuple[str, str], States] = {
    ("adoptions.index", "GET"): OPEN,
    ("adoptions.export", "GET"): OPEN,
    ("adoptions.mine", "GET"): {"": page(IN)},
    ("adoptions.export_mine", "GET"): {"": page(IN)},
    ("adoptions.adopt", "GET"): _adopt_page(),
    ("adoptions.adopt_now", "POST"): _adopt(),
    ("adoptions.adoption", "GET"): {
        **{name: seen(who) for name, who in DETAILS.items()},
        "confirmed": seen(ALL),
        "certified": seen(ALL),
    },
    ("adoptions.revisions", "GET"): _details("proposed", "confirmed", "hidden", "offered"),
    ("adoptions.edit", "GET"): _pages(SPEAKERS),
    ("adoptions.edit_now", "POST"): _deeds(SPEAKERS),
    ("adoptions.answer", "POST"): _answers(),
    ("adoptions.add", "POST"): _deeds({name: SPEAKERS[name] for name in ("proposed", "offered", "none")}),
    ("adoptions.remove", "POST"): {
        "confirmed": deed(SPEAKS_B, forbidden=JUDGES | {"leader_b1"}),
        "none": deed(),
    },
    ("adoptions.evidence", "GET"): _details("proposed", "confirmed"),
    ("adoptions.make", "POST"): {
        "offered": deed(OWN, forbidden=DETAILS["offered"] - OWN),
        "proposed": deed(refused=OWN, forbidden=DETAILS["proposed"] - OWN),
        "none": deed(),
    },
    ("adoptions.revoke", "POST"): {
        "offered": deed(OWN, forbidden=DETAILS["offered"] - OWN),
        "proposed": deed(refused=OWN, forbidden=DETAILS["proposed"] - OWN),
        "none": deed(),
    },
    ("adoptions.offered", "GET"): {"good": seen(ALL), "forged": seen(NOBODY)},
    ("adoptions.answer_offered", "POST"): {"good": deed(ALL), "forged": deed()},
    ("adoptions.issue", "POST"): {
        "confirmed": deed(OWN | SPEAKS_B, forbidden=JUDGES | {"leader_b1"}),
        "proposed": deed(refused=OWN | SPEAKS_B, forbidden=JUDGES | {"leader_b1"}),
        "none": deed(),
    },
    ("adoptions.certificate", "GET"): {**_details("certified"), "confirmed": page(NOBODY)},
    ("adoptions.verify", "GET"): {"good": seen(ALL), "none": seen(NOBODY)},
    ("demonstrations.index", "GET"): OPEN,
    ("demonstrations.day", "GET"): {name: seen(who) for name, who in DAYS.items()},
    ("demonstrations.calendar", "GET"): {name: seen(who) for name, who in DAYS.items()},
    ("demonstrations.plan", "GET"): {"": page(IN)},
    ("demonstrations.plan_now", "POST"): {
        "organisation_a": deed(KEEP_DAY, refused=IN - KEEP_DAY),
        "studio_a1": deed(KEEP_DAY | {"leader_a1"}, refused=IN - KEEP_DAY - {"leader_a1"}),
    },
    ("demonstrations.edit", "GET"): _day_pages(),
    ("demonstrations.edit_now", "POST"): _day_deeds(),
    ("demonstrations.cancel", "POST"): _day_deeds(),
    ("demonstrations.join", "POST"): {
        "day_public": deed(ALL),
        "day_organisation": deed(HOSTED),
        "none": deed(),
    },
    ("demonstrations.give_up", "POST"): {"day_joined": deed(actors("worker_b")), "none": deed()},
    ("demonstrations.guest", "GET"): {"good": seen(ALL), "none": seen(NOBODY)},
    ("demonstrations.give_up_guest", "POST"): {"good": deed(ALL), "none": deed()},
    ("demonstrations.attendance", "GET"): _kept(),
    ("demonstrations.export_list", "GET"): _kept(),
    ("demonstrations.tick", "POST"): {
        "day_joined": deed(KEEP_DAY, forbidden=IN - KEEP_DAY),
        "none": deed(),
    },
    ("demonstrations.door", "GET"): {"day_joined": seen(ALL), "day_organisation": seen(HOSTED), "none": seen(NOBODY)},
    ("demonstrations.check_in_now", "POST"): {"day_joined": deed(ALL), "none": deed()},
}
