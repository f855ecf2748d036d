"""One customer's margin against its CAC, month by month: a native chart, and its twin in words."""

from __future__ import annotations

from decimal import Decimal

from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.words import Words, whole
from econ.quantity import Money, Months
from econ.unit import Assessment, chart_months, choose_horizon, cumulative_margin

#: How many of the chart's points its text twin names.
TWIN_POINTS = 6


def say_chart(words: Words, assessment: Assessment) -> Message | None:
    """The chart message; None where price, margin or CAC is not known."""
    inputs = assessment.inputs
    if inputs.arpa is None or inputs.margin is None or inputs.cac is None:
        return None
    months = chart_months(choose_horizon(inputs))
    every = cumulative_margin(inputs, months[-1])
    line = [every[month] for month in months]
    block = chart(
        "line",
        words.label("chart.title"),
        [str(month) for month in months],
        [
            (words.label("chart.margin"), [_point(amount) for amount in line]),
            (words.label("chart.cac"), [_point(inputs.cac.amount)] * len(months)),
        ],
        words.label("chart.x"),
        words.label("chart.y_in", currency=inputs.currency) if inputs.currency else words.label("chart.y"),
    )
    summary = _summary(words, assessment, months, line)
    twin = context(f"{_twin(words, months, line, inputs.currency)}\n{words.label('chart.survival')}")
    return Message(
        f"{summary}\n{_twin(words, months, line, inputs.currency)}", (section(summary), twin), block
    )


def _point(amount: Decimal) -> float:
    return float(round(amount, 2))


def _summary(words: Words, assessment: Assessment, months: tuple[int, ...], line: list[Decimal]) -> str:
    inputs, values = assessment.inputs, assessment.answer.values
    total = whole(Money(line[-1], inputs.currency))
    crossing = values.get("payback_months_churn_adjusted")
    if crossing is None and inputs.churn is None and inputs.lifetime is None:
        crossing = values.get("payback_months")
    path = "chart.summary_crosses" if crossing else "chart.summary_never"
    cac = Money(inputs.cac.amount, inputs.currency) if inputs.cac else None
    return words.label(path, cac=cac, crossing=crossing, last=Months(Decimal(months[-1])), total=total)


def _twin(words: Words, months: tuple[int, ...], line: list[Decimal], currency: str | None) -> str:
    """A handful of the points, first and last among them."""
    stride = max(1, (len(months) - 1) // (TWIN_POINTS - 1))
    chosen = sorted({*range(0, len(months), stride), len(months) - 1})
    return "; ".join(
        words.label("chart.point", month=str(months[n]), amount=whole(Money(line[n], currency)))
        for n in chosen
    )
