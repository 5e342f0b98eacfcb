"""The standing computed from random histories agrees with an oracle that was written apart from the program.

``PATENT_HISTORIES=10000 python -m pytest tests/patents/test_histories.py`` runs the full number.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patents.histories import EVENTS, Seen, run, told
from webapp.base.errors import Invalid
from webapp.patents.deadlines import term_end
from webapp.patents.workflow import EventKind, Standing, Status, after, possible_events, standing_of

HISTORIES = int(os.environ.get("PATENT_HISTORIES", "600"))
FILED_ON = date(2020, 2, 29)
KINDS = ("invention", "utility_model", "design")


@dataclass
class Row:
    """An event."""

    id: int
    kind: str
    on: date
    corrects_id: int | None = None


def rows_of(events: list[str], kind: str) -> list[Row]:
    """The events on days one after another; ``time`` jumps behind the end of the term."""
    day, rows = FILED_ON, []
    for number, event in enumerate(events, start=1):
        if event == "time":
            day = max(day, term_end(kind, FILED_ON))
        else:
            rows.append(Row(number, event, day))
        day += timedelta(days=1 if number % 3 else 0)
    return rows


def computed(rows: list[Row], kind: str, today: date) -> Standing | None:
    try:
        return standing_of("CN", kind, rows, today)
    except Invalid:
        return None


def agree(standing: Standing, seen: Seen) -> bool:
    return (
        standing.status,
        standing.is_open,
        standing.is_pledged,
        standing.is_contested,
        standing.licence_count,
    ) == (seen.status, seen.is_open, seen.is_pledged, seen.is_contested, seen.licences)


def is_sound(standing: Standing) -> bool:
    """What holds in every state that can be reached."""
    ended = standing.status not in ("planned", "filed", "published", "examination", "granted")
    return (
        (standing.filed_on is None) == (standing.status == Status.PLANNED)
        and (standing.ended_on is not None) == ended
        and (standing.granted_on is not None or standing.status not in ("granted", "lapsed", "expired", "invalidated"))
        and (not standing.is_open or standing.status == Status.GRANTED)
        and (not standing.is_pledged or standing.granted_on is not None)
        and (not standing.is_contested or standing.status in ("granted", "lapsed", "expired", "abandoned"))
        and standing.licence_count >= 0
    )


def likely(choices: list[int], kind: str) -> list[str]:
    """A history that mostly can happen: at each place any event that fits, now and then one that does not."""
    seen, events = Seen(), []
    for choice in choices:
        fitting = [event for event in EVENTS if told(seen, event, kind) is not None]
        pool = ["time", *fitting] if choice % 11 else list(EVENTS)
        event = pool[choice // 11 % len(pool)]
        if event == "time" and (seen.status == "planned" or "time" in events):
            continue
        events.append(event)
        next_one = told(seen, event, kind)
        if next_one is None:
            break
        seen = next_one
    return events


def test_random_histories_agree_with_the_oracle(capsys: pytest.CaptureFixture[str]) -> None:
    reached: Counter[str] = Counter()
    refused = 0

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(kind=st.sampled_from(KINDS), choices=st.lists(st.integers(0, 10_000), min_size=1, max_size=14))
    def compare(kind: str, choices: list[int]) -> None:
        nonlocal refused
        events = likely(choices, kind)
        rows = rows_of(events, kind)
        today = max([row.on for row in rows], default=FILED_ON)
        if "time" in events:
            today = max(today, term_end(kind, FILED_ON))
        seen, wrong = run(events, kind)
        standing = computed(rows, kind, today)
        if wrong is not None:
            refused += 1
            assert standing is None, (events, standing)
            return
        assert standing is not None, events
        assert agree(standing, seen), (events, standing, seen)
        assert is_sound(standing), standing
        reached[standing.status] += 1
        possible = set(possible_events("CN", kind, standing, today))
        assert possible == {EventKind(event) for event in EVENTS if told(seen, event, kind) is not None}

    compare()
    with capsys.disabled():
        print(f"\npatent histories: {HISTORIES} compared, {refused} refused by both, states {dict(reached)}")
    assert refused
    if HISTORIES >= 10_000:
        assert set(reached) >= set(Status) - {Status.REPORTED, Status.PLANNED}


def test_every_state_that_can_be_reached_is_sound() -> None:
    """All states reachable through any events, walked through once each, agree with the oracle's one by one."""
    for kind in KINDS:
        start = (Standing(), Seen())
        waiting, known = [start], {_key(start[1])}
        while waiting:
            standing, seen = waiting.pop()
            assert is_sound(standing)
            for event in EVENTS:
                expected = told(seen, event, kind)
                if expected is not None and expected.licences > 2:
                    continue
                try:
                    found: Standing | None = after("CN", kind, standing, Row(1, event, FILED_ON))
                except Invalid:
                    found = None
                assert (found is None) == (expected is None), (seen, event)
                if found is not None and expected is not None:
                    assert agree(found, expected), (seen, event)
                    if _key(expected) not in known:
                        known.add(_key(expected))
                        waiting.append((found, expected))
        assert len(known) > 40
        without_time = set(Status) - {Status.REPORTED, Status.EXPIRED}
        assert {str(key[0]) for key in known} == without_time - ({Status.PUBLISHED} if kind != "invention" else set())


def _key(seen: Seen) -> tuple[object, ...]:
    return (seen.status, seen.is_open, seen.is_pledged, seen.is_contested, seen.licences, seen.is_published, seen.was)


def test_a_correction_takes_the_place_of_what_it_names() -> None:
    rows = [Row(1, "filed", FILED_ON), Row(2, "granted", date(2021, 3, 1)), Row(3, "lapsed", date(2022, 3, 1))]
    assert standing_of("CN", "invention", rows, date(2023, 1, 1)).status == Status.LAPSED
    struck = [*rows, Row(4, "struck", date(2022, 4, 1), corrects_id=3)]
    assert standing_of("CN", "invention", struck, date(2023, 1, 1)).status == Status.GRANTED
    moved = [*rows, Row(4, "granted", date(2021, 5, 5), corrects_id=2)]
    assert standing_of("CN", "invention", moved, date(2023, 1, 1)).granted_on == date(2021, 5, 5)
    too_late = [*rows, Row(4, "granted", date(2022, 5, 5), corrects_id=2)]
    with pytest.raises(Invalid):
        standing_of("CN", "invention", too_late, date(2023, 1, 1))


@pytest.mark.parametrize(
    ("kind", "filed_on", "end"),
    [
        ("design", date(2021, 5, 31), date(2031, 5, 31)),
        ("design", date(2021, 6, 1), date(2036, 6, 1)),
        ("utility_model", date(2020, 2, 29), date(2030, 2, 28)),
        ("invention", date(1997, 6, 3), date(2017, 6, 3)),
    ],
)
def test_a_right_is_over_on_the_day_its_term_ends_and_not_before(kind: str, filed_on: date, end: date) -> None:
    rows = [Row(1, "filed", filed_on), Row(2, "granted", filed_on + timedelta(days=400))]
    assert standing_of("CN", kind, rows, end - timedelta(days=1)).status == Status.GRANTED
    over = standing_of("CN", kind, rows, end)
    assert (over.status, over.ended_on) == (Status.EXPIRED, end)
    licensed = [*rows, Row(3, "licensed", end)]
    with pytest.raises(Invalid):
        standing_of("CN", kind, licensed, end)


def test_abroad_no_term_is_known() -> None:
    rows = [Row(1, "filed", date(1990, 1, 1)), Row(2, "granted", date(1992, 1, 1))]
    assert standing_of("US", "invention", rows, date(2026, 1, 1)).status == Status.GRANTED
    over = [*rows, Row(3, "expired", date(2010, 1, 1))]
    assert standing_of("US", "invention", over, date(2026, 1, 1)).status == Status.EXPIRED
