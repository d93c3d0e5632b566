"""Money, volumes and durations as people say them, for the sentences that explain an answer."""

from __future__ import annotations

SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def short_number(value: float) -> str:
    """Three significant digits with k, M, B or T: 24000 is 24.0k, 2810000 is 2.81M."""
    if abs(value) >= 1e15:
        return f"{value:.2e}"
    for scale, letter in SCALES:
        if abs(value) >= scale * 0.9995:
            return f"{_three_digits(value / scale)}{letter}"
    return _three_digits(value)


def usd_in_words(usd: float) -> str:
    """Dollars with three significant digits: $24.0k, $7.13, $0.00514; minus before the sign."""
    sign = "-" if usd < 0 else ""
    return f"{sign}${short_number(abs(usd))}"


def percent_in_words(share: float) -> str:
    """A fraction as percent, finer where it is near 0 or near -100 %: 38%, 4.2%, -99.97%, 2.50M%."""
    percent = share * 100
    if percent >= 9_999.5:
        return f"{short_number(percent)}%"
    digits = 2 if percent < -99 else 1 if abs(percent) < 9.95 else 0
    return f"{round(percent, digits) + 0.0:,.{digits}f}%"


def _three_digits(value: float) -> str:
    if value == 0 or abs(value) >= 99.95:
        return f"{value:.0f}"
    if abs(value) >= 9.995:
        return f"{value:.1f}"
    if abs(value) >= 0.9995:
        return f"{value:.2f}"
    return f"{value:.3g}" if abs(value) >= 1e-4 else f"{value:.2e}"
