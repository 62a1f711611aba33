"""Type checkers agree with the package, its stubs with the engine, and a user's errors are found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import commonweal as cw

GOOD = """
import commonweal as cw
from commonweal.instruments import us

people: cw.Population = cw.Population.synthesize("stylised", households=100)
base = cw.System.load("stylised")
reform = base.add(cw.NegativeIncomeTax(guarantee=9_000, taper=0.5, assessment="by_month"))
result = cw.compare(people, base, reform, scenario="ai-central")
cost: float = result.net_cost
height: int = result.budget.height
cw.System.load("us").set(us.Eitc(youngest=21))
cw.sweep(result, {"negative_income_tax.taper": cw.linspace(0.3, 0.9, 3)})
"""
BAD = [
    ('cw.NegativeIncomeTax(guarantee="much")', "guarantee"),
    ("cw.NegativeIncomeTax(guarante=9_000)", "guarante"),
    ('cw.NegativeIncomeTax(assessment="by_week")', "by_week"),
    ("cw.Population.synthesize()", "recipe"),
]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)


def test_mypy_accepts_the_package(tmp_path: Path) -> None:
    done = run("mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "commonweal")
    assert done.returncode == 0, done.stdout


def test_basedpyright_accepts_the_package(tmp_path: Path) -> None:
    settings = {"typeCheckingMode": "standard", "pythonVersion": "3.11", "include": [str(Path(cw.__file__).parent)]}
    file = tmp_path / "pyrightconfig.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    done = run("basedpyright", "--project", str(file), "--level", "error", "--pythonpath", sys.executable)
    assert done.returncode == 0, done.stdout


def test_stubs_say_what_the_engine_has(tmp_path: Path) -> None:
    done = run("mypy.stubtest", "commonweal._engine", "--ignore-missing-stub", "--concise")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_a_users_code_is_checked(checker: str, tmp_path: Path) -> None:
    good = tmp_path / "good.py"
    good.write_text(GOOD, encoding="utf-8")
    options = ["--strict", "--cache-dir", str(tmp_path)] if checker == "mypy" else ["--level", "error", "--pythonpath", sys.executable]
    done = run(checker, *options, str(good))
    assert done.returncode == 0, done.stdout
    for at, (line, word) in enumerate(BAD):
        bad = tmp_path / f"bad_{at}.py"
        bad.write_text(f"import commonweal as cw\n{line}\n", encoding="utf-8")
    done = run(checker, *options, *(str(tmp_path / f"bad_{at}.py") for at in range(len(BAD))))
    assert done.returncode != 0
    for at, (line, word) in enumerate(BAD):
        # From this file's first line on; the other checker explains itself over several lines.
        told = done.stdout.partition(f"bad_{at}.py:2")[2].partition(f"bad_{at + 1}.py")[0]
        assert word in told, (line, done.stdout)


def test_help_tells_units_ranges_and_defaults() -> None:
    text = cw.NegativeIncomeTax.__doc__ or ""
    for piece in ("Guarantee of a single adult", "from 0 to 60,000", "default 9,000", "An assumption", "Friedman (1962)"):
        assert piece in " ".join(text.split()), piece
    for name in cw.__all__:
        assert getattr(cw, name).__doc__, name
