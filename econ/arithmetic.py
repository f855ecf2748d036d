"""The few operations that differ between Decimal, float and numpy arrays, so that formulas needn't.

Formulas are written once over plain `+ - × ÷ **`; only logarithms and the choice between two results
need to know what they are given. Decimal work runs inside `exact()`, so that no result depends on the
caller's decimal context.
"""

from __future__ import annotations

import math
from decimal import (
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from econ.errors import EconError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: What a formula takes and gives back: one of the three, the same throughout one call.
Num = TypeVar("Num", Decimal, float, "NDArray[np.float64]")

#: 34 digits leave 28 right ones after the worst subtraction that the input bounds allow.
CONTEXT = Context(prec=34, Emax=999_999, Emin=-999_999, traps=[InvalidOperation, DivisionByZero, Overflow])


#: Logarithms are by far the dearest operation, and they count months: a float's 15 digits are plenty, but
#: this near to 1 a float can no longer tell what is left.
_NEAR_ONE = Decimal("0.99")


class exact:  # noqa: N801  read as a statement: `with exact():`
    """Decimal arithmetic in our own context; what no number can hold is an `EconError`.

    >>> with exact(): Decimal(1) / Decimal(3)
    Decimal('0.3333333333333333333333333333333333')
    """

    __slots__ = ("_local",)

    def __enter__(self) -> None:
        self._local = localcontext(CONTEXT)
        self._local.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None
    ) -> None:
        self._local.__exit__(kind, fault, at)
        if isinstance(fault, DecimalException):
            raise EconError("too_large") from fault


def log_of_rest(x: Num) -> Num:
    """ln(1 − x), the logarithm of what is left of 1, exact to a float's digits for the smallest x too.

    >>> log_of_rest(Decimal("1e-12")) / log_of_rest(Decimal("2e-12")) < Decimal("0.5000000000005")
    True
    """
    if isinstance(x, Decimal):
        return Decimal(math.log1p(-float(x))) if x < _NEAR_ONE else (1 - x).ln()
    if isinstance(x, (float, int)):
        return math.log1p(-x)
    import numpy as np

    return np.log1p(-x)


def geometric_sum(q: Num, n: Num) -> Num:
    """1 + q + q² + … , n terms: (1 − qⁿ) ÷ (1 − q), which is n where q is 1.

    >>> geometric_sum(0.5, 3.0), geometric_sum(Decimal(1), Decimal(60))
    (1.75, Decimal('60'))
    """
    if isinstance(q, (Decimal, float, int)):
        return n if q == 1 else (1 - q**n) / (1 - q)
    import numpy as np

    flat = q == 1
    safe = np.where(flat, 0.5, q)
    return np.where(flat, n, (1 - safe**n) / (1 - safe))
