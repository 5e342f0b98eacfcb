"""Who gets what of files made of an exhibition: its curators alone; a part of the table in ``expected.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.expected import NOBODY, States, actors, deed, page

CURATOR = actors("curator")
PAGES: States = {"made": page(CURATOR), "of_others": page(NOBODY), "none": page(NOBODY)}

MADE_ROUTES: Mapping[tuple[str, str], States] = {
    ("exhibitions.made", "GET"): PAGES,
    ("exhibitions.made_progress", "GET"): PAGES,
    ("exhibitions.print_view", "GET"): PAGES,
    ("exhibitions.make", "POST"): {"made": deed(CURATOR), "of_others": deed(), "none": deed()},
    ("exhibitions.download_made", "POST"): {
        "made": deed(CURATOR),
        "hidden": deed(),
        "of_others": deed(),
        "none": deed(),
    },
    ("exhibitions.remove", "POST"): {
        "made": deed(CURATOR),
        "hidden": deed(CURATOR),
        "of_others": deed(),
        "none": deed(),
    },
}
