"""Who gets what of exhibitions as visitors meet them; a part of the table in ``expected.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.expected import ALL, IN, NOBODY, Expect, States, actors, deed, page, seen

CURATOR = actors("curator")
VISITED: States = {
    "toured_public": seen(ALL),
    "toured_members": seen(IN),
    "toured_closed": seen(ALL),
    "toured_new": seen(NOBODY),
    "none": seen(NOBODY),
}
HALLS: States = {
    "toured_public/hall": seen(ALL),
    "toured_public/hall_hidden": seen(NOBODY),
    "toured_members/hall": seen(IN),
    "toured_new/hall": seen(NOBODY),
    "toured_public/none": seen(NOBODY),
}
ITEMS: States = {
    "toured_public/item_product": seen(ALL),
    "toured_public/item_public": seen(ALL),
    "toured_public/item_members": seen(NOBODY),
    "toured_members/item_members": seen(IN),
    **{
        f"{show}/item_{name}": seen(NOBODY)
        for show in ("toured_public", "toured_members")
        for name in ("became_internal", "guarded", "formerly_public", "draft", "gone_public")
    },
    "toured_new/item_public": seen(NOBODY),
    "toured_public/none": seen(NOBODY),
}
INTENTS: States = {
    "toured_public/item_public": seen(ALL),
    "toured_public/item_became_internal": seen(NOBODY),
    "toured_members/item_members": seen(IN),
    "toured_closed/item_public": Expect(refused=ALL),
    "toured_new/item_public": seen(NOBODY),
}
LEFT: States = {
    "toured_public/item_public": deed(ALL),
    "toured_public/item_became_internal": deed(),
    "toured_members/item_members": deed(IN),
    "toured_closed/item_public": deed(refused=ALL),
    "toured_new/item_public": deed(),
}
PREVIEWS: States = {
    "toured_new": page(CURATOR),
    "toured_public": page(CURATOR),
    "toured_of_others": page(NOBODY),
    "none": page(NOBODY),
}
INSIDE_PREVIEWS: States = {"toured_new/none": page(NOBODY), "toured_of_others/none": page(NOBODY)}

SHOW_ROUTES: Mapping[tuple[str, str], States] = {
    ("exhibitions.cover", "GET"): {**VISITED, "toured_new": seen(CURATOR)},
    ("exhibitions.hall", "GET"): HALLS,
    ("exhibitions.item", "GET"): ITEMS,
    ("exhibitions.everything", "GET"): VISITED,
    ("exhibitions.poster", "GET"): VISITED,
    ("exhibitions.code", "GET"): VISITED,
    ("exhibitions.kiosk", "GET"): VISITED,
    ("exhibitions.kiosk_hall", "GET"): HALLS,
    ("exhibitions.kiosk_item", "GET"): ITEMS,
    ("exhibitions.kiosk_everything", "GET"): VISITED,
    ("exhibitions.guest_book", "GET"): VISITED,
    ("exhibitions.write", "POST"): {
        "toured_public": deed(ALL),
        "toured_members": deed(IN),
        "toured_closed": deed(refused=ALL),
        "toured_new": deed(),
        "none": deed(),
    },
    ("exhibitions.intent", "GET"): INTENTS,
    ("exhibitions.leave", "POST"): LEFT,
    ("exhibitions.own_intent", "GET"): {"intent_left": seen(ALL), "none": seen(NOBODY)},
    ("exhibitions.withdraw", "POST"): {"intent_left": deed(ALL), "none": deed()},
    ("exhibitions.preview", "GET"): PREVIEWS,
    ("exhibitions.preview_everything", "GET"): PREVIEWS,
    ("exhibitions.preview_hall", "GET"): INSIDE_PREVIEWS,
    ("exhibitions.preview_item", "GET"): INSIDE_PREVIEWS,
}
