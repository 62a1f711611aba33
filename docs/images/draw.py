"""Draws the README's picture anew: python docs/images/draw.py, with the package installed."""

from pathlib import Path

import commonweal as cw

target = Path(__file__).parent / "three-tier-deciles.svg"
cw.run("three-tier-safety-net").plot.deciles().save(str(target))
