"""Who gets what of collecting, nominations, following up and recommending; a part of the table in ``expected.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.expected import IN, NOBODY, OWN, WRITERS, Actors, Expect, States, actors, deed, page

CURATOR = actors("curator")
FOLLOWERS = CURATOR | {"leader_a1"}
SIDES = OWN | CURATOR
OWN_PAGES: States = {"called": page(CURATOR), "of_others": page(NOBODY), "none": page(NOBODY)}
DEEDS: States = {"called": deed(CURATOR), "of_others": deed(), "none": deed()}


def _about(name: str, *deeds: str, done: Actors = CURATOR, forbidden: Actors = NOBODY) -> dict[str, Expect]:
    return {f"{name}/{each}": deed(done, forbidden=forbidden) for each in deeds}


COLLECTED_ROUTES: Mapping[tuple[str, str], States] = {
    ("exhibitions.collect", "GET"): {"": page(CURATOR)},
    ("exhibitions.collect_now", "POST"): DEEDS,
    ("exhibitions.queries", "GET"): OWN_PAGES,
    ("exhibitions.keep_query", "POST"): DEEDS,
    ("exhibitions.query", "GET"): OWN_PAGES,
    ("exhibitions.answer_query", "POST"): {
        **_about("called", "take", "dismiss", "restore", "remove"),
        **_about("of_others", "remove", done=NOBODY),
    },
    ("exhibitions.presets", "GET"): OWN_PAGES,
    ("exhibitions.make_halls", "POST"): DEEDS,
    ("exhibitions.calls", "GET"): {"": page(WRITERS)},
    ("exhibitions.call", "GET"): {"called": page(WRITERS), "of_others": page(NOBODY), "none": page(NOBODY)},
    ("exhibitions.nominate", "POST"): {"called": deed(OWN, refused=WRITERS - OWN), "of_others": deed()},
    ("exhibitions.nominations", "GET"): OWN_PAGES,
    ("exhibitions.nomination", "GET"): {"nominated": page(SIDES), "asked": page(SIDES), "none": page(NOBODY)},
    ("exhibitions.answer_nomination", "POST"): {
        **_about("asked", "answer", "withdraw", done=OWN, forbidden=CURATOR),
        **_about("nominated", "ask", "decline", forbidden=OWN),
        "nominated/accept": deed(CURATOR, forbidden=OWN),
        "none/ask": deed(),
    },
    ("exhibitions.visitors", "GET"): OWN_PAGES,
    ("exhibitions.export_intents", "GET"): OWN_PAGES,
    ("exhibitions.own_intents", "GET"): {"": page(IN)},
    ("exhibitions.followed_intent", "GET"): {"left": page(FOLLOWERS), "none": page(NOBODY)},
    ("exhibitions.seen_contact", "POST"): {"left": deed(FOLLOWERS), "none": deed()},
    ("exhibitions.follow_intent", "POST"): {
        **_about("left", "take_up", "note", "finish", "drop", "tell", "link", "forget", done=FOLLOWERS),
        "left/assign": deed(CURATOR, forbidden=actors("leader_a1")),
        "left/reopen": deed(refused=FOLLOWERS),
        "none/note": deed(),
    },
    ("exhibitions.guest_entries", "GET"): OWN_PAGES,
    ("exhibitions.moderate_entry", "POST"): {
        **_about("called", "show", "hide"),
        "called/undo": deed(refused=CURATOR),
        "of_others/show": deed(),
    },
    ("exhibitions.figures", "GET"): OWN_PAGES,
    ("exhibitions.export_figures", "GET"): OWN_PAGES,
    ("exhibitions.report", "GET"): OWN_PAGES,
    ("exhibitions.report_document", "GET"): OWN_PAGES,
    ("exhibitions.recommendations", "GET"): OWN_PAGES,
    ("exhibitions.recommendation_document", "GET"): OWN_PAGES,
    ("exhibitions.recommend", "POST"): DEEDS,
    ("exhibitions.edit_recommendation", "POST"): DEEDS,
    ("exhibitions.move_recommendation", "POST"): {
        **_about("called", "down", "remove"),
        "called/take": deed(refused=CURATOR),
        "of_others/remove": deed(),
    },
    ("exhibitions.send_recommendations", "POST"): DEEDS,
}
