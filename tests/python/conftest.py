"""What the tests share: the checkout, small people, the installed command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import commonweal as cw

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def people() -> cw.Population:
    """A small population of the stylised country."""
    return cw.Population.synthesize("stylised", households=2_000, seed=1)


@pytest.fixture(scope="session")
def base() -> cw.System:
    """The stylised law of 2025."""
    return cw.System.load("stylised", year=2025)


@pytest.fixture(scope="session")
def reform(base: cw.System) -> cw.System:
    """A reform with two instruments."""
    return base.add(cw.NegativeIncomeTax(guarantee=9_000, taper=0.5)).set("child_benefit.first_child", 250)


@pytest.fixture(scope="session")
def result(people: cw.Population, base: cw.System, reform: cw.System) -> cw.Result:
    """That reform under the central scenario."""
    return cw.compare(people, base, reform, scenario="ai-central")


def command(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command that the package installs."""
    script = Path(sys.executable).with_name("commonweal")
    return subprocess.run([str(script), *words], capture_output=True, text=True, cwd=cwd, check=False)


def command_json(*words: str, cwd: Path | None = None) -> dict[str, object]:
    """What a run of the command prints as JSON."""
    done = command(*words, "--json", "--quiet", cwd=cwd)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found
