"""YAML whose values are only text, lists, mappings and nothing: dates stay text, ``72.60`` stays ``72.60``.

Files written by hand must not change their meaning by accident ("no" is a word, "2024-05-01" is what somebody typed),
so no scalar but null is given a type. Keys that come twice, aliases and foreign tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

_NULL = "tag:yaml.org,2002:null"
_TEXT = "tag:yaml.org,2002:str"
_UNSAFE_IN_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class PlainYamlError(ValueError):
    """The text is not YAML of the plain kind; ``line`` counts from one, 0 when unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class _Loader(yaml.SafeLoader):
    """A safe loader that knows no type but text and nothing."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own protocol
        first: [(tag, pattern) for tag, pattern in rules if tag == _NULL]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next node; an alias could multiply a small file into a huge one and is refused."""
        if self.check_event(yaml.AliasEvent):
            mark: yaml.Mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise PlainYamlError("alias", mark.line + 1)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping with text keys that each come once."""
        seen: set[str] = set()
        for key_node, _value in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _TEXT:
                raise PlainYamlError("key is not text", line)
            if key_node.value in seen:
                raise PlainYamlError(f"duplicate key: {key_node.value}", line)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """A safe dumper that writes no aliases and keeps every text on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat equal values instead of pointing at them."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _UNSAFE_IN_ONE_LINE.search(text) else None
    return dumper.represent_scalar(_TEXT, text, style=style)


_Dumper.add_representer(str, _text)


def load_plain(text: str) -> Any:
    """Text, lists, mappings and None as written. Raises PlainYamlError with the line."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PlainYamlError(error.problem or "not YAML", mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        raise PlainYamlError(str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise PlainYamlError("nested too deeply") from error


def dump_plain(data: Any) -> str:
    """The YAML text in the order given, one line per text, ending in a line feed."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False)
