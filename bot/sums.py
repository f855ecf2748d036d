"""The sums that stand in a lesson's front matter, worked out anew."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil, log


def _beta(share: float, a: float, b: float) -> float:
    from scipy.special import betaincinv  # half a second to load, and few sums ask for it

    return float(betaincinv(a, b, share))


_OPERATORS: Mapping[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {"ln": log, "ceil": ceil, "beta": _beta}


def worth(expression: str) -> float:
    """What a sum comes to: arithmetic and three named functions (`beta` is the quantile of its distribution).

    ValueError or KeyError for anything else.

    >>> round(worth("500*0.8/0.03"), 2)
    13333.33
    """
    return _value(ast.parse(expression, mode="eval").body, expression)


def _value(node: ast.AST, expression: str) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left, sign, right):
            return _OPERATORS[type(sign)](_value(left, expression), _value(right, expression))
        case ast.UnaryOp(sign, operand):
            return _OPERATORS[type(sign)](_value(operand, expression))
        case ast.Call(ast.Name(name), arguments, []):
            return _FUNCTIONS[name](*(_value(argument, expression) for argument in arguments))
    raise ValueError(expression)


def comes_to(expression: str, figure: Decimal) -> bool:
    """Whether the sum, rounded as the figure is, gives the figure.

    >>> comes_to("500*0.8/0.03", Decimal(13333)), comes_to("10/3", Decimal("3.4"))
    (True, False)
    """
    half = 0.5 * float(Decimal(10) ** int(figure.as_tuple().exponent))
    return abs(worth(expression) - float(figure)) <= half + 1e-9
