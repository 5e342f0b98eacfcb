"""Two curators, each with a process of their own that answers, move items at once: nothing lost, one order."""

from __future__ import annotations

from tests.exhibitions.hands import NAMES, Hand, at_once, board_of_two, faults_after
from tests.exhibitions.making import Curating
from tests.exhibitions.processes import processes
from tests.make import PASSWORD
from webapp.settings import Settings

ROUNDS = 20


def test_two_processes_on_one_board(curating: Curating, settings: Settings) -> None:
    key = board_of_two(curating)
    before = curating.halls(key)
    with processes(settings, len(NAMES)) as addresses:
        hands = [Hand(address, name, PASSWORD) for address, name in zip(addresses, NAMES, strict=True)]
        counted = at_once(hands, key, before, ROUNDS)
    assert sum(counted.values()) == ROUNDS * len(NAMES)
    assert faults_after(curating, key, before) == []
