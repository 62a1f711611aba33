"""What is left of levies, where it is asked for."""

from __future__ import annotations

import warnings

import pytest

import commonweal as cw

TABLES = {"levy_yield", "levy_bearers", "levy_economy"}


@pytest.fixture(scope="module")
def people() -> cw.Population:
    return cw.Population.synthesize("stylised", households=1_000, seed=2, progress=False)


def test_it_is_told_where_it_is_asked_for(people: cw.Population) -> None:
    law = cw.System.load("stylised")
    reform = law.add(cw.AiLevy(base_of_levy="equipment"))
    plain = cw.compare(people, law, reform, scenario="ai-central", progress=False)
    assert not TABLES & set(plain.tables)
    asked = cw.compare(people, law, reform, scenario="ai-central", levies=True, progress=False)
    assert asked.fingerprint == plain.fingerprint and set(asked.tables) >= TABLES
    steps = dict(asked.tables["levy_yield"].select("figure", "value").iter_rows())
    paid = asked.budget.filter(instrument="ai_levy")["reform_amount"][0]
    assert steps["statutory_yield"] == pytest.approx(paid, rel=1e-12)
    assert steps["statutory_yield"] == pytest.approx(steps["static_yield"] + steps["slower_adoption"] + steps["own_erosion"], rel=1e-12)
    # A levy on equipment answers to its rate: without a response both would be equal.
    assert 0 < steps["statutory_yield"] < steps["static_yield"]
    again = cw.run(asked.study.using(levies=False), levies=True, progress=False)
    assert again.tables["levy_yield"].equals(asked.tables["levy_yield"])


def test_a_report_names_the_command_that_tells_it(people: cw.Population) -> None:
    law = cw.System.load("stylised")
    for reform, is_told in ((law.add(cw.AiLevy()), True), (law.add(cw.BasicIncome(adult_amount=100)), False)):
        study = cw.Study.of(law, reform, population=people, attribution="stacked")
        made = cw.report(study, format="md", sensitivity=False, progress=False)
        line = next(line for line in made.splitlines() if "commonweal run" in line)
        assert (" --levies" in line) == is_told
        # Without a scenario there are no gains to leave out; of one that says so a report tells them, of a year or of several.
        assert " --without-gains" not in line
    for years in (None, (2025, 2026)):
        made = cw.report(study, format="md", scenario="ai-years", years=years, sensitivity=False, progress=False)
        assert " --without-gains" in next(line for line in made.splitlines() if "commonweal run" in line)


def test_a_run_over_years_warns_of_what_it_leaves_out(people: cw.Population) -> None:
    law = cw.System.load("stylised")
    study = cw.Study.of(law, law.add(cw.AiLevy()), population=people).using(levies=True, incentives=True)
    with pytest.warns(UserWarning, match="incentives, levies of .* are worked out of one year alone and are left out"):
        cw.run_years(study, 2025, 2026, scenario="none", progress=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cw.run_years(study.using(levies=False, incentives=False), 2025, 2026, scenario="none", progress=False)
