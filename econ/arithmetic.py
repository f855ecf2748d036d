"""The few operations that differ between Decimal, float and numpy arrays, so that formulas needn't.

Formulas are written once over plain `+ - × ÷ **`; only logarithms and the choice between two results
need to know what they are given. Decimal work runs inside `exact()`, so that no result depends on the
caller's decimal context.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from typing import TYPE_CHECKING, TypeVar

from econ.errors import EconError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: What a formula takes and gives back: one of the three, the same throughout one call.
Num = TypeVar("Num", Decimal, float, "NDArray[np.float64]")

#: 34 digits leave 28 right ones after the worst subtraction that the input bounds allow.
CONTEXT = Context(prec=34, Emax=999_999, Emin=-999_999, traps=[InvalidOperation, DivisionByZero, Overflow])


#: Logarithms, by far the dearest operation, need no more: they count months.
_LOGS = Context(prec=18, Emax=999_999, Emin=-999_999)


@contextmanager
def exact() -> Iterator[None]:
    """Decimal arithmetic in our own context; what no number can hold is an `EconError`.

    >>> with exact(): Decimal(1) / Decimal(3)
    Decimal('0.3333333333333333333333333333333333')
    """
    with localcontext(CONTEXT):
        try:
            yield
        except DecimalException as fault:
            raise EconError("too_large") from fault


def ln(x: Num) -> Num:
    """The natural logarithm.

    >>> ln(1.0)
    0.0
    """
    if isinstance(x, Decimal):
        return _LOGS.ln(x)
    if isinstance(x, (float, int)):
        return math.log(x)
    import numpy as np

    return np.log(x)


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
