"""People from recipes, files and tables of four libraries; what is copied and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import commonweal as cw


@pytest.fixture(scope="module")
def persons() -> pl.DataFrame:
    """Three households, sorted."""
    return pl.DataFrame(
        {
            "household_id": [1, 1, 2, 3],
            "person_id": [11, 12, 21, 31],
            "weight": [100.0, 100.0, 250.5, 80.0],
            "age": [40, 9, 33, 70],
            "earnings": [30_000.5, 0.0, 52_000.25, 0.0],
            "pension_income": [0.0, 0.0, 0.0, 14_000.125],
            "sex": ["female", "male", "male", "female"],
            "labour_status": ["employee", "inactive", "employee", "retired"],
            "rent": [700.5, 700.5, 900.25, 300.0],
        }
    )


def take(table: Any, **options: Any) -> cw.Population:
    return cw.Population.from_frames(table, system="stylised", **options)


def address(column: pl.Series) -> int:
    return column.to_arrow().buffers()[1].address


def test_the_engine_reads_columns_of_polars_where_they_stand(persons: pl.DataFrame) -> None:
    people = take(persons)
    for name in ("earnings", "pension_income"):
        assert people._engine.pointer(name) == address(persons[name])
        assert name not in people.copied
    # A household's column on its persons' rows has other rows than the households.
    assert people.copied == {"weight": "weights are kept as whole numbers", "rent": "its rows are those of another unit"}


def test_the_engine_reads_columns_of_pyarrow_where_they_stand(persons: pl.DataFrame) -> None:
    table = persons.to_arrow()
    people = take(table)
    assert people._engine.pointer("earnings") == table["earnings"].chunk(0).buffers()[1].address
    assert "earnings" not in people.copied


def test_columns_of_a_table_of_households_stay_too(persons: pl.DataFrame) -> None:
    households = pl.DataFrame({"household_id": [1, 2, 3], "weight": [100.0, 250.5, 80.0], "rent": [700.5, 900.25, 300.0]})
    two = cw.Population.from_frames(persons.drop("weight", "rent"), households, system="stylised")
    assert two._engine.pointer("rent") == address(households["rent"])
    assert two.hash == take(persons).hash
    assert set(two.copied) == {"weight"}


def test_the_memory_outlives_the_callers_names() -> None:
    def made() -> cw.Population:
        size = 50_000
        frame = pl.DataFrame(
            {"household_id": np.arange(size), "weight": np.ones(size), "age": np.full(size, 40), "earnings": np.linspace(0, 1e5, size)}
        )
        return take(frame)

    people = made()
    rubbish = [np.random.default_rng(1).random(50_000) for _ in range(50)]
    assert people.to_frame()["earnings"].sum() == pytest.approx(50_000 * 5e4)
    assert len(rubbish) == 50


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda frame: frame.reverse(), "its rows are not sorted by household and person"),
        (lambda frame: frame.with_columns(earnings=pl.Series([30_000.5, -0.0, 52_000.25, 0.0])), "it holds -0.0, which becomes 0.0"),
        (lambda frame: frame.with_columns(earnings=pl.col("earnings").cast(pl.Float32)), "its numbers are not of 64 bits"),
        (lambda frame: pl.concat([frame[:2], frame[2:]], rechunk=False), "it stands in several chunks"),
        (lambda frame: pa.concat_tables([frame.to_arrow()[:2], frame.to_arrow()[2:]]), "it stands in several chunks"),
    ],
)
def test_what_is_copied_has_a_reason(persons: pl.DataFrame, change: Any, why: str) -> None:
    people = take(change(persons))
    assert people.copied["earnings"] == why
    if "Float32" not in why and "64 bits" not in why:
        assert people.hash == take(persons).hash


def test_a_formula_makes_its_column(persons: pl.DataFrame) -> None:
    frame = persons.rename({"household_id": "hid", "person_id": "pid", "earnings": "pay", "weight": "wt"})
    mapping = {
        "household": "hid", "person": "pid", "weight": "wt", "age": "age", "earnings": "pay",
        "pension_income": "1 * pension_income", "sex": "sex", "labour_status": "labour_status", "rent": "rent",
    }  # fmt: skip
    people = take(frame, mapping=mapping)
    assert people.hash == take(persons).hash
    assert people._engine.pointer("earnings") == address(frame["pay"])
    assert people.copied["pension_income"] == "a formula of the mapping makes it"


def test_all_libraries_give_the_same_people(persons: pl.DataFrame) -> None:
    tables = [
        persons.lazy(),
        persons.to_arrow(),
        persons.to_pandas(),
        persons.to_pandas().astype({"sex": "category", "age": "int16"}),
        persons.with_columns(pl.col("labour_status").cast(pl.Categorical), pl.col("sex").cast(pl.Enum(["male", "female"]))),
        duckdb.sql("select * from persons order by person_id"),
        persons.to_dict(as_series=False),
    ]
    assert {take(table).hash for table in tables} == {take(persons).hash}


def test_pandas_is_always_copied(persons: pl.DataFrame) -> None:
    frame = persons.to_pandas()
    people = take(frame)
    assert people.copied["earnings"] == "its memory may change while the engine reads it"
    frame.loc[:, "earnings"] = 1.0
    assert people.to_frame()["earnings"].to_list() == [30_000.5, 0.0, 52_000.25, 0.0]


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda f: f.with_columns(earnings=pl.Series([1.0, None, 2.0, 3.0])), "earnings", "row 2: `earnings` has no value"),
        (lambda f: f.with_columns(earnings=pl.Series([1.0, float("nan"), 2.0, 3.0])), "earnings", "row 2"),
        (lambda f: f.with_columns(age=pl.Series([40, 300, 33, 70])), "age", "300"),
        (lambda f: f.with_columns(sex=pl.Series(["female", "man", "male", "female"])), "sex", "`man` is no value of `sex`"),
        (lambda f: f.rename({"earnings": "earning"}), "earning", "did you mean `earnings`?"),
        (lambda f: f.drop("weight"), "weight", "there is no column `weight`"),
        (lambda f: f.drop("household_id"), "household_id", "tells the households apart"),
        (lambda f: f.with_columns(weight=-pl.col("weight")), "weight", "the weight is -100"),
        (lambda f: f.with_columns(earnings=pl.lit("2024-01-01").str.to_date()), "earnings", "holds Date32"),
        (lambda f: f.with_columns(person_id=pl.lit(1)), "person_id", "same person id"),
        (lambda f: f[:0], "", "no rows"),
    ],
)
def test_bad_tables_are_refused(persons: pl.DataFrame, change: Any, path: str, words: str) -> None:
    with pytest.raises(cw.PopulationError) as raised:
        take(change(persons))
    assert raised.value.path == path
    assert words in str(raised.value)


def test_all_faults_come_at_once(persons: pl.DataFrame) -> None:
    bad = persons.with_columns(age=pl.Series([40, 300, 33, 70]), sex=pl.Series(["female", "man", "male", "female"]))
    with pytest.raises(cw.PopulationError) as raised:
        take(bad)
    assert [problem.path for problem in raised.value.problems] == ["age", "sex"]
    assert raised.value.allowed and raised.value.found


@pytest.mark.parametrize("table", [None, 3, "people", object()])
def test_what_is_no_table_is_refused(table: Any) -> None:
    with pytest.raises(cw.PopulationError):
        take(table)


def test_a_mapping_is_checked(persons: pl.DataFrame) -> None:
    for mapping, words in [
        ({"household": "household_id", "weight": "weight", "earning": "earnings"}, "did you mean `earnings`?"),
        ({"household": "household_id", "weight": "weight", "earnings": "earnigs"}, "did you mean `earnings`?"),
        ({"household": "household_id", "weight": "weight", "earnings": "earnings +"}, "mapping"),
        ({"household": "household_id", "earnings": "earnings"}, None),
        ("nobody", "there is no population `nobody`"),
        ("nothing.toml", "cannot be read"),
    ]:
        if words is None:
            take(persons, mapping=mapping)
            continue
        with pytest.raises(cw.PopulationError) as raised:
            take(persons, mapping=mapping)
        if words != "mapping":
            assert words in str(raised.value)


def test_people_are_saved_and_read(people: cw.Population, tmp_path: Path, base: cw.System) -> None:
    for name in ("people.parquet", "people.csv"):
        own = cw.Population.from_frames(people.to_frame(), system="stylised")
        assert own.source is None
        mapping = own.save(tmp_path / name)
        again = cw.Population.load(mapping)
        assert again.hash == own.hash == people.hash
        result = cw.compare(own, base)
        study = result.study.save(tmp_path / "below.toml")
        assert cw.run(study).fingerprint == result.fingerprint
        mapping.unlink()
    foreign = tmp_path / "mine.toml"
    foreign.write_text("mine", encoding="utf-8")
    with pytest.raises(cw.PopulationError):
        people.save(tmp_path / "mine.csv")
    assert foreign.read_text(encoding="utf-8") == "mine"


def test_people_are_those_of_their_file_wherever_one_stands(
    tmp_path: Path, base: cw.System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, households in (("a", 300), ("b", 500)):
        (tmp_path / name).mkdir()
        cw.Population.synthesize("stylised", households=households, seed=1).save(tmp_path / name / "people.csv")
    monkeypatch.chdir(tmp_path / "a")
    own = cw.Population.load("people.toml")
    result = cw.compare(own, base)
    file = result.study.save(tmp_path / "study.toml")
    monkeypatch.chdir(tmp_path / "b")
    assert cw.run(file).fingerprint == result.fingerprint
    assert cw.compare(own, base).fingerprint == result.fingerprint
    assert cw.run(file, population=cw.Population.load("people.toml")).population.households == 500
    assert cw.sweep(result, {"child_benefit.first_child": [100]}, progress=False).height == 1


def test_a_data_file_with_the_name_of_a_recipe_is_refused(tmp_path: Path, people: cw.Population) -> None:
    file = tmp_path / "mine.csv"
    people.to_frame().write_csv(file)
    with pytest.raises(cw.PopulationError):
        cw.Population.load(file, mapping="stylised")


def test_the_table_is_read_by_the_mapping_that_is_saved_with_it(people: cw.Population, tmp_path: Path) -> None:
    own = cw.Population.from_frames(people.to_frame(), system="stylised")
    mapping = own.save(tmp_path / "people.parquet")
    assert cw.Population.from_frames(own.to_frame(), mapping=mapping).hash == people.hash


def test_memory_that_may_change_can_be_copied(persons: pl.DataFrame) -> None:
    pay = np.array([30_000.5, 0.0, 52_000.25, 0.0])
    people = take(persons.with_columns(earnings=pl.Series(pay)), copy=True)
    columns = take({**persons.to_dict(as_series=False), "earnings": pay})
    before = people.hash, columns.hash
    pay[0] = 1.0
    for own, known in zip((people, columns), before):
        assert take(own.to_frame()).hash == known
        assert "earnings" in own.copied


def test_columns_that_arrow_does_not_have_are_told(persons: pl.DataFrame) -> None:
    with pytest.raises(cw.PopulationError, match="the table cannot be read"):
        take(persons.to_pandas().assign(strange=[1j, 2j, 3j, 4j]))
    # Texts among numbers are texts, which do not matter where nothing reads them.
    assert take(persons.to_pandas().assign(mixed=[1, "a", None, 2.5])).ignored == ["mixed"]


def test_people_in_memory_cannot_be_named_by_a_file(people: cw.Population, base: cw.System, tmp_path: Path) -> None:
    own = cw.Population.from_frames(people.to_frame(), system="stylised")
    with pytest.raises(cw.PopulationError, match="stand in memory only"):
        cw.compare(own, base).study.save(tmp_path / "study.toml")


def test_recipes(people: cw.Population) -> None:
    assert (people.households, people.name, people.system) == (2_000, "stylised", "stylised")
    assert people.calibration is not None and people.calibration.height >= 78
    assert people.totals.filter(pl.col("column") == "earnings")["total"][0] > 1e11
    assert people.describe()["units"][1]["represented"] == pytest.approx(1e7, rel=0.01)
    assert cw.Population.synthesize("stylised", households=2_000, seed=2).hash != people.hash
    for households in (0, -1, 1.5, True, 10**12):
        with pytest.raises(cw.PopulationError):
            cw.Population.synthesize("stylised", households=households)  # type: ignore[arg-type]
    with pytest.raises(cw.PopulationError, match="there is no recipe `styled`"):
        cw.Population.synthesize("styled")


def test_the_united_states_file(root: Path) -> None:
    frame = pl.read_parquet(root / "tests/data/us_tax_units_2024.parquet")
    people = cw.Population.from_frames(frame, mapping="us-cps-sample")
    assert people.households == 280_005
    budget = cw.compare(people, cw.System.load("us", year=2024)).budget
    eitc = budget.filter(pl.col("instrument") == "eitc").row(0, named=True)
    assert eitc["reform_amount"] == pytest.approx(72.132e9, rel=1e-4)
    assert eitc["recipients"] == pytest.approx(28.018e6, rel=1e-4)


def test_other_peoples_systems_do_not_fit(people: cw.Population) -> None:
    with pytest.raises(cw.PopulationError, match="columns of the system `stylised`"):
        cw.compare(people, "us")


def test_a_table_of_pyarrow_with_chunks(persons: pl.DataFrame) -> None:
    table = persons.to_arrow()
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert take(chunked).hash == take(persons).hash


def test_pandas_gaps_are_told(persons: pl.DataFrame) -> None:
    frame = persons.to_pandas()
    frame.loc[2, "earnings"] = np.nan
    assert isinstance(frame, pd.DataFrame)
    with pytest.raises(cw.PopulationError, match="row 3: `earnings`"):
        take(frame)


def test_columns_that_are_not_read_are_told() -> None:
    table = pl.DataFrame({"household_id": [1, 2], "weight": [1.0, 1.0], "age": [40, 50], "wages": [10.0, 20.0]})
    people = cw.Population.from_frames(table, system="stylised")
    assert people.ignored == ["wages"]
    assert repr(people).endswith("; columns not read: wages>")
    with pytest.raises(cw.PopulationError, match="the study runs the system `us`") as refused:
        cw.compare(people, cw.System.load("us"), progress=False)
    assert (refused.value.path, refused.value.found, refused.value.allowed) == ("population", "stylised", "us")


def test_columns_that_a_mapping_does_not_read_are_told(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"hid": [1, 1, 2], "w": [1.0, 1.0, 2.0], "age": [40, 6, 70], "pay": [30_000.0, 0.0, 0.0], "note": ["a", "b", "c"], "rent": [1.0, 1.0, 2.0]}
    )
    mapping = {"household": "hid", "weight": "w", "age": "age", "earnings": "pay"}
    people = cw.Population.from_frames(table, mapping=mapping, system="stylised")
    assert people.ignored == ["note", "rent"]
    assert "columns not read: note, rent" in repr(people)
    base = cw.System.load("stylised", year=2025)
    result = cw.compare(people, base, progress=False)
    assert result.columns_not_read == ["note", "rent"]
    assert "of the data that are not read" in result._repr_html_()
    narrow = cw.Population.from_frames(table.drop("note", "rent"), mapping=mapping, system="stylised")
    without = cw.compare(narrow, base, progress=False)
    assert (without.columns_not_read, without.fingerprint) == ([], result.fingerprint)
    # Of two tables both are looked at, and of a file its header.
    homes = pl.DataFrame({"hid": [1, 2], "w": [1.0, 2.0], "colour": ["red", "blue"]})
    both = cw.Population.from_frames(table.drop("w"), homes, mapping=mapping, system="stylised")
    assert both.ignored == ["note", "rent", "colour"]
    table.write_csv(tmp_path / "people.csv")
    (tmp_path / "people.toml").write_text(
        'format = 1\nname = "own"\nsystem = "stylised"\nyear = 2025\nfile = "people.csv"\nrows = "person"\nhousehold = "hid"\nweight = "w"\n'
        '[columns.person]\nage = "age"\nearnings = "pay"\n',
        encoding="utf-8",
    )
    assert cw.Population.load(tmp_path / "people.toml").ignored == ["note", "rent"]


def test_people_without_a_column_of_households_are_refused_with_the_remedy() -> None:
    persons = pl.DataFrame({"person_id": [1, 2], "age": [40, 6], "weight": [1.0, 1.0]})
    with pytest.raises(cw.PopulationError) as raised:
        cw.Population.from_frames(persons, mapping={"age": "age"}, system="stylised")
    problem = raised.value.problems[0]
    assert (problem.code, problem.path) == ("missing-key", "mapping.household")
    assert "'household': 'person_id'" in problem.remedy
    alone = cw.Population.from_frames(persons, mapping={"age": "age", "household": "person_id"}, system="stylised")
    assert (alone.households, alone.persons) == (2, 2)


def test_households_without_persons_have_no_ledger_of_persons(tmp_path: Path) -> None:
    (tmp_path / "homes").mkdir()
    for name, text in {
        "homes.csv": "weight,wages\n1200,31000\n800,0\n",
        "homes.toml": 'format = 1\nname = "homes"\nsystem = "homes"\nyear = 2025\nfile = "homes.csv"\nrows = "household"\nweight = "weight"\n'
        '[columns.household]\nearnings = "wages"\n',
        "homes/system.toml": 'format = 1\nname = "homes"\ntitle = "Households"\npersons = false\ncurrency = "EUR"\nyears = [2025]\n'
        '[columns]\nearnings = { entity = "household", unit = "currency/year", range = [0, 1e9], default = 0, flow = "employers" }\n'
        '[concepts]\nmarket_income = { adds = ["earnings"] }\ndisposable_income = { adds = ["market_income", "kind.benefit"], subtracts = ["kind.tax"] }\n'
        '[instruments]\norder = []\n[measures]\nincome = "disposable_income"\nequivalence_scale = "1"\npersons = "1"\n',
        "study.toml": 'format = 1\nname = "homes-study"\npopulation = "homes.toml"\nsystem = "homes"\nyear = 2025\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = cw.run(tmp_path / "study.toml", progress=False)
    assert result.microdata("household").height == 2
    with pytest.raises(cw.StudyError, match="households without persons") as raised:
        result.microdata("person")
    assert (raised.value.problems[0].code, raised.value.allowed) == ("no-persons", "household")
