"""The names of vocabulary terms with their keys, for reading what people typed."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.directory.vocabularies import Vocabularies
from webapp.documents.content import Kind
from webapp.documents.library_fields import NAMING_LEVELS

VOCABULARIES = {"industry": "industries", "trade": "trades", "region": "regions"}
_KINDS = {
    Kind.INNOVATION: ("创新成果", "成果", "Innovation"),
    Kind.PROCESS_IMPROVEMENT: ("工艺改进", "五小", "合理化建议", "Process improvement"),
    Kind.HANDBOOK: ("培训手册", "手册", "Handbook"),
    Kind.OPERATION_METHOD: ("先进操作法", "操作法", "Operation method"),
}
_LEVELS = {
    "national": ("国家级",),
    "provincial": ("省级", "省部级"),
    "city": ("市级",),
    "district": ("区县级", "区级", "县级"),
    "enterprise": ("企业级", "公司级", "厂级"),
}


def term_names(vocabularies: Vocabularies) -> Mapping[str, Mapping[str, str]]:
    """For 'industry', 'trade' and 'region': the key of each name of a term that is in use."""
    return {field: _names(vocabularies, name) for field, name in VOCABULARIES.items()}


def choice_names(vocabularies: Vocabularies) -> Mapping[str, Mapping[str, str]]:
    """For each list of the workbook: the key of each name one may choose or type."""
    levels = {name: key for key in NAMING_LEVELS for name in (*_LEVELS[key], key)}
    kinds = {name: kind.value for kind, names in _KINDS.items() for name in (*names, kind.value)}
    terms = {name: _names(vocabularies, name) for name in VOCABULARIES.values()}
    return {"kind": _folded(kinds), "naming_levels": levels, **terms}


def _names(vocabularies: Vocabularies, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, term in vocabularies.terms.get(name, {}).items():
        if (name, key) not in vocabularies.retired:
            for word in (term.zh, term.en, *term.aliases, key):
                found.setdefault("".join(word.split()), key)
    return _folded(found)


def _folded(names: Mapping[str, str]) -> dict[str, str]:
    return {**{"".join(name.split()).casefold(): key for name, key in names.items()}, **names}
