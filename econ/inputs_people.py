"""What a script may tell us about people: one frozen model per metric, and the rows of their lists.

A country's rates and a role's usual pay are no knowledge of this package: whoever calls passes them as
`on_costs` and plain inputs (`bot.presets` does, from `content/benchmarks.toml`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.inputs import Inputs, rows
from econ.kinds import (
    Kind,
    Number,
    PeriodIn,
    Positive,
    Share,
    Span,
    Spend,
    _money,
    choice,
    field_of,
    number_of,
)
from econ.quantity import Count, Money, Rate, Ratio

#: A load of ten times the pay is no load any more.
HEAVIEST = Decimal(10)

COUNTRIES = ("none", "us", "it", "it_agent", "it_agent_multi")
ROLES = ("ldr", "sdr", "ae", "csm")
METHODS = ("itemised", "seed_double")
BASES = ("pay", "base", "variable")

Country = Literal["none", "us", "it", "it_agent", "it_agent_multi"]
Role = Literal["ldr", "sdr", "ae", "csm"]
Method = Literal["itemised", "seed_double"]
On = Literal["pay", "base", "variable"]


def _load(value: object, info: ValidationInfo) -> Rate:
    found = Rate(number_of(value, field_of(info)))
    bounds.not_negative(found, field_of(info))
    if found.value > HEAVIEST:
        raise EconError("load_too_heavy", field_of(info), value=found, limit=Rate(HEAVIEST))
    return found


def _attainment(value: object, info: ValidationInfo) -> Ratio:
    found = Ratio(number_of(value, field_of(info)))
    bounds.not_negative(found, field_of(info))
    return found


def _name(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 60:
        raise EconError("not_a_name", field_of(info))
    return value.strip()


def _yield(value: object, info: ValidationInfo) -> Money | Count:
    """What a rep makes in a period: money where it is given as money, else a count (meetings, deals)."""
    found = _money(value, info)
    bounds.not_negative(found, field_of(info))
    return Count(found.amount) if isinstance(value, (int, Decimal)) else found


def _each(kind: type[Rate] | type[Count]) -> PlainValidator:
    """Reads a list of shares, or of counts."""

    def read(value: object, info: ValidationInfo) -> tuple[Rate | Count, ...]:
        if not isinstance(value, list) or not 0 < len(value) <= 120:
            raise EconError("not_a_list", field_of(info))
        found: list[Rate | Count] = []
        for place, one in enumerate(value):
            field = f"{field_of(info)}[{place}]"
            number = number_of(one, field)
            if kind is Rate:
                bounds.share(Rate(number), field)
                found.append(Rate(number))
            else:
                bounds.not_negative(Count(number), field)
                found.append(Count(number))
        return tuple(found)

    return PlainValidator(read)


Load = Annotated[Rate, PlainValidator(_load), Kind("rate", "fraction of pay")]
Attainment = Annotated[Ratio, PlainValidator(_attainment), Kind("ratio")]
Name = Annotated[str, PlainValidator(_name), Kind("text")]
Yield = Annotated[Money | Count, PlainValidator(_yield), Kind("count", "or money")]
Shares = Annotated[tuple[Rate, ...], _each(Rate), Kind("list")]
Counts = Annotated[tuple[Count, ...], _each(Count), Kind("list")]
CountryIn = Annotated[Country, PlainValidator(choice(*COUNTRIES)), Kind("choice", None, COUNTRIES)]
RoleIn = Annotated[Role, PlainValidator(choice(*ROLES)), Kind("choice", None, ROLES)]
MethodIn = Annotated[Method, PlainValidator(choice(*METHODS)), Kind("choice", None, METHODS)]
OnIn = Annotated[On, PlainValidator(choice(*BASES)), Kind("choice", None, BASES)]


class OnCost(Inputs):
    """One contribution or benefit on top of pay: a rate on a part of it, perhaps in a band a year wide; or
    an amount, of the pay's own period."""

    name: Name | None = None
    rate: Load | None = None
    amount: Spend | None = None
    on: OnIn = "pay"
    above: Spend | None = None
    up_to: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("name",), ("rate", "amount"))


OnCosts = Annotated[tuple[OnCost, ...], PlainValidator(rows(OnCost)), Kind("list", of=OnCost)]


class RepCostInputs(Inputs):
    """`rep_cost`: pay, what comes on top of it, what the work needs, and a share of manager and hiring."""

    country: CountryIn = "none"
    role: RoleIn | None = None
    base: Spend | None = None
    variable: Spend | None = None
    pay_period: PeriodIn = "year"
    attainment: Attainment = Ratio(Decimal(1))
    load_rate: Load | None = None
    variable_load_rate: Load | None = None
    on_costs: OnCosts | None = None
    tools: Spend | None = None
    telecom: Spend | None = None
    internet: Spend | None = None
    office: Spend | None = None
    training: Spend | None = None
    running_period: PeriodIn = "year"
    manager_cost: Spend | None = None
    manager_span: Positive | None = None
    hiring_cost: Spend | None = None
    tenure_months: Span | None = None
    method: MethodIn = "itemised"

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("base", "variable"),)


class CapacityInputs(Inputs):
    """`capacity`: how many reps, how they ramp up, how long they stay, what a ramped one makes a period."""

    reps: Number | None = None
    ramp: Shares | None = None
    ramp_months: Span | None = None
    ramping: Counts | None = None
    period: PeriodIn = "month"
    productivity: Yield | None = None
    attainment: Attainment = Ratio(Decimal(1))
    tenure_months: Span | None = None
    vacancy_months: Span | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("reps",),)


class Member(RepCostInputs):
    """One role of a team: how many, what each costs (or what makes that up), what share wins customers."""

    count: Number = Count(Decimal(1))
    cost_year: Spend | None = None
    winning_share: Share | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("cost_year", "base", "variable"),)


Members = Annotated[tuple[Member, ...], PlainValidator(rows(Member)), Kind("list", of=Member)]


class PodInputs(Inputs):
    """`pod`: a team that works together on the same customers, its marketing, and what it wins."""

    country: CountryIn = "none"
    members: Members | None = None
    marketing: Spend | None = None
    wins: Number | None = None
    period: PeriodIn = "year"

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("members",), ("wins",))
