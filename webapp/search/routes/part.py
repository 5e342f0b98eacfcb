"""The blueprint of the part, and the index its pages ask."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app

from webapp.search.indexed_tabs import INDEXED, TABS
from webapp.search.site import SearchSite
from webapp.search.tabs import Tabs
from webapp.web.site import site

blueprint = Blueprint("search", __name__, template_folder="../templates")
INDEX = "search_index"


def search_index() -> SearchSite:
    """The index of the present application."""
    return cast(SearchSite, current_app.extensions[INDEX])


def present_tabs() -> Tabs:
    """The tabs of the present application, in order."""
    return cast(Tabs, site().parts.get(TABS, INDEXED))
