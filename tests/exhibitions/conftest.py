"""Curators and exhibitions for tests of this part."""

from __future__ import annotations

import pytest

from tests.exhibitions.leaving import Visiting
from tests.exhibitions.making import Curating
from tests.make import Make


@pytest.fixture
def curating(make: Make) -> Curating:
    return Curating(make)


@pytest.fixture
def visiting(curating: Curating) -> Visiting:
    return Visiting(curating)
