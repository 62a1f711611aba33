"""Studies: people, a baseline, a reform, a scenario and a year; what every face of the model runs."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from commonweal import _engine
from commonweal._document import Document, plain, read_alone, text
from commonweal._errors import ParameterError, PopulationError, StudyError, refuse, wrong_type
from commonweal._instrument import Function
from commonweal._names import names
from commonweal._population import FILES, Population, located
from commonweal._scenario import Scenario
from commonweal._system import System

Attribution = Literal["shapley", "stacked", "last-in"]
Weighting = Literal["persons", "households"]


class Study:
    """A study. It does not change once it is made: `set` and `using` give another."""

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        folder: str | Path | None = None,
        population: Population | None = None,
        functions: Mapping[str, Function] | None = None,
    ) -> None:
        """A study from its document, which has the keys of a study file.

        Args:
            document: The study.
            folder: Where the files that it names stand.
            population: The people, where the study does not name them.
            functions: The functions of instruments that are worked out by Python.

        Raises StudyError or ParameterError with every problem of the study.
        """
        written: Document = plain(document, "study", StudyError)
        self._document: Document = {**written, "population": _named(document)} if "population" in written else written
        self._folder = None if folder is None else Path(folder)
        self._population = population
        self._functions = dict(functions or {})
        self._carried: Document | None = None
        name = f"<{self._document.get('name', 'study')}>"
        if self._folder is None and not self._functions and "population" not in self._document:
            self._read = read_alone(text(self._document), name)
        else:
            self._read = _engine.Study.read(text(self._document), name, self._folder, self._functions or None)

    @classmethod
    def load(cls, name: str | os.PathLike[str]) -> Study:
        """A package by its name, or the study of a file whose name ends in .toml or .json.

        Raises StudyError for what there is not, and with every problem of the file.
        """
        if not isinstance(name, (str, os.PathLike)):
            allowed = "the name of a package, a file whose name ends in .toml or .json, a document as a dict, or a Study"
            remedy = "people and systems make a study by compare(population, baseline, reform)"
            raise wrong_type(StudyError, "study", name, allowed, remedy)
        written = os.fspath(name)
        beside = [f"{written}{ending}" for ending in (".toml", ".json") if Path(f"{written}{ending}").is_file()]
        if beside and written not in names("packages") and not written.endswith((".toml", ".json")):
            raise refuse(
                StudyError,
                f"there is no package `{written}`",
                code="unknown-name",
                path="study",
                found=written,
                allowed=", ".join(names("packages")) + ", or a file",
                remedy=f"did you mean the file `{beside[0]}`?",
            )
        opened = _engine.Study.open(written)
        made = object.__new__(cls)
        made._document = json.loads(opened.document())
        made._folder = opened.folder
        made._population = None
        made._functions = {}
        made._carried = None
        made._read = opened
        return made

    @classmethod
    def of(
        cls,
        baseline: System,
        reform: System | None = None,
        *,
        population: Population | None = None,
        scenario: Scenario | str | None = None,
        name: str = "study",
        title: str | Mapping[str, str] | None = None,
        attribution: Attribution = "shapley",
        poverty_line_share: float = 0.6,
        weighting: Weighting = "persons",
        seed: int = 1,
        calm: bool = False,
        incentives: bool = False,
        interactions: bool = False,
        without_gains: bool = False,
        levies: bool = False,
        frozen: bool = False,
    ) -> Study:
        """A study of two systems: see `commonweal.compare`."""
        document: Document = {"format": 1, "name": name}
        if title is not None:
            document["title"] = {"en": title} if isinstance(title, str) else dict(title)
        if population is not None and population.source is not None:
            document["population"] = population.source
        document["system"] = baseline.name
        document["year"] = baseline.year
        if scenario is not None:
            document["scenario"] = Scenario.named(scenario).to_study()
        before, own = baseline.to_study()
        functions = baseline.functions
        if before:
            document["baseline"] = before
        if reform is not None:
            changed, own = reform.difference(baseline)
            # A reform that changes nothing is one all the same: its cost is nil.
            document["reform"] = changed
            functions = {**functions, **reform.functions}
        options: Document = {}
        for key, value, usual in (
            ("attribution", attribution, "shapley"),
            ("poverty_line_share", poverty_line_share, 0.6),
            ("weighting", weighting, "persons"),
            ("seed", seed, 1),
            ("calm", calm, False),
            ("incentives", incentives, False),
            ("interactions", interactions, False),
            ("without_gains", without_gains, False),
            ("levies", levies, False),
            ("frozen", frozen, False),
        ):
            if value != usual:
                options[key] = plain(value, f"options.{key}", StudyError)
        if options:
            document["options"] = options
        if own:
            document["instruments"] = own
        return cls(document, population=population, functions=functions)

    @property
    def name(self) -> str:
        """The name."""
        return self._read.name

    @property
    def title(self) -> str:
        """The title, in English; the name where there is none."""
        return self._read.title[0] or self._read.name

    @property
    def system(self) -> str:
        """The name of the baseline's system."""
        return self._read.system

    @property
    def currency(self) -> str:
        """The currency's ISO code."""
        return self._read.currency

    @property
    def year(self) -> int:
        """The year whose law applies."""
        return self._read.year

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last of the years that the study states (`years` in its document), over which `run_years` goes unless told."""
        return self._read.years

    @property
    def has_reform(self) -> bool:
        """Whether there is a reform; without one, costs are the levels of the baseline."""
        return self._read.has_reform

    @property
    def functions(self) -> dict[str, Function]:
        """The functions of Python in it, by instrument."""
        return dict(self._functions)

    def people(self, *, progress: bool | None = None) -> Population:
        """The people that it names (made or read when first asked for) or was given."""
        if self._population is None:
            from commonweal._progress import bar

            with bar("people", progress) as told:
                source = located(self._document.get("population"), self._folder)
                self._population = Population(self._read.people(told), source)
        return self._population

    def set(self, parameter: str | Mapping[str, object], value: object = None) -> Study:
        """Another study with parameters changed: of the reform, or of the baseline where there is no reform."""
        values = dict(parameter) if isinstance(parameter, Mapping) else {parameter: value}
        document = copy.deepcopy(self._document)
        for law in ("baseline", "reform", "scenario"):
            changes = document.get(law)
            if isinstance(changes, dict) and isinstance(changes.get("set"), dict) and law != "scenario":
                changes["set"] = _dotted(changes["set"])
        for key, given in values.items():
            law = "reform" if self.has_reform else "baseline"
            written = plain(given, f"{law}.set.{key}", ParameterError)
            if key.startswith("scenario."):
                named = document.get("scenario")
                chosen: Document = dict(named) if isinstance(named, dict) else {"name": named or "none"}
                chosen.setdefault("set", {})[key.removeprefix("scenario.")] = written
                document["scenario"] = chosen
                continue
            table = document.setdefault(law, {}).setdefault("set", {})
            table.pop(key, None)
            table[key] = written
        return self._with(document)

    def using(
        self,
        *,
        year: int | None = None,
        scenario: Scenario | str | None = None,
        population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
        calm: bool | None = None,
        incentives: bool | None = None,
        interactions: bool | None = None,
        without_gains: bool | None = None,
        levies: bool | None = None,
        frozen: bool | None = None,
        seed: int | None = None,
        attribution: Attribution | None = None,
    ) -> Study:
        """Another study with another year, scenario, people or options; what is None stays.

        People are a Population, a name of the catalogue, a mapping or recipe file, or what a study writes, such as
        `{"file": "people.csv", "mapping": "people.toml"}`; files are named from the working folder.
        """
        document = copy.deepcopy(self._document)
        if year is not None:
            document["year"] = plain(year, "year", StudyError)
            document.pop("years", None)
        if scenario is not None:
            document["scenario"] = Scenario.named(scenario).to_study()
        options = {
            "calm": calm,
            "incentives": incentives,
            "interactions": interactions,
            "without_gains": without_gains,
            "levies": levies,
            "frozen": frozen,
            "seed": seed,
            "attribution": attribution,
        }
        given = {key: value for key, value in options.items() if value is not None}
        if given:
            document["options"] = {**document.get("options", {}), **given}
        people = self._population
        if isinstance(population, Population):
            people = population
            if population.source is None:
                document.pop("population", None)
            else:
                document["population"] = self._from_here(population.source)
        elif population is not None:
            people = None
            if not isinstance(population, (str, os.PathLike, Mapping)):
                raise wrong_type(PopulationError, "population", population, "a Population, a name, a file, or a dict as studies have it")
            named = dict(population) if isinstance(population, Mapping) else os.fspath(population)
            document["population"] = self._from_here(named)
        return self._with(document, people)

    def in_country(self, country: str) -> Study:
        """The study in another country: its law, its people and the reform in the measure of its money.

        ::

            study = cw.Study.load("hybrid-safety-net").in_country("de")
            study.carried["values"]   # every value that is otherwise there, with the one at home

        Amounts of money that the study sets or that stand in the instruments that it adds are carried by the ratio of full-time
        pay, places and budgets of the whole country also by that of persons at work; the law of the country stays as it is.

        Args:
            country: The name of its system, its code or its title: see `names("countries")`.

        Raises StudyError for a country that there is not and for a study that cannot be carried there, with what is missing.
        """
        if not isinstance(country, str):
            raise wrong_type(StudyError, "country", country, "the name of a country")
        written, carried = self._read.carried(country)
        carry: Document = json.loads(carried)
        if carry["country"] == carry["home"]:
            made = self._with(copy.deepcopy(self._document))
        else:
            made = Study(json.loads(written), folder=self._folder, functions=self._functions)
        made._carried = carry
        return made

    @property
    def carried(self) -> Document | None:
        """What was carried from the study's own country: levels of pay and workers, `values` with `before` and `after`, instruments
        that are law there (`held`) or left out; None for a study that was not carried."""
        return copy.deepcopy(self._carried)

    def _from_here(self, named: Any) -> Any:
        """People that are named from the working folder, as the study names them from its own."""
        if isinstance(named, dict):
            return {key: self._from_here(value) if key in ("file", "mapping", "recipe") else value for key, value in named.items()}
        if self._folder is None or not str(named).endswith(FILES):
            return named
        return _relative(Path(named), self._folder)

    def _with(self, document: Document, people: Population | None | Literal["same"] = "same") -> Study:
        population = self._population if people == "same" else people
        made = Study(document, folder=self._folder, population=population, functions=self._functions)
        made._carried = self._carried
        return made

    def to_dict(self) -> Document:
        """The study as a document, with every rule file of its own in it."""
        document: Document = json.loads(self._read.document())
        return document

    def to_toml(self) -> str:
        """The study as a file."""
        return _engine.toml_text(text(self.to_dict()))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Saves the study as a file, which `run`, the command line and the page can run.

        Raises PopulationError for people that came from a DataFrame and were not saved, and StudyError where a function of
        Python is in it, which no file can hold.
        """
        target = Path(path)
        if target.suffix not in (".toml", ".json"):
            raise refuse(
                StudyError,
                f"a study is saved as .toml or .json, not as {target.name}",
                code="unknown-format",
                found=target.name,
                allowed=".toml, .json",
            )
        if not target.parent.is_dir():
            raise refuse(
                StudyError,
                f"there is no folder {target.parent}",
                code="unknown-folder",
                path=str(target),
                found=str(target.parent),
                remedy="make it first, or save elsewhere",
            )
        if self._reads(target):
            raise refuse(
                StudyError,
                f"{target} is a file that the people of the study are read by, which the study would replace",
                code="file-exists",
                path=str(target),
                remedy="choose another name",
            )
        if target.is_file() and target.read_bytes().startswith(b"# Written by commonweal with the data"):
            raise refuse(
                StudyError,
                f"{target} is the mapping of saved people, which the study would replace",
                code="file-exists",
                path=str(target),
                remedy="choose another name",
            )
        if self._functions:
            raise refuse(
                StudyError,
                f"`{next(iter(self._functions))}` is a function of Python, which no file can hold",
                code="code-unavailable",
                path="instruments",
                remedy="keep the study in Python, or write the amount as a formula",
            )
        document = self.to_dict()
        if "population" not in document and self._population is not None and self._population.source is not None:
            document["population"] = self._population.source
        if "population" not in document and "package" not in document and self._population is not None:
            raise refuse(
                PopulationError,
                "the people of this study stand in memory only",
                code="unsaved-people",
                path="population",
                remedy="save them first: result.population.save('people.parquet')",
            )
        source = document.get("population")
        if isinstance(source, dict):
            document["population"] = {
                key: self._moved(value, target) if key in ("file", "mapping", "recipe") else value
                for key, value in source.items()
            }
        elif isinstance(source, str):
            document["population"] = self._moved(source, target)
        written = _engine.toml_text(text(document)) if target.suffix == ".toml" else json.dumps(document, indent=2, ensure_ascii=False)
        try:
            target.write_text(written + ("" if written.endswith("\n") else "\n"), encoding="utf-8")
        except OSError as error:
            raise refuse(
                StudyError, f"{target} cannot be written: {error.strerror}", code="unwritable-file", path=str(target)
            ) from error
        return target

    def _reads(self, target: Path) -> bool:
        """Whether the people that the study names are read by that file."""
        source = self._document.get("population")
        if source is None and self._population is not None:
            source = self._population.source
        named = source.values() if isinstance(source, dict) else [source]
        files = [one for one in named if isinstance(one, str) and one.endswith(FILES)]
        return any((self._folder or Path(".")).joinpath(file).resolve() == target.resolve() for file in files)

    def _moved(self, file: str, target: Path) -> str:
        """A file that the study names, as seen from another folder."""
        if not file.endswith(FILES):
            return file
        return _relative((self._folder or Path(".")) / file, target.parent)

    def __repr__(self) -> str:
        return f"<Study {self.name}: {self.system}, {self.year}>"


def _named(document: Mapping[str, Any]) -> Any:
    """The people of a document; a Path may name them."""
    return plain(document["population"], "population", PopulationError)


def _relative(file: Path, folder: Path) -> str:
    """A file as seen from a folder; where there is no way between the two, its full path."""
    try:
        return os.path.relpath(file, folder).replace(os.sep, "/")
    except ValueError:
        return os.path.abspath(file).replace(os.sep, "/")


def _dotted(values: Mapping[str, Any]) -> Document:
    """Values by `instrument.parameter`: a table of an instrument's values is taken apart."""
    flat: Document = {}
    for key, value in values.items():
        if "." not in key and isinstance(value, Mapping):
            flat.update({f"{key}.{name}": one for name, one in value.items()})
        else:
            flat[key] = value
    return flat
