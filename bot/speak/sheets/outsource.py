"""Own reps or a partner: who is ahead and by how much, where that turns, and the two courses as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import CHART_POINTS, chart, context, section
from bot.speak.message import Message
from bot.speak.sheets.points import TWIN_POINTS, spread
from bot.speak.words import Shown, Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_selling import InHouse, OutsourcingInputs, Partner
from econ.quantity import Count, Money, Quantity, Rate

#: Where the answer turns, the most telling first; each with whose figure it is.
TURNS = (
    "in_house_meetings_per_month",
    "partner_meetings_per_month",
    "retainer",
    "per_meeting",
    "in_house_cost_month",
    "in_house_win_rate",
    "partner_win_rate",
)
SIDES = ("in_house", "partner")


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The cheaper side and the dearer, the figures at which they change places, what stopping costs."""
    values: Mapping[str, Any] = reply.answer.values
    measure, winner = values["measure"], values["winner"]
    costs = {side: values[side][measure] for side in SIDES}
    known = winner is not None
    other = "in_house" if winner == "partner" else "partner"
    cheap = min(costs.values(), key=lambda cost: cost.amount) if known else None
    dear = max(costs.values(), key=lambda cost: cost.amount) if known else None
    turns = list(_turns(words, reply, other)) if known and winner != "even" else []
    month = values["break_even_month"]
    return {
        "cheap": whole(cheap),
        "dear": whole(dear),
        "less": _less(cheap, dear),
        "other": other,
        "turns": [Shown(text) for _, text in turns],
        "meetings_turn": next((Shown(text) for key, text in turns if key == TURNS[0]), None),
        "month": Count(month.value) if month else None,
        "first": _first_ahead(reply),
        "stops": _stops(words, values),
        "with_cash": _by_cash(reply),
        "even_retainer": _even_retainer(reply),
    }


def _even_retainer(reply: Worked) -> Money | None:
    """The retainer at which a meeting costs the same, where that is not where the answer turns anyway."""
    values: Mapping[str, Any] = reply.answer.values
    assert isinstance(reply.given, OutsourcingInputs)
    assert isinstance(reply.given.partner, Partner)
    found, turn = values["break_even_retainer"], values["flip_point"]["retainer"]
    if found is None or reply.given.partner.retainer is None:
        return None
    same = turn is not None and round(found.amount, 0) == round(turn.amount, 0)
    return None if same else Money(round(found.amount, 0), found.currency)


def _less(cheap: Money | None, dear: Money | None) -> Rate | None:
    if cheap is None or dear is None or not dear.amount:
        return None
    return share_of(dear.amount - cheap.amount, dear.amount)


def share_of(part: Decimal, of_all: Decimal) -> Rate:
    """A share for the eye: whole percents, a tenth where there is not even one."""
    found = part / of_all
    return Rate(round(found, 2 if abs(found) >= Decimal("0.01") else 3))


def _turns(words: Words, reply: Worked, other: str) -> Iterator[tuple[str, str]]:
    """What would have to be true for the other side to win, in words, with what was compared beside it."""
    said: Mapping[str, str] = sheet_words(words, "outsource")["turns"][other]
    flips: Any = reply.answer.values["flip_point"]
    for key in TURNS:
        now = _now(reply, key)
        if flips[key] is not None and now is not None:
            at = flips[key]
            if isinstance(now, Money):
                now = Money(now.amount, at.currency)
            yield key, words.fill(said[key], {"at": _near(at), "now": _near(now)})


def _near(value: Quantity) -> object:
    """A threshold: money without cents, counts to a tenth."""
    if isinstance(value, Money) and abs(value.amount) >= 100:
        return Money(round(value.amount, 0), value.currency)
    return Count(round(value.value, 1)) if isinstance(value, Count) else value


def _now(reply: Worked, key: str) -> Quantity | None:
    """The figure as it was compared; None where it takes no part."""
    given = reply.given
    assert isinstance(given, OutsourcingInputs)
    team, partner = given.in_house, given.partner
    assert isinstance(team, InHouse)
    assert isinstance(partner, Partner)
    match key:
        case "in_house_meetings_per_month":
            return team.meetings_per_month
        case "partner_meetings_per_month":
            return partner.meetings_per_month
        case "retainer":
            return partner.retainer
        case "per_meeting":
            return partner.per_meeting
        case "in_house_win_rate":
            return team.win_rate or given.win_rate
        case "partner_win_rate":
            return partner.win_rate or given.win_rate
        case _:
            return _pay_month(reply, team)


def _pay_month(reply: Worked, team: InHouse) -> Money | None:
    if team.cost_month is not None:
        return team.cost_month
    if team.cost_year is not None:
        return Money(team.cost_year.amount / 12, team.cost_year.currency)
    found = next((step.result for step in reply.answer.steps if step.key == "cost_month"), None)
    return Money(found.amount, found.currency) if isinstance(found, Money) else None


def _stops(words: Words, values: Mapping[str, Any]) -> tuple[Shown | None, ...] | None:
    """After which months one might stop, both sides' whole cost then, what the partner would still be owed.

    None in a comparison too short for any.
    """
    own, other = (values[side]["stopping"] for side in SIDES)
    if not own:
        return None
    joined: Mapping[str, str] = sheet_words(words, "outsource")["joined"]

    def listed(shown: list[str], last: str) -> Shown:
        return Shown(joined[last].join(part for part in (", ".join(shown[:-1]), shown[-1]) if part))

    def amounts(stops: Any, name: str) -> Shown:
        return listed([str(words.show(whole(stop[name]))) for stop in stops], "and")

    months = listed([str(words.show(stop["month"].value)) for stop in own], "or")
    due = any(stop["cost_to_stop"].amount for stop in other)
    return (
        months,
        amounts(own, "cost_total"),
        amounts(other, "cost_total"),
        amounts(other, "cost_to_stop") if due else None,
    )


def _by_cash(reply: Worked) -> bool:
    """Whether customers bring in money that is known: then cash says more than cost."""
    given, values = reply.given, reply.answer.values
    assert isinstance(given, OutsourcingInputs)
    won = any(values[side]["customers"] for side in SIDES)  # type: ignore[index, call-overload]
    return given.arpa is not None and given.margin is not None and won


def _first_ahead(reply: Worked) -> str | None:
    """Who leads at first, by what the crossing is counted in: cash, else the cost of a meeting so far."""
    values: Mapping[str, Any] = reply.answer.values
    if any(note.key == "crossing_of_cash" for note in reply.answer.assumptions):
        leads = zip(*(_cash(values[side]) for side in SIDES), strict=True)
    else:
        leads = zip(*(_cheapness(values[side]) for side in SIDES), strict=True)
    return next((SIDES[own < other] for own, other in leads if own != other), None)


def _cheapness(side: Mapping[str, Any]) -> list[Decimal]:
    """The cost of a meeting so far, below zero; nothing to compare before the first one."""
    met = list(accumulate(count.value for count in side["qualified_per_month"]))
    return [-spent / held if held else Decimal(0) for spent, held in zip(_spent(side), met, strict=True)]


def _cash(side: Mapping[str, Any]) -> list[Decimal]:
    return [balance.amount for balance in side["cumulative_cash"]]


def _spent(side: Mapping[str, Any]) -> list[Decimal]:
    return list(accumulate(cost.amount for cost in side["cost_per_month"]))


def chart_of(words: Words, reply: Worked) -> Message | None:
    """Both sides' cash, or where no customer's worth is known their spending, month by month."""
    values: Mapping[str, Any] = reply.answer.values
    said = sheet_words(words, "outsource")["chart"]
    kind = "cash" if _by_cash(reply) else "cost"
    lines = [_cash(values[side]) if kind == "cash" else _spent(values[side]) for side in SIDES]
    currency = values["in_house"]["cost_total"].currency
    months = spread(len(lines[0]), CHART_POINTS)
    block = chart(
        "line",
        said[f"title_{kind}"],
        [str(month) for month in months],
        [
            (said[side], [float(round(line[month - 1], 2)) for month in months])
            for side, line in zip(SIDES, lines, strict=True)
        ],
        said["x"],
        words.fill(said["y"], {"currency": currency}),
    )

    def at(month: int) -> dict[str, object]:
        own, other = (whole(Money(round(line[month - 1], 0), currency)) for line in lines)
        return {"month": str(month), "last": str(month), "own": own, "other": other}

    crossed = _crossing(*lines)
    crossing = words.fill(said["crossing" if crossed else "no_crossing"], {"month": str(crossed)})
    summary = f"{words.fill(said[kind], at(months[-1]))} {crossing}"
    named = [months[place - 1] for place in spread(len(months), TWIN_POINTS)]
    twin = "; ".join(words.fill(said["point"], at(month)) for month in named)
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)


def _crossing(own: list[Decimal], other: list[Decimal]) -> int | None:
    """The first month in which the line that was below is above."""
    signs = [(one > two) - (one < two) for one, two in zip(own, other, strict=True)]
    first = next((sign for sign in signs if sign), 0)
    return next((month for month, sign in enumerate(signs, start=1) if sign and sign != first), None)
