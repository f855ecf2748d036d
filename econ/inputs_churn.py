"""What a script may tell us about customers lost: counts, revenue customer by customer, a rate, a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ.errors import EconError
from econ.inputs import Inputs, rows
from econ.inputs_file import FileInputs
from econ.kinds import ChurnIn, Kind, Number, PeriodIn, Spend, field_of
from econ.understood import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: As many periods as a list of revenue may span.
MOST_PERIODS = 1200


class MrrRow(Inputs):
    """One customer's monthly recurring revenue at the start and at the end of a period."""

    mrr_start: Spend | None = None
    mrr_end: Spend | None = None

    needs = (("mrr_start",), ("mrr_end",))


@dataclass(frozen=True, slots=True)
class Payments:
    """What each customer paid in each period: whose (a place in `names`), when (a
    day), how much. `pairs`: there are only a start and an end, 0 and 1."""

    names: list[str]
    who: Ints
    when: Ints
    revenue: Array
    currency: str | None
    source: Source
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """Customers at the start of each period, and lost in it."""

    labels: list[str]
    start: list[int]
    churned: list[int]
    source: Source


def _read_already(value: object, info: ValidationInfo) -> Payments | Losses:
    if isinstance(value, (Payments, Losses)):
        return value
    raise EconError("csv_not_read", field_of(info))


class ChurnInputs(FileInputs):
    """`churn`: counts, or each customer's MRR, or a file of either, or a rate to convert."""

    start: Number | None = None
    churned: Number | None = None
    reactivated: Number | None = None
    joined_and_churned: Number | None = None
    period: PeriodIn = "month"
    customers: Annotated[tuple[MrrRow, ...], PlainValidator(rows(MrrRow)), Kind("list", of=MrrRow)] | None = (
        None
    )
    monthly: ChurnIn | None = None
    annual: ChurnIn | None = None
    csv: Annotated[Any, PlainValidator(_read_already), Kind("file")] | None = None
