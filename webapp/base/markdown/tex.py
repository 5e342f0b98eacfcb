"""Formulas as words: what a formula's TeX reads like in one line of plain text. Linear in the length."""

from __future__ import annotations

import re

_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta lambda mu nu xi pi rho sigma tau phi varphi psi omega "
    "Gamma Delta Theta Lambda Sigma Phi Psi Omega times pm mp cdot div leq le leqslant geq ge geqslant neq ne approx "
    "sim propto infty sum prod int to rightarrow Rightarrow leftarrow partial nabla angle parallel perp circ degree "
    "prime sqrt ldots cdots dots in"
)
_SHOWN = "αβγδεεζηθλμνξπρστφφψωΓΔΘΛΣΦΨΩ×±∓·÷≤≤≤≥≥≥≠≠≈~∝∞∑∏∫→→⇒←∂∇∠∥⊥°°′√………∈"
_SIGNS = dict(zip(_NAMES.split(), _SHOWN, strict=True))
_FUNCTIONS = frozenset(["sin", "cos", "tan", "cot", "ln", "log", "lg", "exp", "max", "min", "lim"])
_SPACES = frozenset(("quad", "qquad"))
_FRACTION = re.compile(r"\\[dt]?frac\s?\{([^{}]{0,200})\}\s?\{([^{}]{0,200})\}")
_COMMAND = re.compile(r"\\([A-Za-z]{1,30})\*?")
_SPACING = re.compile(r"\\[,;:! ]|\\\\|~|&")
_POWERS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_POWER = re.compile(r"\^\{?([0-9+-]{1,4})\}?")
_BLANKS = re.compile(r"\s+")


def readable(source: str) -> str:
    """The formula without commands and braces: fractions with a stroke, Greek letters and signs as such."""
    text = source
    for _ in range(3):  # fractions inside fractions
        text = _FRACTION.sub(_fraction, text)
    text = _COMMAND.sub(_command, _SPACING.sub(" ", text))
    text = _POWER.sub(lambda match: match[1].translate(_POWERS), text.replace("^°", "°").replace("^{°}", "°"))
    return _BLANKS.sub(" ", re.sub(r"[{}^_\\]", "", text)).strip()


def _fraction(match: re.Match[str]) -> str:
    return "/".join(
        f"({part.strip()})" if re.search(r"[-+ /]", part.strip()) else part.strip() for part in match.groups()
    )


def _command(match: re.Match[str]) -> str:
    name = match[1]
    if name in _SIGNS:
        return _SIGNS[name]
    return f"{name} " if name in _FUNCTIONS else " " if name in _SPACES else ""
