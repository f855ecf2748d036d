"""What LTV ÷ CAC depends on most: each input moved alone, and two of them together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from econ import bounds
from econ.book import Book
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import uncertainty as formula
from econ.inputs_data import Axis, SensitivityInputs
from econ.kinds_known import Known
from econ.outcome import Answer, Value
from econ.quantity import PER_YEAR, Count, Money, Quantity, Rate, Ratio

if TYPE_CHECKING:
    from econ.formula.uncertainty import Array, Outcome

SENSITIVITY = ("ltv", "ltv_cac", "tornado", "grid")
INPUTS = ("arpa", "margin", "churn", "cac")
#: As fine as a grid may be, on each side.
FINEST = 101


def sensitivity(given: SensitivityInputs) -> Answer:
    """The tornado, widest bar first, and the grid of two inputs: of the two widest where no axes are said."""
    book = Book(SENSITIVITY)
    spans = {name: _span(given, name) for name in INPUTS}
    currency = bounds.one_currency(
        *(Money(Decimal(1), span.currency) for name, span in spans.items() if name in ("arpa", "cac"))
    )
    base = {name: float(span.middle) for name, span in spans.items()}
    ends = {name: _ends(given, name, span, book) for name, span in spans.items()}
    middle = _outcome(given, {name: _column([number]) for name, number in base.items()})
    book.values["ltv"] = Money(_exactly(float(middle.ltv[0])), currency)
    book.values["ltv_cac"] = Ratio(_exactly(float(middle.ltv_cac[0])))
    bars = _bars(given, base, ends, currency)
    book.values["tornado"] = tuple(bars)
    axes = given.axes or tuple(_axis(str(bar["input"]), ends) for bar in bars[:2])
    book.values["grid"] = _grid(given, base, axes, currency)
    if any(span.low == span.high for span in spans.values()):
        book.assume("swing_each_way", swing=given.swing)
    book.assume("one_at_a_time")
    book.assume("constant_churn")
    return book.answer("sensitivity")


def _span(given: SensitivityInputs, name: str) -> Known:
    found = getattr(given, name)
    assert isinstance(found, Known)
    return found


def _column(numbers: list[float]) -> Array:
    import numpy as np

    return np.array(numbers)


def _outcome(given: SensitivityInputs, at: Mapping[str, Array]) -> Outcome:
    """The formulas at these values, brought to the period in which customers can leave."""
    run = given.run
    churn = at["churn"]
    if given.churn_period != run:
        churn = losing.compound(churn, _column([float(PER_YEAR[given.churn_period] / PER_YEAR[run])]))
        churn = formula.at_least(churn)
    flow = float(PER_YEAR[given.arpa_period] / PER_YEAR[run])
    return formula.outcome(at["arpa"] * flow, at["margin"], churn, at["cac"])


def _ends(given: SensitivityInputs, name: str, span: Known, book: Book) -> tuple[Decimal, Decimal]:
    """From where to where an input goes: its own range, or so far either way; no share beyond the whole."""
    if span.low != span.high:
        return span.low, span.high
    low, high = span.low * (1 - given.swing.value), span.high * (1 + given.swing.value)
    if low == 0:
        raise EconError("swing_to_zero", "swing")
    if name in ("margin", "churn") and high > 1:
        book.warn("swing_cut_at_whole", found=Rate(high))
        high = Decimal(1)
    return low, high


def _bars(
    given: SensitivityInputs,
    base: dict[str, float],
    ends: dict[str, tuple[Decimal, Decimal]],
    currency: str | None,
) -> list[dict[str, Value]]:
    """All bars in one pass: two rows of the arrays for each input, all others at their middle."""
    import numpy as np

    at = {name: np.full(2 * len(INPUTS), number) for name, number in base.items()}
    for place, name in enumerate(INPUTS):
        at[name][2 * place], at[name][2 * place + 1] = (float(end) for end in ends[name])
    found = _outcome(given, at)
    bars: list[tuple[float, dict[str, Value]]] = []
    for place, name in enumerate(INPUTS):
        low, high = 2 * place, 2 * place + 1
        bar: dict[str, Value] = {
            "input": name,
            "low": _quantity(name, ends[name][0], currency),
            "high": _quantity(name, ends[name][1], currency),
            "ltv_low": Money(_exactly(float(found.ltv[low])), currency),
            "ltv_high": Money(_exactly(float(found.ltv[high])), currency),
            "ltv_cac_low": Ratio(_exactly(float(found.ltv_cac[low]))),
            "ltv_cac_high": Ratio(_exactly(float(found.ltv_cac[high]))),
        }
        bars.append((abs(float(found.ltv_cac[high] - found.ltv_cac[low])), bar))
    return [bar for _, bar in sorted(bars, key=lambda ranked: -ranked[0])]


def _axis(name: str, ends: dict[str, tuple[Decimal, Decimal]]) -> Axis:
    low, high = ends[name]
    return Axis.read({"input": name, "low": low, "high": high})


def _grid(
    given: SensitivityInputs, base: dict[str, float], axes: tuple[Axis, ...], currency: str | None
) -> Value:
    """LTV ÷ CAC where the first axis runs down and the second across."""
    import numpy as np

    down, across = _judged(axes)
    at: dict[str, Array] = {name: np.array([[number]]) for name, number in base.items()}
    rows, columns = _steps(down, "axes[0]"), _steps(across, "axes[1]")
    at[str(down.input)], at[str(across.input)] = rows[:, None], columns[None, :]
    ratios = np.broadcast_to(_outcome(given, at).ltv_cac, (len(rows), len(columns)))
    return {
        "rows": {"input": str(down.input), "values": _values(str(down.input), rows, currency)},
        "columns": {"input": str(across.input), "values": _values(str(across.input), columns, currency)},
        "ltv_cac": tuple(tuple(Ratio(_exactly(cell)) for cell in row) for row in ratios.tolist()),
    }


def _judged(axes: tuple[Axis, ...]) -> tuple[Axis, Axis]:
    if len(axes) != 2:
        raise EconError("two_axes", "axes")
    if axes[0].input == axes[1].input:
        raise EconError("two_axes", "axes[1].input")
    return axes[0], axes[1]


def _steps(axis: Axis, place: str) -> Array:
    import numpy as np

    assert axis.low is not None
    assert axis.high is not None
    if axis.low.value > axis.high.value:
        raise EconError("low_over_high", place)
    if axis.low.value == 0:
        raise EconError("zero", f"{place}.low")
    if axis.input in ("margin", "churn"):
        bounds.share(Rate(axis.high.value), f"{place}.high")
    if not 2 <= axis.steps.value <= FINEST:
        raise EconError(
            "steps_out_of_range", f"{place}.steps", low=Count(Decimal(2)), high=Count(Decimal(FINEST))
        )
    return np.linspace(float(axis.low.value), float(axis.high.value), int(axis.steps.value))


def _values(name: str, numbers: Array, currency: str | None) -> tuple[Value, ...]:
    return tuple(_quantity(name, _exactly(number), currency) for number in numbers.tolist())


def _quantity(name: str, value: Decimal, currency: str | None) -> Quantity:
    return Money(value, currency) if name in ("arpa", "cac") else Rate(value)


def _exactly(value: float) -> Decimal:
    return Decimal(f"{value:.12g}")
