"""The notebooks: each runs from its first cell to its last, shows its charts, and is committed without outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"

# Name, working directory, cells that show a chart at least, and words that the cells print.
STORIES = [
    ("quickstart", FOLDER, 6, ["lose their work under baseline law", "command line   "]),
    ("your-own-microdata", ROOT, 5, ["EITC: 72.132 billion dollars for 28.018 million", "280,005 of 280,005 tax units agree within a dollar"]),
    ("ubi-vs-nit", FOLDER, 7, ["The largest difference of income between the two laws is 0.0000 dollars", "residual net cost"]),
]


def read(name: str) -> Any:
    """A notebook, which must be sound."""
    book = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(book)
    return book


def test_every_notebook_has_a_story() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(name for name, *_ in STORIES)


@pytest.mark.parametrize("name", [name for name, *_ in STORIES])
def test_committed_without_outputs(name: str) -> None:
    book = read(name)
    assert book.metadata == {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")
    for cell in book.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, cell.source


def is_chart(output: Any) -> bool:
    """Whether an output is a picture that stands in the notebook, and needs no network to be seen."""
    return output.output_type in ("display_data", "execute_result") and "image/svg+xml" in output.data


@pytest.mark.parametrize(("name", "folder", "charts", "told"), STORIES, ids=[name for name, *_ in STORIES])
def test_runs(name: str, folder: Path, charts: int, told: list[str]) -> None:
    book = read(name)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    # A representation that fails is an output of its own, not an error of the cell.
    assert not [output for output in outputs if output.output_type == "error"]
    shown = sum(any(is_chart(output) for output in cell.outputs) for cell in book.cells if cell.cell_type == "code")
    assert shown >= charts, f"{shown} cells show a chart"
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    for words in told:
        assert words in printed
