"""Reports: one document to send."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from commonweal import _engine
from commonweal._errors import ParameterError, StudyError, refuse, wrong_type
from commonweal._population import Population
from commonweal._result import Result
from commonweal._run import _check_years, _study, _tell_left_out
from commonweal._scenario import Scenario
from commonweal._sensitivity import _runs
from commonweal._study import Study

Form = Literal["html", "md", "xlsx"]
_ENDINGS: dict[str, Form] = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".xlsx": "xlsx"}
_Study = Study | Result | str | os.PathLike[str] | Mapping[str, Any]


def report(
    study: _Study,
    path: str | os.PathLike[str] | None = None,
    *,
    format: Form | None = None,  # noqa: A002 - the word that the command line has for it
    language: Literal["en", "zh"] = "en",
    country: str | None = None,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word that the command line and studies have for it
    year: int | None = None,
    years: tuple[int, int] | None = None,
    scenario: Scenario | str | None = None,
    discount_rate: float = 0.02,
    incentives: bool | None = None,
    interactions: bool | None = None,
    sensitivity: bool = True,
    seeds: int = 0,
    draws: int = 0,
    progress: bool | None = None,
) -> Path | str:
    """Costs a study and writes one document that can be sent: what `commonweal report` writes::

        cw.report("three-tier-safety-net", "report.html")
        cw.report(study, "report.xlsx", years=(2025, 2030), scenario="ai-years")

    For a study as it stands in the catalogue or in a file the bytes are those of the command line. Where options change it, the report
    holds the changed study, to be saved under its name.

    Args:
        study: A package by its name, the file of a study, its document as a dict, a Study, or a result whose study and people are taken.
        path: The file; its ending (.html, .md, .xlsx) says the form. Without it the text is given back, and nothing is written.
        format: The form: a page, Markdown, or a workbook; html unless the file's ending says another.
        language: `en` or `zh`.
        country: The country to which the study is carried: see `Study.in_country`.
        population: Other people than the study's.
        set: Parameters by `instrument.parameter`.
        year: Another year whose law applies.
        years: The first and the last of several years, unless given those that the study states; figures of one year are then those of the last.
        scenario: Another scenario; `"none"` for none.
        discount_rate: Share a year, from 0 to .5, by which later money counts less in the sum over years.
        incentives: Whether it has a section on what work pays; None for what the study says. Of one year alone.
        interactions: Whether it has one on who loses one benefit because of another; None for what the study says. Of one year alone.
        sensitivity: Whether each assumption is set to both ends of its range.
        seeds: With how many seeds the noise of the draws and the people are looked at: see `sensitivity`.
        draws: How many draws over the ranges of all assumptions.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Returns:
        The file, or the text where there is none.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    from commonweal._progress import bar

    target = None if path is None else Path(path)
    form = _form(target, format)
    if language not in ("en", "zh"):
        raise refuse(StudyError, f"there are no reports in `{language}`", code="unknown-language", found=language, allowed="en, zh")
    runs = _runs(seeds, draws)
    if any(runs) and not sensitivity:
        raise refuse(
            ParameterError,
            "without `sensitivity` there is no section for `seeds` and `draws`",
            code="out-of-range",
            path="sensitivity",
            found="False",
            allowed="True",
        )
    chosen = study.study.using(population=study.population) if isinstance(study, Result) else _study(study)
    is_plain = isinstance(study, (str, os.PathLike))
    if country is not None:
        chosen, is_plain = chosen.in_country(country), False
    changed = (population, scenario, year, incentives, interactions)
    if any(value is not None for value in changed):
        chosen = chosen.using(
            population=population, scenario=scenario, year=year, incentives=incentives, interactions=interactions
        )
        is_plain = False
    if set is not None and not isinstance(set, Mapping):
        raise wrong_type(ParameterError, "set", set, "a dict of values by instrument.parameter")
    if set:
        chosen, is_plain = chosen.set(set), False
    asked = years if years is not None or isinstance(study, Result) else chosen.years
    if asked is not None and (isinstance(asked, str) or len(asked) != 2):
        raise wrong_type(ParameterError, "years", asked, "the first and the last year")
    if asked is not None:
        _check_years(*asked, discount_rate)
    for name, wanted in (("incentives", incentives), ("interactions", interactions)):
        if wanted and asked is not None:
            raise refuse(
                ParameterError,
                f"{name} are worked out of one year alone",
                code="out-of-range",
                path=name,
                found=f"the years {asked[0]} to {asked[1]}",
                allowed="one year",
                remedy=f"write year={asked[0]}",
            )
    span = None if asked is None else (int(asked[0]), int(asked[1]), float(discount_rate))
    written = os.fspath(study) if is_plain else f"{chosen.name}.json"  # type: ignore[arg-type]
    is_file = written.endswith((".toml", ".json"))
    word = Path(written).name if is_file else written
    command = ["commonweal", "run", word]
    if span is not None:
        rate = f"{span[2]:g}"
        command += ["--years", f"{span[0]}:{span[1]}", "--discount-rate", rate]
    elif chosen.years is not None:
        # The study goes over its years unless one of them is asked for.
        command += ["--year", str(chosen.year)]
    command += ["--out", "results"]
    if chosen._read.tells_without_gains:
        command += ["--without-gains"]
    if span is None and chosen._read.tells_levies:
        command += ["--levies"]
    if span is not None:
        _tell_left_out(chosen, span[0], stacklevel=3)
    people = chosen.people(progress=progress)
    with bar("computing", progress) as told:
        made = _engine.report_document(
            chosen._read,
            people._engine,
            form,
            language,
            f"{shlex.join(command)}\ncommonweal verify results",
            word if is_file else None,
            span,
            runs if sensitivity else None,
            told,
        )
    if target is None:
        return made.decode("utf-8")
    try:
        target.write_bytes(made)
    except OSError as error:
        raise refuse(
            StudyError, f"{target} cannot be written: {error.strerror}", code="unwritable-file", path=str(target)
        ) from error
    return target


def _form(target: Path | None, asked: str | None) -> Form:
    """The form of the document, and whether it can be written there."""
    own = None if target is None else _ENDINGS.get(target.suffix.lower())
    if asked is not None and asked not in ("html", "md", "xlsx"):
        raise refuse(
            StudyError, f"there is no report in the form `{asked}`", code="unknown-format", found=str(asked), allowed="html, md, xlsx"
        )
    if target is None:
        if asked == "xlsx":
            raise refuse(StudyError, "a workbook is no text", code="unknown-format", found="xlsx", remedy="name its file")
        return "md" if asked == "md" else "html"
    if own is None and asked is None:
        raise refuse(
            StudyError,
            f"{target.name} ends in neither .html, .md nor .xlsx",
            code="unknown-format",
            found=target.name,
            allowed=".html, .md, .xlsx",
            remedy="name another, or say the form with format=",
        )
    if own is not None and asked is not None and own != asked:
        raise refuse(
            StudyError, f"{target.name} has the ending of {own}", code="unknown-format", found=str(asked), allowed=own
        )
    if not target.parent.is_dir():
        raise refuse(
            StudyError,
            f"there is no folder {target.parent}",
            code="unknown-folder",
            path=str(target),
            found=str(target.parent),
            remedy="make it first, or write elsewhere",
        )
    return asked or own or "html"  # type: ignore[return-value]
