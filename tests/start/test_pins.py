"""Everything that gets installed has one pinned version."""

from __future__ import annotations

import importlib.metadata
import re

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from webapp.bootstrap.project import Project, normalized
from webapp.settings import HOME

PROJECT = Project(HOME)


def installed_by(requirements: list[str]) -> dict[str, str]:
    """The versions of the requirements and of all that they require on this system."""
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        environments = [{"extra": extra} for extra in wanted.extras or {""}]
        name = normalized(wanted.name)
        if wanted.marker and not any(wanted.marker.evaluate(each) for each in environments):
            continue
        distribution = importlib.metadata.distribution(wanted.name)
        if name in found and not wanted.extras:
            continue
        found[name] = distribution.version
        for line in distribution.requires or []:
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate(each) for each in environments):
                needed.marker = None
                waiting.append(needed)
    return found


def test_all_that_is_installed_is_pinned_at_its_version() -> None:
    pins = PROJECT.pins()
    installed = installed_by(PROJECT.requirements(["server", "test"]))
    assert {name: pins.get(name) for name in installed} == installed


def test_nothing_else_is_pinned() -> None:
    assert PROJECT.pins().keys() <= installed_by(PROJECT.requirements(["server", "test"])).keys()


@pytest.mark.parametrize("extras", [[], ["server"], ["test"], ["server", "test"]])
def test_each_extra_has_its_own_pins(extras: list[str]) -> None:
    assert PROJECT.pins_for(extras) == installed_by(PROJECT.requirements(extras))


def test_the_pins_satisfy_the_project_file() -> None:
    pins = PROJECT.pins()
    for line in PROJECT.requirements(["server", "test"]):
        wanted = Requirement(line)
        assert wanted.specifier.contains(pins[normalized(wanted.name)]), line


@pytest.mark.parametrize("line", [line for line in PROJECT.constraints.read_text("utf-8").splitlines() if line])
def test_a_line_is_a_name_and_one_version(line: str) -> None:
    assert re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line)
    assert "://" not in line


def requires_python(name: str) -> str:
    """The versions of Python a distribution admits, as it says itself."""
    return "".join(importlib.metadata.metadata(name).get_all("Requires-Python") or [])


@pytest.mark.parametrize("python", ["3.11.2", "3.12.1", "3.13.0"])
def test_the_pinned_versions_run_on_every_python_we_promise(python: str) -> None:
    """Debian 12 has 3.11.2, and some projects leave out early patch releases."""
    refusing = [
        name
        for name in installed_by(PROJECT.requirements(["server", "test"]))
        if not SpecifierSet(requires_python(name)).contains(python)
    ]
    assert refusing == []
