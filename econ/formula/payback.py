"""How long until the cost of winning a customer has come back. Gross profit per period in, periods out."""

from __future__ import annotations

from math import ceil

from econ.arithmetic import Num, log_of_rest


def payback(cac: Num, gross_profit: Num) -> Num:
    """CAC ÷ gross profit per period: the periods one customer who stays takes to pay back its cost.

    Gross profit > 0. Source: Skok (2010, "SaaS Metrics": months to recover CAC).

    >>> payback(4000.0, 400.0)
    10.0
    """
    return cac / gross_profit


def payback_with_churn(cac: Num, gross_profit: Num, churn: Num) -> Num:
    """Payback of a group that shrinks: n = ln(1 − CAC·c ÷ m) ÷ ln(1 − c), from m(1 − (1−c)ⁿ) ÷ c = CAC.

    Needs 0 < c < 1 and CAC·c < m: otherwise the cost never comes back.
    Source: the geometric series behind Skok's LTV, solved for the horizon.

    >>> round(payback_with_churn(4000.0, 400.0, 0.03), 2)
    11.71
    """
    return log_of_rest(cac * churn / gross_profit) / log_of_rest(churn)


def payback_cash(cac: Num, gross_profit: Num, cycle: Num, prepaid: Num) -> Num:
    """The month in which receipts reach CAC, the customer paying `prepaid` months ahead each time.

    The first receipt comes `cycle` months after the spend, then one every `prepaid` months; 0 means paid
    at the end of each month. Receipts count at gross margin. The simulation month by month, in closed form:
    ceil(CAC ÷ receipt) receipts are needed. Scalars only.
    Source: the receipts themselves, added up; subtracting the prepayment from CAC is wrong.

    >>> payback_cash(8000.0, 400.0, 0.0, 12.0)
    12.0
    >>> payback_cash(8000.0, 400.0, 0.0, 0.0)
    20.0
    """
    if prepaid == 0:
        return cycle + ceil(cac / gross_profit)
    return cycle + (ceil(cac / (gross_profit * prepaid)) - 1) * prepaid
