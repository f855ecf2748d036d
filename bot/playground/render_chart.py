"""The geometry of a chart: nice ticks, bars, lines, areas, slices; the template draws it as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from babel.numbers import get_decimal_symbol

from .records import Json

Say = Callable[[float], str]

WIDTH, HEIGHT = 600, 300
LEFT, RIGHT, TOP = 58, 16, 18
_UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
_CHAR = 6.4  # width of a character of the axis labels, in SVG units


def shape(block: Json, locale: str = "en-US") -> Json:
    """What the template needs to draw a data_visualization block for a reader with that locale."""
    chart = block["chart"]
    say: Say = partial(label, point=get_decimal_symbol(locale.replace("-", "_")))
    drawn = _pie(chart["segments"], say) if chart["type"] == "pie" else _axes(chart, say)
    return {"kind": chart["type"], "title": block["title"], "summary": summary(chart, say), **drawn}


def summary(chart: Json, say: Say) -> str:
    """The chart in words, for screen readers.

    >>> summary({"type": "pie", "segments": [{"label": "Wages", "value": 62}]}, label)
    'Wages: 62'
    """
    if chart["type"] == "pie":
        return ", ".join(f"{s['label']}: {say(s['value'])}" for s in chart["segments"])
    return "; ".join(
        f"{s['name']}: " + ", ".join(f"{p['label']} {say(p['value'])}" for p in s["data"])
        for s in chart["series"]
    )


def label(value: float, point: str = ".") -> str:
    """A number short enough for an axis, with the reader's decimal point.

    >>> label(1500), label(12000000), label(0.25), label(-40), label(3.0), label(5627, ",")
    ('1.5K', '12M', '0.25', '-40', '3', '5,63K')
    """
    size = abs(value)
    limit, unit = next((u for u in _UNITS if size >= u[0]), (1.0, ""))
    short = f"{value / limit:.3g}" if unit or size < 100 else f"{value:.0f}"
    return f"{short.replace('.', point)}{unit}"


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from below `low` to above `high`, in steps of 1, 2, 2.5 or 5.

    >>> ticks(-120, 900)
    [-250.0, 0.0, 250.0, 500.0, 750.0, 1000.0]
    """
    span = high - low or abs(high) or 1.0
    raw = span / (most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot lies in the picture, and how values and categories map onto it."""

    left: float
    base: float
    low: float
    high: float
    slot: float

    def x(self, i: float) -> float:
        """The middle of the i-th category."""
        return round(self.left + self.slot * (i + 0.5), 1)

    def y(self, value: float) -> float:
        """The height of a value."""
        return round(self.base - (value - self.low) / (self.high - self.low) * (self.base - TOP), 1)


def _axes(chart: Json, say: Say) -> Json:
    axis, bars = chart["axis_config"], chart["type"] == "bar"
    categories: list[str] = axis["categories"]
    values = [[_value(s, c) for c in categories] for s in chart["series"]]
    marks = _marks([v for row in values for v in row], bars=bars)
    left = LEFT + (14 if axis.get("y_label") else 0)
    slot = (WIDTH - left - RIGHT) / len(categories)
    turned, every = _category_labels(categories, slot, bars=bars)
    base = HEIGHT - 34 - (46 if turned else 0) - (18 if axis.get("x_label") else 0)
    frame = Frame(left, base, marks[0], marks[-1], slot)
    crowded = len(categories) * len(values) > 14
    draw = _bars if bars else _line
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": left,
        "right": WIDTH - RIGHT,
        "base": base,
        "ticks": [{"y": frame.y(m), "text": say(m), "zero": m == 0} for m in marks],
        "categories": _shown(categories, frame, every),
        "turned": turned,
        "x_label": axis.get("x_label"),
        "y_label": axis.get("y_label"),
        "series": [
            {
                "name": series["name"],
                "color": k,
                **draw(frame, row, (k, len(values))),
                "labels": _point_labels(categories, [*map(say, row)], crowded=crowded, bars=bars),
            }
            for k, (series, row) in enumerate(zip(chart["series"], values, strict=True))
        ],
        "legend": [{"name": s["name"], "color": k} for k, s in enumerate(chart["series"])],
    }


def _marks(values: list[float], *, bars: bool) -> list[float]:
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low) * 0.07 if bars and low < 0 else 0.0  # for the labels under bars
    return ticks(low - room, high) if any(values) else [0.0, 1.0]


def _value(series: Json, category: str) -> float:
    return float(next(p["value"] for p in series["data"] if p["label"] == category))


def _category_labels(categories: list[str], slot: float, *, bars: bool) -> tuple[bool, int]:
    """Whether the labels must be turned, and that each n-th is shown."""
    widest = max(map(len, categories)) * _CHAR + 8
    if widest <= slot:
        return False, 1
    return (True, 1) if bars else (False, math.ceil(widest / slot))


def _shown(categories: list[str], frame: Frame, every: int) -> list[Json]:
    """The category labels; `alt` marks those a narrow screen leaves out."""
    crowded = max(map(len, categories)) * _CHAR * 1.6 > frame.slot * every
    thin = 3 if crowded or len(categories) // every > 6 else 1
    return [
        {"x": frame.x(i), "text": c, "shown": i % every == 0, "alt": i // every % thin != 0}
        for i, c in enumerate(categories)
    ]


def _point_labels(categories: list[str], said: list[str], *, crowded: bool, bars: bool) -> list[Json]:
    """The number at each point; a crowded line shows its last one only."""
    last = len(said) - 1
    return [
        {"name": c, "text": text, "shown": not crowded or (not bars and i == last)}
        for i, (c, text) in enumerate(zip(categories, said, strict=True))
    ]


def _bars(frame: Frame, row: list[float], place: tuple[int, int]) -> Json:
    k, count = place
    wide = min(46.0, frame.slot * 0.72 / count)
    points = []
    for i, value in enumerate(row):
        middle = frame.x(i) + (k - (count - 1) / 2) * wide
        top, foot = sorted((frame.y(value), frame.y(0.0)))
        points.append(
            {
                "x": round(middle, 1),
                "left": round(middle - wide / 2 + 1, 1),
                "top": top,
                "wide": round(wide - 2, 1),
                "tall": max(1.0, round(foot - top, 1)),
                "label_y": round(top - 5 if value >= 0 else foot + 13, 1),
            }
        )
    return {"points": points}


def _line(frame: Frame, row: list[float], place: tuple[int, int]) -> Json:  # noqa: ARG001 - as _bars
    points = [{"x": frame.x(i), "y": frame.y(v), "label_y": frame.y(v) - 9} for i, v in enumerate(row)]
    path = " ".join(f"{'L' if i else 'M'}{p['x']},{p['y']}" for i, p in enumerate(points))
    floor = frame.y(0.0)
    area = f"{path} L{points[-1]['x']},{floor} L{points[0]['x']},{floor} Z"
    return {"points": points, "line": path, "area": area}


def _pie(segments: list[Json], say: Say) -> Json:
    total = sum(s["value"] for s in segments)
    slices, start = [], -math.pi / 2
    for k, segment in enumerate(segments):
        share = segment["value"] / total
        end = start + share * 2 * math.pi
        slices.append(
            {
                "path": _slice(start, end),
                "whole": len(segments) == 1,
                "color": k,
                "name": segment["label"],
                "text": say(segment["value"]),
                "share": f"{share:.0%}",
            }
        )
        start = end
    return {"width": 240, "height": 240, "slices": slices}


def _slice(start: float, end: float, radius: float = 108.0, center: float = 120.0) -> str:
    ax, ay = center + radius * math.cos(start), center + radius * math.sin(start)
    bx, by = center + radius * math.cos(end), center + radius * math.sin(end)
    large = 1 if end - start > math.pi else 0
    return f"M{center},{center} L{ax:.1f},{ay:.1f} A{radius},{radius} 0 {large} 1 {bx:.1f},{by:.1f} Z"
