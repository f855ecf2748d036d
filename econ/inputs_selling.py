"""What a script may tell us about selling: by ourselves or through a partner, stage by stage, by segment.

In `outsourcing` both sides take the same words with the same meaning, so that neither can be flattered.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ.errors import EconError
from econ.inputs import Inputs, LtvCacInputs, LtvInputs, one, rows
from econ.inputs_people import RepCostInputs
from econ.kinds import Kind, Number, PeriodIn, Positive, Price, Share, Span, Spend, Target, field_of
from econ.quantity import Count, Months, Ratio

#: A comparison month by month: up to ten years.
LONGEST_RUN = 120
MOST_ROWS = 50

FeeOn = Literal["booked", "held", "qualified"]
RetainerFrom = Literal["signature", "start"]
Motion = Literal["leads", "smb", "enterprise", "custom"]


def _word(*choices: str) -> PlainValidator:
    def read(value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str) or value not in choices:
            raise EconError("not_a_choice", field_of(info), choices=", ".join(choices))
        return value

    return PlainValidator(read)


def _named(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 80:
        raise EconError("not_a_name", field_of(info))
    return value.strip()


def _some(model: type[Inputs]) -> PlainValidator:
    """A list of at most so many objects: no real journey or price list is longer."""
    read = rows(model)

    def bounded(value: object, info: ValidationInfo) -> tuple[Any, ...]:
        if isinstance(value, list) and len(value) > MOST_ROWS:
            raise EconError("too_many_rows", field_of(info), limit=Count(Decimal(MOST_ROWS)))
        return read(value, info)

    return PlainValidator(bounded)


def _bounded_run(value: object, info: ValidationInfo) -> Months:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise EconError("not_a_number", field_of(info))
    months = Decimal(value)
    if not (months.is_finite() and 1 <= months <= LONGEST_RUN and months == months.to_integral_value()):
        raise EconError("months_out_of_range", field_of(info), limit=Months(Decimal(LONGEST_RUN)))
    return Months(months)


Name = Annotated[str, PlainValidator(_named), Kind("text")]
Run = Annotated[Months, PlainValidator(_bounded_run), Kind("duration", "months")]
FeeOnIn = Annotated[
    FeeOn, _word("booked", "held", "qualified"), Kind("choice", None, ("booked", "held", "qualified"))
]
RetainerFromIn = Annotated[
    RetainerFrom, _word("signature", "start"), Kind("choice", None, ("signature", "start"))
]
MotionIn = Annotated[
    Motion,
    _word("leads", "smb", "enterprise", "custom"),
    Kind("choice", None, ("leads", "smb", "enterprise", "custom")),
]

YEAR = Months(Decimal(12))
ONE = Count(Decimal(1))


class Yield(Inputs):
    """What becomes of the meetings booked. The same words for both sides, and for both at once."""

    show_rate: Share | None = None
    acceptance_rate: Share | None = None
    win_rate: Share | None = None
    sales_cycle_months: Span | None = None
    closing_cost: Spend | None = None
    closing_cost_per_meeting: Spend | None = None


class Side(Yield):
    """What either side has: how it starts, what it books, what watching it and leaving it cost."""

    meetings_per_month: Number | None = None
    start_delay_months: Span | None = None
    ramp_months: Span | None = None
    oversight: Spend | None = None
    notice: Span | None = None
    hand_over: Spend | None = None


class InHouse(RepCostInputs, Side):
    """Reps of one's own: cost and meetings are those of one rep at full pace.

    The cost is said whole (a year or a month), or made up as `rep_cost` makes it up. Hiring is paid when
    somebody is hired, so it has no share in the yearly cost.
    """

    reps: Positive = ONE
    cost_year: Spend | None = None
    cost_month: Spend | None = None
    vacancy_months: Span | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("base", "variable", "cost_year", "cost_month"),
        ("meetings_per_month",),
    )


class Partner(Side):
    """An outsourcer's offer: fees, and the meetings of its whole team."""

    retainer: Spend | None = None
    retainer_from: RetainerFromIn = "signature"
    setup: Spend | None = None
    per_meeting: Spend | None = None
    fee_on: FeeOnIn = "booked"
    minimum_term: Span | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("retainer", "per_meeting"), ("meetings_per_month",))


class DealInputs(LtvInputs):
    """What a customer is worth: LTV, or what it is made of; all of it optional."""

    ltv: Spend | None = None
    target: Target = Ratio(Decimal(3))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()


InHouseIn = Annotated[InHouse, PlainValidator(one(InHouse)), Kind("object", of=InHouse)]
PartnerIn = Annotated[Partner, PlainValidator(one(Partner)), Kind("object", of=Partner)]


class OutsourcingInputs(DealInputs, Yield):
    """`outsourcing`: both sides, and what holds for both."""

    months: Run = YEAR
    in_house: InHouseIn | None = None
    partner: PartnerIn | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("in_house",), ("partner",))


class OfferInputs(DealInputs, Partner):
    """`offer`: one outsourcer's quote, and what it would have to reach."""

    months: Run = YEAR
    target_cac: Price | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = Partner.needs


class Stage(Inputs):
    """One stage: the share that goes on, what each entry costs, the share lost in handing over."""

    name: Name | None = None
    conversion: Share | None = None
    cost_per_entry: Spend | None = None
    hand_off_loss: Share | None = None


class FunnelInputs(Inputs):
    """`funnel`: the stages in order, of a named journey or of one's own; forwards from the entries at the top
    (`volume`), or backwards from the customers wanted. A stage of a named journey with nothing in it is
    not part of this one. `period` is what volume, fixed cost and customers are for, where somebody said."""

    stages: Annotated[tuple[Stage, ...], _some(Stage), Kind("list", of=Stage)] | None = None
    motion: MotionIn = "custom"
    volume: Positive | None = None
    customers_wanted: Positive | None = None
    period: PeriodIn | None = None
    fixed_cost: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("stages",),)


class Segment(LtvCacInputs):
    """One segment: its customers' worth and cost, and its share of the new customers; `conversion` is the
    share of its prospects who become customers."""

    name: Name | None = None
    share: Share | None = None
    sales_cycle_months: Span | None = None
    conversion: Share | None = None
    cost_per_touch: Price | None = None


class SegmentsInputs(Inputs):
    """`segments`: side by side, and mixed. `cost_per_touch` is of those that have none of their own."""

    segments: Annotated[tuple[Segment, ...], _some(Segment), Kind("list", of=Segment)] | None = None
    target: Target = Ratio(Decimal(3))
    cost_per_touch: Price | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("segments",),)


class MarketInputs(Inputs):
    """`market`: from the firms there are to the customers one can win, and what they bring."""

    firms: Positive | None = None
    spend_per_firm: Price | None = None
    spend_period: PeriodIn = "year"
    share_reachable: Share | None = None
    share_won: Share | None = None
    margin: Share | None = None
    churn: Share | None = None
    churn_period: PeriodIn = "month"
    cac: Spend | None = None
    horizon_months: Run | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("firms",), ("spend_per_firm",))


class TouchInputs(Inputs):
    """`touch_budget`: what a customer may cost, and how many prospects it takes to win one."""

    target_cac: Price | None = None
    ltv: Price | None = None
    target: Target = Ratio(Decimal(3))
    conversion: Share | None = None
    cost_per_touch: Price | None = None
    closing_cost: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("target_cac", "ltv"), ("conversion",))
