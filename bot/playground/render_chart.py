"""The geometry of a chart: nice ticks, bars, lines, areas, slices; the template draws it as SVG."""

from __future__ import annotations

import math
from typing import Any

from .records import Json

WIDTH, HEIGHT = 600, 300
LEFT, RIGHT, TOP = 58, 16, 18
_CHAR = 6.4  # width of a character of the axis labels, in SVG units


def shape(block: Json) -> Json:
    """What the template needs to draw a data_visualization block."""
    chart = block["chart"]
    drawn = _pie(chart["segments"]) if chart["type"] == "pie" else _axes(chart)
    return {"kind": chart["type"], "title": block["title"], "summary": summary(chart), **drawn}


def summary(chart: Json) -> str:
    """The chart in words, for screen readers.

    >>> summary({"type": "pie", "segments": [{"label": "Wages", "value": 62}]})
    'Wages: 62'
    """
    if chart["type"] == "pie":
        return ", ".join(f"{s['label']}: {label(s['value'])}" for s in chart["segments"])
    return "; ".join(
        f"{s['name']}: " + ", ".join(f"{p['label']} {label(p['value'])}" for p in s["data"])
        for s in chart["series"]
    )


def label(value: float) -> str:
    """A number short enough for an axis.

    >>> label(1500), label(12000000), label(0.25), label(-40), label(3.0)
    ('1.5K', '12M', '0.25', '-40', '3')
    """
    size = abs(value)
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if size >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}" if size < 100 else f"{value:.0f}"


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from below `low` to above `high`, 1-2-5 steps.

    >>> ticks(-120, 900)
    [-200.0, 0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
    """
    span = high - low or abs(high) or 1.0
    raw = span / (most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def _axes(chart: Json) -> Json:
    axis = chart["axis_config"]
    categories: list[str] = axis["categories"]
    values = [[_value(s, c) for c in categories] for s in chart["series"]]
    flat = [v for row in values for v in row]
    marks = ticks(min(0.0, *flat), max(0.0, *flat)) if any(flat) else [0.0, 1.0]
    slot = (WIDTH - LEFT - RIGHT) / len(categories)
    turned, every = _category_labels(categories, slot, bars=chart["type"] == "bar")
    bottom = 34 + (46 if turned else 0) + (18 if axis.get("x_label") else 0)
    base = HEIGHT - bottom
    left = LEFT + (14 if axis.get("y_label") else 0)
    slot = (WIDTH - left - RIGHT) / len(categories)

    def y(v: float) -> float:
        return round(base - (v - marks[0]) / (marks[-1] - marks[0]) * (base - TOP), 1)

    def x(i: int) -> float:
        return round(left + slot * (i + 0.5), 1)

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": left,
        "right": WIDTH - RIGHT,
        "base": base,
        "zero": y(0.0),
        "ticks": [{"y": y(m), "text": label(m), "zero": m == 0} for m in marks],
        "categories": [{"x": x(i), "text": c, "shown": i % every == 0} for i, c in enumerate(categories)],
        "turned": turned,
        "x_label": axis.get("x_label"),
        "y_label": axis.get("y_label"),
        "series": [_series(chart, k, row, x, y, slot) for k, row in enumerate(values)],
        "legend": [{"name": s["name"], "color": k} for k, s in enumerate(chart["series"])],
    }


def _value(series: Json, category: str) -> float:
    return float(next(p["value"] for p in series["data"] if p["label"] == category))


def _category_labels(categories: list[str], slot: float, *, bars: bool) -> tuple[bool, int]:
    """Whether the labels must be turned, and that each n-th is shown."""
    widest = max(map(len, categories)) * _CHAR + 8
    if widest <= slot:
        return False, 1
    if bars and len(categories) <= 20:
        return True, 1
    return False, math.ceil(widest / slot)


def _series(chart: Json, k: int, row: list[float], x: Any, y: Any, slot: float) -> Json:
    name, count = chart["series"][k]["name"], len(chart["series"])
    crowded = len(row) * count > 14
    points = [
        {
            "x": x(i),
            "y": y(v),
            "text": label(v),
            "name": chart["axis_config"]["categories"][i],
            "labelled": not crowded or (chart["type"] != "bar" and i == len(row) - 1),
        }
        for i, v in enumerate(row)
    ]
    drawn: Json = {"name": name, "color": k, "points": points}
    if chart["type"] == "bar":
        wide = min(46.0, slot * 0.72 / count)
        for i, point in enumerate(points):
            point["x"] = round(x(i) + (k - (count - 1) / 2) * wide, 1)
            top, foot = sorted((point["y"], y(0.0)))
            point |= {"left": round(point["x"] - wide / 2 + 1, 1), "top": top, "tall": max(1.0, foot - top)}
            point |= {"wide": round(wide - 2, 1), "label_y": top - 5 if row[i] >= 0 else foot + 13}
        return drawn
    path = " ".join(f"{'M' if i == 0 else 'L'}{p['x']},{p['y']}" for i, p in enumerate(points))
    drawn["line"] = path
    drawn["area"] = f"{path} L{points[-1]['x']},{y(0.0)} L{points[0]['x']},{y(0.0)} Z"
    for point in points:
        point["label_y"] = point["y"] - 9
    return drawn


def _pie(segments: list[Json]) -> Json:
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
                "text": label(segment["value"]),
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
