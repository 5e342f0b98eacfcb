"""Equations of Word (OMML, ISO/IEC 29500-1 §22.1) as TeX for what is common in workshops; None for all else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from webapp.importing.word.names import Element, child, local, q, value


class _Unknown(Exception):
    """Something that has no simple TeX."""


_SIGNS: Final = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho",
    "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi",
    "Ψ": r"\Psi", "Ω": r"\Omega", "×": r"\times", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "·": r"\cdot",
    "⋅": r"\cdot", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∞": r"\infty", "→": r"\to",
    "∂": r"\partial",
    "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\surd", "∈": r"\in", "°": r"^{\circ}",
    "…": r"\dots", "⋯": r"\cdots", "−": "-", "∠": r"\angle", "⊥": r"\perp", "∥": r"\parallel", "′": "'",
}  # fmt: skip
_ESCAPED: Final = {each: "\\" + each for each in "%#&$_{}"} | {"\\": r"\backslash", "~": r"\sim", "^": r"\hat{}"}
_SUMS: Final = {
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "∬": r"\iint",
    "∭": r"\iiint",
    "∮": r"\oint",
    "⋃": r"\bigcup",
}
_ACCENTS: Final = {"̂": r"\hat", "̃": r"\tilde", "̅": r"\bar", "̇": r"\dot", "̈": r"\ddot", "⃗": r"\vec", "̄": r"\bar"}
_FUNCTIONS: Final = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln", "lg",
     "exp", "lim", "max", "min", "det"}
)  # fmt: skip


def to_tex(formula: Element) -> str | None:
    """TeX without its dollar signs, None when a part of the equation has no simple form."""
    try:
        tex = _inside(formula).strip()
    except _Unknown:
        return None
    return tex or None


def _inside(element: Element | None) -> str:
    if element is None:
        return ""
    return "".join(_one(each) for each in element if isinstance(each.tag, str))


def _one(element: Element) -> str:
    name = local(element)
    if name.endswith("Pr") or name.startswith(("bookmark", "proofErr")):
        return ""
    make = _MAKERS.get(name)
    if make is None:
        raise _Unknown(name)
    return make(element)


def _group(element: Element, path: str) -> str:
    return "{" + _inside(child(element, path)).strip() + "}"


def _text(run: Element) -> str:
    text = "".join(each.text or "" for each in run.iter(q("m:t"), q("w:t")))
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return r"\text{" + text.replace("\\", "").replace("{", "").replace("}", "") + "}"
    return "".join(_SIGNS[sign] + " " if sign in _SIGNS else _ESCAPED.get(sign, sign) for sign in text)


def _fraction(element: Element) -> str:
    kind = value(child(element, "m:fPr/m:type"), "m:val")
    above, below = _group(element, "m:num"), _group(element, "m:den")
    return f"{above}/{below}" if kind == "lin" else rf"\frac{above}{below}"


def _raised(element: Element) -> str:
    return f"{_group(element, 'm:e')}^{_group(element, 'm:sup')}"


def _lowered(element: Element) -> str:
    return f"{_group(element, 'm:e')}_{_group(element, 'm:sub')}"


def _both(element: Element) -> str:
    return f"{_group(element, 'm:e')}_{_group(element, 'm:sub')}^{_group(element, 'm:sup')}"


def _root(element: Element) -> str:
    degree = _inside(child(element, "m:deg")).strip()
    return (rf"\sqrt[{degree}]" if degree else r"\sqrt") + _group(element, "m:e")


def _sum(element: Element) -> str:
    sign = value(child(element, "m:naryPr/m:chr"), "m:val") or "∫"
    if sign not in _SUMS:
        raise _Unknown(sign)
    below, above = (_inside(child(element, path)).strip() for path in ("m:sub", "m:sup"))
    ends = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return f"{_SUMS[sign]}{ends} {_inside(child(element, 'm:e'))}"


def _fenced(element: Element) -> str:
    properties = child(element, "m:dPr")
    ends = []
    for path, usual in (("m:begChr", "("), ("m:endChr", ")")):
        found = child(properties, path)
        sign = usual if found is None else value(found, "m:val")
        ends.append({"{": r"\{", "}": r"\}", "": ".", "‖": r"\|", "⌊": r"\lfloor ", "⌋": r"\rfloor "}.get(sign, sign))
    inner = ", ".join(_inside(each) for each in element.findall(q("m:e")))
    return rf"\left{ends[0]}{inner}\right{ends[1]}"


def _function(element: Element) -> str:
    name = _inside(child(element, "m:fName")).strip()
    return (f"\\{name} " if name in _FUNCTIONS else name + " ") + _group(element, "m:e")


def _accent(element: Element) -> str:
    sign = value(child(element, "m:accPr/m:chr"), "m:val") or "̂"
    if sign not in _ACCENTS:
        raise _Unknown(sign)
    return _ACCENTS[sign] + _group(element, "m:e")


def _bar(element: Element) -> str:
    top = value(child(element, "m:barPr/m:pos"), "m:val") == "top"
    return (r"\overline" if top else r"\underline") + _group(element, "m:e")


def _matrix(element: Element) -> str:
    lines = [" & ".join(_inside(cell) for cell in row.findall(q("m:e"))) for row in element.findall(q("m:mr"))]
    return r"\begin{matrix}" + r" \\ ".join(lines) + r"\end{matrix}"


def _lines(element: Element) -> str:
    return r"\begin{aligned}" + r" \\ ".join(_inside(each) for each in element.findall(q("m:e"))) + r"\end{aligned}"


def _limit_below(element: Element) -> str:
    base = _inside(child(element, "m:e")).strip()
    shown = f"\\{base}" if base in _FUNCTIONS else rf"\operatorname{{{base}}}"
    return f"{shown}_{_group(element, 'm:lim')}"


_MAKERS: Final[dict[str, Callable[[Element], str]]] = {
    "r": _text,
    "f": _fraction,
    "sSup": _raised,
    "sSub": _lowered,
    "sSubSup": _both,
    "rad": _root,
    "nary": _sum,
    "d": _fenced,
    "func": _function,
    "acc": _accent,
    "bar": _bar,
    "m": _matrix,
    "eqArr": _lines,
    "limLow": _limit_below,
    "oMath": _inside,
    "e": _inside,
    "box": lambda element: _inside(child(element, "m:e")),
    "ins": _inside,
}
