"""The Python of the documents runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import commonweal as cw

BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


@pytest.mark.parametrize("name", ["README.md", "docs/python.md", "py/README.md"])
def test_blocks_run_in_order(name: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = BLOCK.findall((root / name).read_text(encoding="utf-8"))
    assert blocks
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, name, "exec"), space)  # noqa: S102 - our own documents
    for made in tmp_path.glob("*.svg"):
        assert made.read_text(encoding="utf-8").startswith("<svg")


def test_the_picture_of_the_readme_is_of_today(root: Path) -> None:
    """The picture shows the sentence that its figure has today; `docs/images/draw.py` draws it anew."""
    drawn = (root / "docs/images/three-tier-deciles.svg").read_text(encoding="utf-8")
    said = cw.run("three-tier-safety-net").sentences()["deciles"]
    words = re.findall(r"[\w.%−-]+", str(said))
    assert words and all(word in drawn for word in words), said
