"""Importing the package loads nothing heavy, and the wheel is small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def loaded_by(code: str) -> set[str]:
    """The modules that are there after some code, in a fresh interpreter."""
    words = [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_heavy_libraries_are_loaded_when_first_needed() -> None:
    heavy = {"polars", "altair", "pandas", "pyarrow", "numpy", "tqdm", "vl_convert", "dataclasses", "inspect", "asyncio"}
    assert not heavy & loaded_by("import commonweal")
    assert not {"altair", "pandas"} & loaded_by("import commonweal as cw\ncw.run('us-current-law').budget")


def test_the_package_adds_few_modules() -> None:
    before, after = loaded_by("pass"), loaded_by("import commonweal")
    own = {name for name in after - before if name.startswith("commonweal")}
    assert len(after - before - own) < 60, sorted(after - before - own)


def test_the_wheel_is_small_and_for_every_python_from_3_11(root: Path) -> None:
    wheels = list((root / "target/wheels").glob("*.whl"))
    assert len(wheels) == 1, "cargo xtask wheel builds one"
    assert wheels[0].stat().st_size <= 8_000_000
    assert "-cp311-abi3-" in wheels[0].name
