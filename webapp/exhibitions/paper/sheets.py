"""Pages without footnotes and list markers: the styles of these, made for every element, take 150 MB in a catalogue."""

from __future__ import annotations

import re
from typing import Any

import weasyprint
from weasyprint.html import UA, UA_COUNTER_STYLE

_MARKS = re.compile(r"^::(?:marker|footnote|note)[^{]*\{[^}]*\}\n", re.MULTILINE)
_PLAIN = weasyprint.CSS(string=_MARKS.sub("", UA), counter_style=UA_COUNTER_STYLE)


class Sheets(weasyprint.HTML):  # type: ignore[misc]
    """The pages of a print."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [_PLAIN]
