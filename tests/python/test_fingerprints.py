"""The bits of every front end: golden studies on the built wheel, and random studies through Python and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, command, command_json
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import commonweal as cw

FILE = json.loads((ROOT / "tests/golden/fingerprints/fingerprints.json").read_text(encoding="utf-8"))
GOLDEN = FILE["studies"]
GOLDEN_YEARS = FILE["years"]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_golden_studies(golden: dict, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    people = None
    if golden["data"]:
        people = {"file": golden["data"], "mapping": next(iter(golden["mappings"].values()))}
    study = cw.Study.load(golden["study"])
    if golden["systems"]:
        # The system stands in a folder beside the study.
        assert [Path(folder).parent for folder in golden["systems"].values()] == [Path(golden["study"]).parent]
    assert cw.run(study, population=people).fingerprint == golden["fingerprint"]


@pytest.mark.parametrize("golden", GOLDEN_YEARS, ids=lambda golden: golden["name"])
def test_golden_years(golden: dict, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    found = cw.run_years(golden["study"], golden["first"], golden["last"], scenario=None)
    assert found.fingerprint == golden["fingerprint"]


VALUES = {
    "negative_income_tax": {"guarantee": st.integers(0, 20_000), "taper": st.floats(0.05, 1.0)},
    "basic_income": {"adult_amount": st.floats(0, 9_000), "child_amount": st.integers(0, 3_000)},
    "earnings_credit": {},
    "short_time_work": {},
    "transition_allowance": {"floor_amount": st.integers(0, 2_000)},
}
LAW = {"child_benefit.first_child": st.integers(0, 500), "income_tax.allowance": st.floats(0, 12_000)}


@st.composite
def studies(draw: st.DrawFn) -> dict:
    """Studies of the stylised country: instruments, values, a scenario, options."""
    added = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=1, max_size=3))
    values: dict[str, object] = {}
    for name in added:
        for key, strategy in VALUES[name].items():
            if draw(st.booleans()):
                values[f"{name}.{key}"] = draw(strategy)
    for key, strategy in LAW.items():
        if draw(st.booleans()):
            values[key] = draw(strategy)
    if "short_time_work" in added:
        added.append("short_time_employer_contributions")
    study: dict[str, object] = {
        "format": 1,
        "name": "random",
        "system": "stylised",
        "year": draw(st.integers(2025, 2034)),
        "population": {"recipe": "stylised", "households": draw(st.integers(200, 400)), "seed": draw(st.integers(1, 3))},
        "reform": {"add": added, "set": values},
        "options": {"attribution": draw(st.sampled_from(["shapley", "stacked", "last-in"])), "seed": draw(st.integers(0, 99))},
    }
    if draw(st.booleans()):
        study["scenario"] = draw(st.sampled_from(["ai-central", "ai-low", "ai-high"]))
    return study


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=studies())
def test_random_studies_through_python_and_the_command(document: dict, tmp_path: Path) -> None:
    result = cw.run(document)
    file = result.study.save(tmp_path / "study.toml")
    told = command_json("run", str(file))
    assert told["fingerprint"] == result.fingerprint
    assert told == result.to_dict()


def test_values_that_are_set_give_the_commands_fingerprint(root: Path) -> None:
    study = str(root / "policies/packages/us-eitc-expansion.toml")
    told = command_json("run", study, "--set", "eitc.youngest=21")
    assert cw.run(study, set={"eitc.youngest": 21}).fingerprint == told["fingerprint"]
    told = command_json("run", "three-tier-safety-net", "--scenario", "ai-high", "--calm")
    assert cw.run("three-tier-safety-net", scenario="ai-high", calm=True).fingerprint == told["fingerprint"]


def test_the_command_is_the_command() -> None:
    assert command("--version").stdout.strip() == f"commonweal {cw.__version__}"
    done = command("run", "nothing")
    assert done.returncode == 2
    with pytest.raises(cw.StudyError) as raised:
        cw.run("nothing")
    # The same sentences; the command adds how many problems there are.
    assert done.stderr.startswith(str(raised.value))
