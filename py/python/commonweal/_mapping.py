"""What the columns of a user's tables mean: from what the user says, and the names that the system has."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commonweal._document import Document, plain
from commonweal._errors import PopulationError, refuse
from commonweal._names import names, system_of

FORMS = {"rows", "columns", "persons", "units", "pointers"}
"""Keys that only the document of a mapping file has."""


def mapping_of(
    columns: Mapping[str, list[str]], given: Mapping[str, Any] | str | os.PathLike[str] | None, system: str | None, name: str
) -> tuple[Document | str, Path | None]:
    """The mapping as a document or text, and the folder of its file."""
    if not columns:
        raise refuse(
            PopulationError,
            "there is no table",
            code="empty-file",
            path="persons",
            allowed="a table of persons, of households, or both",
        )
    if isinstance(given, (str, os.PathLike)):
        return _of_file(os.fspath(given))
    if isinstance(given, Mapping) and FORMS & set(given):
        document = {"format": 1, "name": name, **plain(given, "mapping", PopulationError)}
        if system is not None:
            document.setdefault("system", system)
        return document, None
    chosen = system or (given or {}).get("system")
    if chosen is None:
        raise refuse(
            PopulationError,
            "nothing says whose columns these are",
            code="missing-key",
            path="system",
            allowed=", ".join(names("systems")),
            remedy="name the system, as in Population.from_frames(persons, system='us')",
        )
    known = system_of(str(chosen))
    if given is None:
        return _by_name(columns, known, name)
    return _by_formulas(columns, {key: value for key, value in given.items() if key != "system"}, known, name), None


def _of_file(file: str) -> tuple[str, Path | None]:
    from commonweal import _engine

    if file.endswith((".toml", ".json")):
        path = Path(file)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(
                PopulationError, f"{file} cannot be read: {error}", code="unreadable-file", path="mapping"
            ) from error
        return (text if path.suffix == ".toml" else _engine.toml_text(text)), path.parent
    return _engine.mapping_text(file), None


def _base(columns: Mapping[str, list[str]], known: Document, name: str) -> Document:
    return {
        "format": 1,
        "name": name,
        "system": known["name"],
        "rows": "person" if "persons" in columns else "household",
    }


def _by_name(columns: Mapping[str, list[str]], known: Document, name: str) -> tuple[Document, Path | None]:
    """Columns have the names of the system."""
    there = [column for table in columns.values() for column in table]
    document = _base(columns, known, name)
    for needed in ("household_id", "weight"):
        if needed not in there:
            near = difflib.get_close_matches(needed, there, 1, 0.7)
            what = "tells the households apart" if needed == "household_id" else "says how many households one stands for"
            raise refuse(
                PopulationError,
                f"there is no column `{needed}`, which {what}",
                code="missing-column",
                path=needed,
                allowed=", ".join(there),
                remedy=(f"did you mean `{near[0]}`? rename it, or give mapping=" if near else "rename one, or give mapping=")
                + "{'" + needed.removesuffix("_id") + "': …}",
            )
    document["household"] = "household_id"
    document["weight"] = "weight"
    used = {"household_id", "weight"}
    if "persons" in columns and "person_id" in there:
        document["person"] = "person_id"
        used.add("person_id")
    for unit in known["units"]:
        if "persons" in columns and f"{unit}_id" in there:
            document.setdefault("units", {})[unit] = {"id": f"{unit}_id"}
            used.add(f"{unit}_id")
    for column in known["columns"]:
        if column["derived"] or column["name"] not in there:
            continue
        used.add(column["name"])
        _place(document, column, column["name"])
    for role in ("is_head", "is_spouse"):
        if role in there and role not in used and "persons" in columns:
            document.setdefault("columns", {}).setdefault("person", {})[role] = role
            used.add(role)
    ignored = [column for column in there if column not in used]
    _suspect(ignored, [column["name"] for column in known["columns"] if column["name"] not in used])
    return document, None


def _suspect(ignored: list[str], missing: list[str]) -> None:
    """Refuses a column that looks like one of the system's with a slip in its name."""
    for column in ignored:
        near = difflib.get_close_matches(column.lower(), missing, 1, 0.84)
        if near:
            raise refuse(
                PopulationError,
                f"the system has no column `{column}`",
                code="unknown-column",
                path=column,
                found=column,
                allowed=", ".join(missing),
                remedy=f"did you mean `{near[0]}`? rename or drop it, or give a mapping",
            )


def _place(document: Document, column: Document, value: Any) -> None:
    if column["kind"] == "pointer":
        document.setdefault("pointers", {})[column["name"]] = value
    else:
        document.setdefault("columns", {}).setdefault(column["entity"], {})[column["name"]] = value


def _by_formulas(columns: Mapping[str, list[str]], given: Mapping[str, Any], known: Document, name: str) -> Document:
    """Formulas by the system's names."""
    document = _base(columns, known, name)
    own = {column["name"]: column for column in known["columns"] if not column["derived"]}
    for key, value in given.items():
        written = plain(value, key, PopulationError)
        if key in ("household", "person", "weight"):
            document[key] = written
        elif key in known["units"] and key not in own:
            document.setdefault("units", {})[key] = {"id": written}
        elif key in ("is_head", "is_spouse"):
            document.setdefault("columns", {}).setdefault("person", {})[key] = written
        elif key in own:
            _place(document, own[key], written)
        else:
            allowed = ["household", "person", "weight", *known["units"], *own]
            near = difflib.get_close_matches(key, allowed, 1)
            raise refuse(
                PopulationError,
                f"the system `{known['name']}` has no column `{key}`",
                code="unknown-column",
                path=f"mapping.{key}",
                found=key,
                allowed=", ".join(allowed),
                remedy=f"did you mean `{near[0]}`?" if near else "use a column of the system",
            )
    there = {column for table in columns.values() for column in table}
    if "household" not in document and "household_id" in there:
        document["household"] = "household_id"
    elif "household" not in document and "persons" in columns:
        alone = next((column for column in ("person_id", "id") if column in there), "…")
        raise refuse(
            PopulationError,
            "nothing says which persons live together",
            code="missing-key",
            path="mapping.household",
            allowed="a column of ids, one for each household",
            remedy=f"name it, as in mapping={{'household': 'hid', …}}; where everybody lives alone, the ids of persons: 'household': '{alone}'",
        )
    if "weight" not in document and "weight" not in there:
        raise refuse(
            PopulationError,
            "the mapping names no weight",
            code="missing-key",
            path="mapping.weight",
            allowed="a column or a formula",
            remedy="name the column of weights; where every household counts as one, write 'weight': '1'",
        )
    document.setdefault("weight", "weight")
    if "person" not in document and "person_id" in there and "persons" in columns:
        document["person"] = "person_id"
    return document
