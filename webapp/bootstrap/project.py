"""The project folder: what it asks for, and what is installed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEADING = "# -- "


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder with its virtual environment inside."""

    folder: Path

    @property
    def environment(self) -> Path:
        """The virtual environment."""
        return self.folder / ".venv"

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        return self.environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """The file saying what is completely installed."""
        return self.environment / "installed.json"

    @property
    def unfinished(self) -> Path:
        """The file that is there as long as an installation is not finished."""
        return self.environment / "unfinished"

    @property
    def log(self) -> Path:
        """What the last installation said."""
        return self.environment / "installation.log"

    @property
    def downloads(self) -> Path:
        """Where an installation puts what it fetched."""
        return self.environment / "downloads"

    @property
    def constraints(self) -> Path:
        """The pinned versions."""
        return self.folder / "webapp" / "constraints.txt"

    def requirements(self, extras: Sequence[str] = ()) -> list[str]:
        """What pyproject.toml asks for, with the named extras."""
        table = tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))["project"]
        wanted = [*table["dependencies"], *(line for extra in extras for line in table["optional-dependencies"][extra])]
        return list(dict.fromkeys(str(line) for line in wanted))

    def pins(self) -> dict[str, str]:
        """The pinned version of each distribution, by its normalized name."""
        return {name: version for group in self.pin_groups().values() for name, version in group.items()}

    def pins_for(self, extras: Sequence[str]) -> dict[str, str]:
        """The pins of what is installed with these extras."""
        wanted = {"always", *extras}
        groups = self.pin_groups().items()
        return {name: pin for heading, group in groups if wanted & set(heading.split()) for name, pin in group.items()}

    def pin_groups(self) -> dict[str, dict[str, str]]:
        """The pins under each heading of the constraints."""
        groups: dict[str, dict[str, str]] = {}
        heading = "always"
        for line in self.constraints.read_text("utf-8").splitlines():
            if line.startswith(HEADING):
                heading = line.removeprefix(HEADING)
            elif line and not line.startswith("#"):
                name, _, version = line.partition("==")
                groups.setdefault(heading, {})[normalized(name)] = version
        return groups

    def fingerprint(self, extra: str = "") -> str:
        """What the stamp must say for the plain dependencies, or for one extra."""
        parts = [*self.requirements([extra] if extra else []), self.constraints.read_text("utf-8")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def stamped(self, extras: Sequence[str]) -> bool:
        """Whether `.venv` is completely installed for these extras."""
        stamp = self.stamp_contents()
        return self.python.exists() and all(stamp.get(extra) == self.fingerprint(extra) for extra in ["", *extras])

    def stamp_contents(self) -> dict[str, str]:
        """The fingerprints of the last complete installation by extra; empty when there is none."""
        if self.unfinished.exists():
            return {}
        try:
            stamp = json.loads(self.stamp.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def satisfied_here(self, extras: Sequence[str]) -> bool:
        """Whether the Python running now has all requirements, none of them in another version than pinned."""
        found = installed_here()
        names = {requirement_name(line) for line in self.requirements(extras) if applies(line)}
        return names <= found.keys() and all(found.get(name, pin) == pin for name, pin in self.pins().items())


def installed_here() -> dict[str, str]:
    """The versions of the distributions the running Python would import, by normalized name."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for item in Path(folder or ".").glob("*.dist-info"):
            name, _, version = item.name.removesuffix(".dist-info").rpartition("-")
            found.setdefault(normalized(name), version)
    return found


def normalized(name: str) -> str:
    """The name of a distribution as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_name(line: str) -> str:
    """The name in a requirement such as `psycopg[binary]>=3.3`."""
    return normalized(re.split(r"[^A-Za-z0-9._-]", line.strip(), maxsplit=1)[0])


def applies(line: str) -> bool:
    """Whether a requirement counts on this system; the only marker used is `sys_platform != 'win32'`."""
    return sys.platform != "win32" or "win32" not in line
