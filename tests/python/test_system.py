"""Systems and studies: what can be changed, what is refused, what is saved."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import polars as pl
import pytest
from conftest import command_json

import commonweal as cw
from commonweal.instruments import us


def test_systems_do_not_change(base: cw.System) -> None:
    before = base.changes
    changed = base.set("child_benefit.first_child", 250).add(cw.NegativeIncomeTax()).remove("social_assistance")
    assert base.changes == before == {}
    assert changed.changes == {
        "set": {"child_benefit.first_child": 250},
        "add": ["negative_income_tax"],
        "remove": ["social_assistance"],
    }


def test_ways_to_say_the_same(base: cw.System, people: cw.Population) -> None:
    ways = [
        base.add(cw.NegativeIncomeTax(guarantee=8_000)),
        base.add("negative_income_tax").set("negative_income_tax.guarantee", 8_000),
        base.add(cw.NegativeIncomeTax).set({"negative_income_tax.guarantee": 8_000.0}),
        base.add("negative_income_tax").set(cw.NegativeIncomeTax(guarantee=8_000)),
    ]
    assert len({cw.compare(people, base, way).fingerprint for way in ways}) == 1


def test_instruments_of_a_country() -> None:
    system = cw.System.load("us", year=2025).set(us.Eitc(youngest=21))
    assert system.changes == {"set": {"eitc.youngest": 21}}


@pytest.mark.parametrize(
    ("change", "kind", "path", "words"),
    [
        (lambda s: s.set("child_benefit.amount", 3), cw.ParameterError, "child_benefit.amount", "no parameter `amount`"),
        (lambda s: s.set("child_benefit.first_child", "x"), cw.ParameterError, "child_benefit.first_child", "is a number"),
        (lambda s: s.set("child_benefit.first_child", 6_000), cw.ParameterError, "child_benefit.first_child", "5000"),
        (lambda s: s.set("child_benefit.first_child", float("nan")), cw.ParameterError, "set.child_benefit.first_child", "nan"),
        (lambda s: s.set("child_benefit.first_child", None), cw.ParameterError, "set.child_benefit.first_child", "is None"),
        (lambda s: s.set("nothing.x", 3), cw.ParameterError, "nothing.x", "nothing"),
        (lambda s: s.add("negative_income_taxes"), cw.StudyError, "reform.add", "did you mean `negative_income_tax`?"),
        (lambda s: s.add(3), cw.StudyError, "add", "is no instrument"),
        (lambda s: s.remove(3), cw.StudyError, "remove", "is no instrument"),
        (lambda s: s.remove("social_assistances"), cw.StudyError, "reform.remove", "did you mean `social_assistance`?"),
        (lambda s: cw.System.load("stylise"), cw.StudyError, "system", "there is no system `stylise`"),
        (lambda s: cw.System.load("us", year=1999), cw.StudyError, "year", "1999"),
        (lambda s: cw.Scenario.load("ai-centre"), cw.StudyError, "scenario", "did you mean `ai-central`?"),
    ],
)
def test_refusals(base: cw.System, change, kind: type[cw.CommonwealError], path: str, words: str) -> None:
    with pytest.raises(kind) as raised:
        change(base)
    assert isinstance(raised.value, ValueError)
    assert type(raised.value) is kind
    assert raised.value.path == path
    assert words in str(raised.value)
    assert raised.value.found
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.problems) == (str(raised.value), raised.value.problems)


def test_a_reform_is_made_from_its_baseline(base: cw.System, people: cw.Population) -> None:
    changed = base.set("child_benefit.first_child", 100)
    assert cw.compare(people, changed, changed.set("child_benefit.first_child", 200)).has_reform
    for other in (base, cw.System.load("stylised", year=2026), cw.System.load("us")):
        with pytest.raises(cw.StudyError, match="is not made from the baseline"):
            cw.compare(people, changed, other)


def test_baselines_may_change_too(base: cw.System, people: cw.Population) -> None:
    low = base.set("child_benefit.first_child", 100)
    both = cw.compare(people, low, low.add(cw.BasicIncome(adult_amount=1_200)))
    alone = cw.compare(people, base, base.add(cw.BasicIncome(adult_amount=1_200)))
    assert both.net_cost != alone.net_cost
    rows = both.budget.filter(pl.col("instrument") == "child_benefit")
    assert rows["gross_cost"][0] == 0


def test_studies_are_saved_and_give_the_same(result: cw.Result, tmp_path: Path) -> None:
    for name in ("study.toml", "study.json"):
        file = result.study.save(tmp_path / name)
        assert cw.run(file).fingerprint == result.fingerprint
        assert command_json("run", str(file))["fingerprint"] == result.fingerprint
    with pytest.raises(cw.StudyError, match="saved as .toml or .json"):
        result.study.save(tmp_path / "study.txt")


def test_a_saved_study_holds_its_own_rules(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    rule = 'format = 1\nname = "bonus"\nkind = "benefit"\n[rules]\namount = "0.01 * earnings"\n'
    (here / "bonus.toml").write_text(rule, encoding="utf-8")
    (here / "study.toml").write_text(
        'format = 1\nname = "own"\nsystem = "stylised"\nyear = 2025\n'
        'population = { recipe = "stylised", households = 300, seed = 1 }\n[reform]\nadd = ["bonus"]\n',
        encoding="utf-8",
    )
    study = cw.Study.load(here / "study.toml")
    moved = study.save(there / "study.toml")
    assert [own["name"] for own in study.to_dict()["instruments"]] == ["bonus"]
    assert cw.run(moved).fingerprint == cw.run(study).fingerprint
    assert cw.run(study.to_dict()).fingerprint == cw.run(study).fingerprint


def test_using_and_setting(people: cw.Population) -> None:
    study = cw.Study.load("three-tier-safety-net").using(population=people)
    other = study.set("basic_income.adult_amount", 1_200).using(scenario="ai-low", seed=5)
    assert study.to_dict()["scenario"] == "ai-central"
    assert other.to_dict()["reform"]["set"]["basic_income.adult_amount"] == 1_200
    assert other.to_dict()["options"]["seed"] == 5
    changed = study.set("scenario.displaced_share", 0.05)
    assert cw.run(changed).shock["displaced_baseline"] != cw.run(study).shock["displaced_baseline"]
    with pytest.raises(cw.ParameterError):
        study.set("scenario.nothing", 1)
    with pytest.raises(cw.StudyError):
        cw.run(study, scenario="nothing")
    assert cw.run(study, scenario="none").shock is None


def test_nested_values_are_replaced_too(tmp_path: Path) -> None:
    file = tmp_path / "nested.toml"
    file.write_text(
        'format = 1\nname = "nested"\nsystem = "stylised"\nyear = 2025\n'
        'population = { recipe = "stylised", households = 300, seed = 1 }\n'
        "[reform.set.child_benefit]\nfirst_child = 333\nsecond_child = 100\n",
        encoding="utf-8",
    )
    mine = cw.run(file, set={"child_benefit.first_child": 100})
    told = command_json("run", str(file), "--set", "child_benefit.first_child=100")
    assert mine.net_cost == told["net_cost"] and mine.fingerprint == told["fingerprint"]
    assert cw.run(file).net_cost != mine.net_cost


def test_a_reform_that_changes_nothing_costs_nothing(base: cw.System, people: cw.Population, tmp_path: Path) -> None:
    result = cw.compare(people, base, base.set({}))
    assert result.has_reform and result.net_cost == 0
    assert cw.run(result.study.save(tmp_path / "study.toml")).net_cost == 0
    assert not cw.compare(people, base).has_reform


def test_what_the_baseline_added_can_be_abolished(base: cw.System, people: cw.Population) -> None:
    added = base.add(cw.NegativeIncomeTax(guarantee=6_000))
    abolished = cw.compare(people, added, added.remove("negative_income_tax"))
    introduced = cw.compare(people, base, added)
    assert abolished.net_cost == -introduced.net_cost != 0


def test_two_instruments_of_one_name_are_refused(base: cw.System, people: cw.Population) -> None:
    def grant(amount: float) -> cw.Instrument:
        rules = {"amount": "paid * count(person.age >= 0)"}
        return cw.Instrument("grant", kind="benefit", unit="family", parameters={"paid": amount}, rules=rules)

    low = base.add(grant(100))
    with pytest.raises(cw.StudyError, match="has other rules"):
        cw.compare(people, low, low.replace(grant(200)))
    with pytest.raises(cw.StudyError, match="`grant` has been added already"):
        low.add(grant(200))
    with pytest.raises(cw.StudyError, match="`negative_income_tax` has been added already"):
        base.add(cw.NegativeIncomeTax(taper=0.4)).add(cw.NegativeIncomeTax(taper=0.6))


def test_arguments_in_the_wrong_order_are_told(base: cw.System, people: cw.Population) -> None:
    for arguments, kind in (((base, people), cw.PopulationError), ((people, base, "stylised"), cw.StudyError)):
        with pytest.raises(kind, match="the order is people, baseline, reform"):
            cw.compare(*arguments)  # type: ignore[arg-type]
    with pytest.raises(cw.StudyError):
        cw.names("foo")  # type: ignore[arg-type]


def test_a_scenario_with_values(people: cw.Population, base: cw.System) -> None:
    scenario = cw.Scenario.load("ai-central").set("displaced_share", 0.1)
    result = cw.compare(people, base, scenario=scenario)
    assert result.study.to_dict()["scenario"] == {"name": "ai-central", "set": {"displaced_share": 0.1}}
    assert scenario == cw.Scenario("ai-central", {"displaced_share": 0.1})


def test_results_are_whole(result: cw.Result) -> None:
    assert result.tables.keys() >= {"budget", "accounts", "flows", "deciles", "winners", "poverty", "inequality", "coverage"}
    total = sum(result.budget["net_cost"])
    assert total == pytest.approx(result.net_cost, rel=1e-9)
    assert sum(result.accounts["change"]) == pytest.approx(0, abs=1e-3)
    assert result.deciles.height == result.winners.height == 11
    assert {"age", "sex"} <= result.groups.keys()
    assert json.loads(result.to_json()) == result.to_dict()
    assert result.code == [] and result.incentives is None
    assert cw.run(result.study, incentives=True).incentives is not None


def test_microdata_by_unit(result: cw.Result, people: cw.Population) -> None:
    household = result.microdata("household")
    person = result.microdata("person")
    assert household.height == people.households and person.height == people.persons
    assert household.columns[:2] == ["household_id", "weight"] and person.columns[:2] == ["person_id", "weight"]
    for name in ("negative_income_tax", "child_benefit", "income_tax", "disposable_income"):
        totals = [(frame[name] * frame["weight"]).sum() for frame in (household, person)]
        assert totals[0] == pytest.approx(totals[1], rel=1e-9)
    paid = result.budget.filter(pl.col("instrument") == "negative_income_tax")["reform_amount"][0]
    assert (household["negative_income_tax"] * household["weight"]).sum() == pytest.approx(paid, rel=1e-9)
    with pytest.raises(cw.StudyError, match="there is no unit `famly`"):
        result.microdata("famly")


def test_explanations(result: cw.Result) -> None:
    first = result.microdata("household")["household_id"][0]
    told = result.explain(first)
    assert {"instrument", "step", "formula", "baseline", "reform"} <= set(told.steps.columns)
    assert "negative_income_tax" in str(told)
    with pytest.raises(cw.StudyError):
        result.explain("nobody")


def test_a_study_is_carried_to_another_country() -> None:
    home = cw.Study.load("hybrid-safety-net")
    there = home.in_country("de")
    assert home.carried is None and there.carried is not None
    assert (there.system, there.currency, there.name) == ("germany", "EUR", "hybrid-safety-net-germany")
    # 2400 x 52159 / 30000 = 4172.7, to the nearest hundred.
    values = {value["name"]: (value["before"], value["after"]) for value in there.carried["values"]}
    assert values["basic_income.adult_amount"] == (2_400, 4_200)
    assert there.to_dict()["reform"]["set"]["basic_income.adult_amount"] == 4_200
    # What is changed afterwards is in the money of the country, and what was carried is still told.
    assert there.set("basic_income.adult_amount", 5_000).carried == there.carried
    assert home.in_country("stylised").to_dict() == home.to_dict()
    with pytest.raises(cw.StudyError, match="atlantis"):
        home.in_country("atlantis")
