"""The number of a patent as people write it."""

from __future__ import annotations

from webapp.patents.models import Patent
from webapp.patents.numbers import shown_number


def number_of(patent: Patent) -> str:
    """The number; '' for none."""
    return shown_number(patent.office, patent.number, is_granted=patent.granted_on is not None)
