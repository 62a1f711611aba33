"""Figures as a reader meets them."""

from __future__ import annotations


def money(amount: float, currency: str = "") -> str:
    """An amount with three digits: `69.8 billion`, `-1.24 million`, `3,120`."""
    size = abs(amount)
    sign = "\u2212" if amount < 0 and round(size, 0) != 0 else ""
    text = f"{size:,.0f}"
    for factor, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= factor * 0.9995:
            value = size / factor
            digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
            text = f"{value:,.{digits}f} {word}"
            break
    return f"{sign}{text} {currency}".rstrip()


def number(value: object, digits: int = 0) -> str:
    """A number with separators, or a dash where there is none."""
    if value is None:
        return "\u2013"
    if isinstance(value, (int, float)):
        text = f"{value:,.{digits}f}"
        return text.replace("-", "\u2212") if float(text.replace(",", "")) != 0 else text.lstrip("-")
    return str(value)


def share(value: object, digits: int = 1) -> str:
    """A share as a percentage, or a dash where there is none."""
    return "\u2013" if not isinstance(value, (int, float)) else number(100 * value, digits) + "%"
