"""Whether a document may be put forward: the conditions that calls for results name again and again. Pure.

The conditions follow published calls: results put to use for about a year with benefits that exist already, not in a
government programme, not awarded before, no dispute, no secret; operation methods by front-line operators, in line
with the rules for operation, maintenance and safety; first completer neither head of an enterprise nor with a senior
title or a doctorate. Which of them a form asks is said in the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from webapp.filings.known import Known

MONTHS_IN_USE = 12
_HEADS = re.compile(
    r"董事长|董事|总经理|经理|厂长|总裁|总监|书记|院长|所长|局长|处长|主席|法定代表人|企业负责人|正高级|高级工程师|教授|博士"
)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one condition stands: True, False or None when the archive does not know. ``figures`` fill its wording."""

    rule: str
    holds: bool | None
    figures: Mapping[str, object]


def judge(rules: tuple[str, ...], known: Known, today: date) -> tuple[Verdict, ...]:
    """Every condition in order."""
    return tuple(Verdict(rule, *RULES[rule](known, today)) for rule in rules)


_Answer = tuple[bool | None, Mapping[str, object]]


def _in_use_one_year(known: Known, today: date) -> _Answer:
    begun = _first_use(known)
    if begun is None:
        return None, {}
    months = (today.year - begun[0]) * 12 + today.month - begun[1]
    return months >= MONTHS_IN_USE, {"since": f"{begun[0]}-{begun[1]:02}", "months": max(0, months)}


def _first_use(known: Known) -> tuple[int, int] | None:
    """When use began: the end of the work, else the first adoption, else the year of the result (at its end)."""
    for text in (known.content.period_to, *sorted(each.since for each in known.adoptions if each.since)):
        found = _MONTH.match(text)
        if found:
            return int(found[1]), int(found[2])
    years = [each.year for each in known.content.adoptions if each.year]
    year = min(years) if years else known.content.year
    return (year, 12) if year else None


def _not_awarded(known: Known, _today: date) -> _Answer:
    awards = [each.name for each in known.content.awards]
    return not awards, {"awards": "、".join(awards)}


def _first_not_manager(known: Known, _today: date) -> _Answer:
    if not known.content.contributors:
        return None, {"role": ""}
    role = known.content.contributors[0].role.strip()
    return (None if not role else not _HEADS.search(role)), {"role": role}


def _benefit_exists(known: Known, today: date) -> _Answer:
    years = sorted({each.year for each in known.content.benefits if each.amount_yuan and each.year})
    reached = [year for year in years if year <= today.year]
    return bool(reached), {"years": "、".join(map(str, reached))}


def _used_elsewhere(known: Known, _today: date) -> _Answer:
    count = len(known.adoptions) or len(known.content.adoptions)
    return count > 0, {"count": count}


def _complies(known: Known, _today: date) -> _Answer:
    return bool(known.content.sections.get("compliance", "").strip()), {}


def _has_patent_facts(known: Known, _today: date) -> _Answer:
    count = len(known.patents) or len(known.content.patents)
    return count > 0, {"count": count}


def _said(key: str, wanted: str) -> Callable[[Known, date], _Answer]:
    def answer(known: Known, _today: date) -> _Answer:
        said = known.answers.get(key, "")
        return (None if said not in ("yes", "no") else said == wanted), {}

    return answer


def _not_secret(known: Known, today: date) -> _Answer:
    """What the document declares of itself comes before what somebody answered."""
    return (False, {}) if known.is_secret else _said("is_secret", "no")(known, today)


RULES: Mapping[str, Callable[[Known, date], _Answer]] = {
    "in_use_one_year": _in_use_one_year,
    "not_awarded": _not_awarded,
    "first_not_manager": _first_not_manager,
    "benefit_exists": _benefit_exists,
    "used_elsewhere": _used_elsewhere,
    "complies": _complies,
    "has_patent": _has_patent_facts,
    "not_secret": _not_secret,
    "no_dispute": _said("is_disputed", "no"),
    "no_programme": _said("is_in_programme", "no"),
}
