"""Forms: what a browser sent, checked and turned into a frozen command by the part's own forms."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields.core import Field

from webapp.base.errors import Invalid
from webapp.web.i18n import language


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms: CSRF on, messages of the library in the language of the request."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Settings WTForms reads."""

        @property
        def locales(self) -> list[str]:
            """Languages of the built-in messages."""
            return ["zh"] if language() == "zh" else ["en"]

    def refuse(self, refusal: Invalid, words: dict[str, str]) -> None:
        """Show the faults of an action beside their fields; ``words`` maps a fault's code to the text to show."""
        for fault in refusal.faults:
            field: Field | None = self._fields.get(fault.field)
            text = words.get(fault.code, fault.code) % dict(fault.figures or {})
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]


def tidy(text: Any) -> Any:
    """One line of text as it should be stored: NFC, no control characters, no blanks at the ends."""
    if not isinstance(text, str):
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn")).strip()


def tidy_lines(text: Any) -> Any:
    """Several lines of text as they should be stored: as typed, unix line ends, no NUL or lone surrogates."""
    if not isinstance(text, str):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def whole_number(text: str, otherwise: int = 0, *, digits: int = 9) -> int:
    """The whole number that a form or an address sent; ``otherwise`` when it is none or has more digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise
