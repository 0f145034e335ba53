"""What a section of the report holds."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Bar:
    """A promise: the value stays at or above (`least`) or at or below (`most`)."""
    least: float | None = None
    most: float | None = None

    def holds(self, value):
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def text(self, unit):
        sign, value = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {number(value)}{unit}"


@dataclass
class Measure:
    """One figure: the median of its runs, and perhaps the bar it has to reach."""
    name: str
    values: list[float]
    unit: str = ""
    bar: Bar | None = None

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def holds(self):
        return self.bar is None or self.bar.holds(self.median)

    def row(self):
        spread = f"{number(min(self.values))}–{number(max(self.values))}" if len(self.values) > 1 else ""
        bar = f"{self.bar.text(self.unit)} {'✓' if self.holds else '✗'}" if self.bar else ""
        return [self.name, f"{number(self.median)}{self.unit}", spread, bar]


@dataclass
class Section:
    """One chapter of the report, with the commands that made its figures."""
    title: str
    commands: list[str]
    measures: list[Measure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def ratio(name, ours, theirs, bar=None):
    """The ratio of two medians of the same interleaved runs."""
    return Measure(name, [ours.median / theirs.median], "×", bar)


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
