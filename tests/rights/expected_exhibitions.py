"""Who gets what of exhibitions: what is on show for visitors, the rest for curators; a part of ``expected.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.expected import ALL, IN, NOBODY, OPEN, Expect, States, actors, deed, page, seen

CURATOR = actors("curator")
NAMING = actors("curator", "administrator")
NOT_THEIRS: Mapping[str, Expect] = {"of_others": page(NOBODY), "none": page(NOBODY)}
PAGES: States = {**{name: page(CURATOR) for name in ("show_prepared", "show_open", "show_closed")}, **NOT_THEIRS}
CHANGES: States = {
    "show_prepared": deed(CURATOR),
    "show_open": deed(CURATOR),
    "show_closed": deed(refused=CURATOR),
    "of_others": deed(),
    "none": deed(),
}
PARTS: States = {name: expect for name, expect in PAGES.items() if name != "of_others"}
CHANGED_PARTS: States = {name: expect for name, expect in CHANGES.items() if name != "of_others"}

EXHIBITION_ROUTES: Mapping[tuple[str, str], States] = {
    ("exhibitions.index", "GET"): OPEN,
    ("exhibitions.new", "GET"): {"": page(CURATOR)},
    ("exhibitions.create", "POST"): {"": deed(CURATOR)},
    ("exhibitions.edit", "GET"): PAGES,
    ("exhibitions.edit_now", "POST"): CHANGES,
    ("exhibitions.change_curators", "POST"): {**CHANGES, "show_closed": deed(CURATOR)},
    ("exhibitions.without_curator", "GET"): {"": page(NAMING)},
    ("exhibitions.name_new_curator", "POST"): {
        "show_left": deed(NAMING),
        "show_prepared": deed(),
        "of_others": deed(),
        "none": deed(),
    },
    ("exhibitions.arrange", "GET"): {**PAGES, "show_left": page(NOBODY)},
    ("exhibitions.arrange_items", "POST"): CHANGED_PARTS,
    ("exhibitions.arrange_halls", "POST"): CHANGES,
    ("exhibitions.undo_change", "POST"): CHANGED_PARTS,
    ("exhibitions.hall_editor", "GET"): PARTS,
    ("exhibitions.change_hall", "POST"): CHANGED_PARTS,
    ("exhibitions.add_form", "GET"): PAGES,
    ("exhibitions.add", "POST"): {**CHANGED_PARTS, "show_prepared/hidden": deed(refused=CURATOR)},
    ("exhibitions.look", "POST"): {"": deed(CURATOR, journal=0)},
    ("exhibitions.item_editor", "GET"): PARTS,
    ("exhibitions.change_item", "POST"): CHANGED_PARTS,
    ("exhibitions.pin", "POST"): {"show_open": deed(CURATOR), "show_closed": deed(refused=CURATOR), "none": deed()},
    ("exhibitions.picture", "GET"): {
        "show_prepared/used": seen(CURATOR),
        "show_open/used": seen(ALL),
        "show_open/unused": seen(CURATOR),
        "show_members/used": seen(IN),
        "show_members/unused": seen(CURATOR),
        "show_closed/used": seen(ALL),
        "none/used": seen(NOBODY),
    },
    ("exhibitions.pictures", "GET"): PAGES,
    ("exhibitions.add_pictures", "POST"): CHANGES,
    ("exhibitions.change_picture", "POST"): CHANGED_PARTS,
    ("exhibitions.check", "GET"): PAGES,
    ("exhibitions.move", "POST"): {
        "show_prepared/submit": deed(CURATOR),
        "show_prepared/open": deed(forbidden=CURATOR),
        "show_prepared/close": deed(refused=CURATOR),
        "show_open/close": deed(CURATOR),
        "show_open/archive": deed(refused=CURATOR),
        "show_closed/reopen": deed(CURATOR),
        "show_closed/archive": deed(CURATOR),
        "show_closed/update": deed(refused=CURATOR),
        "of_others/submit": deed(),
        "none/submit": deed(),
    },
    ("exhibitions.shown_before", "GET"): PAGES,
}
