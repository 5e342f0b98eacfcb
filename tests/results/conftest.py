"""A site whose index is brought up to date by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from webapp.search.following import Follower
from webapp.web.site import Site


@pytest.fixture
def follower(site: Site) -> Follower:
    """The follower of the application's index."""
    made: Follower = site.parts["search"]
    return made


@pytest.fixture
def drain(follower: Follower) -> Callable[[], int]:
    """Bring the index up to date."""
    return follower.follow
