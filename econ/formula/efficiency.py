"""How much recurring revenue each unit of sales and marketing money brings, and growth set against loss."""

from __future__ import annotations

from decimal import Decimal, localcontext

from econ.arithmetic import Num, geometric_sum


def magic_number(delta_revenue_quarter: Num, prior_quarter_spend: Num) -> Num:
    """4 × (this quarter's revenue − last quarter's) ÷ last quarter's sales and marketing spend.

    The 4 makes a year of the quarter's revenue; the spend isn't multiplied. With a change of ARR, which is
    a year's already, use `magic_number_arr`. Source: Lars Leckie, Scale Venture Partners (2008).

    >>> magic_number(480.0, 1920.0)
    1.0
    """
    return 4 * delta_revenue_quarter / prior_quarter_spend


def magic_number_arr(delta_arr: Num, prior_quarter_spend: Num) -> Num:
    """Change of ARR over a quarter ÷ the spend of the quarter before: never times 4, ARR is yearly.

    >>> magic_number_arr(1920.0, 1920.0)
    1.0
    """
    return delta_arr / prior_quarter_spend


def quick_ratio(new: Num, expansion: Num, churned: Num, contraction: Num) -> Num:
    """Recurring revenue won ÷ lost: (new + expansion) ÷ (churned + contraction), losses > 0.

    All four of the same period. Source: Mamoon Hamid, Social Capital (2015), who looks for 4.

    >>> quick_ratio(30.0, 10.0, 6.0, 4.0)
    4.0
    """
    return (new + expansion) / (churned + contraction)


def cac_ratio(spend: Num, new_arr: Num) -> Num:
    """What a unit of new yearly recurring revenue costs: spend ÷ new ARR of the same period. Lower is better.

    Source: the "CAC ratio" of the private SaaS surveys (Pacific Crest, KeyBanc).

    >>> cac_ratio(150.0, 100.0)
    1.5
    """
    return spend / new_arr


def sales_efficiency(arr: Num, spend: Num) -> Num:
    """New yearly recurring revenue for each unit spent: gross on new ARR, net on net new ARR.

    The inverse of `cac_ratio`. Source: Skok (2015, "SaaS Metrics 2.0: Definitions").

    >>> sales_efficiency(100.0, 125.0)
    0.8
    """
    return arr / spend


def kept(churn: Num, discount: Num) -> Num:
    """What a payment one period on is worth of a payment now: K = (1 − churn) ÷ (1 + discount).

    >>> kept(0.5, 0.0)
    0.5
    """
    return (1 - churn) / (1 + discount)


def expanding(gross_profit: Num, growth: Num, kept: Num) -> Num:
    """LTV where each survivor's margin grows by a fixed amount per period: m ÷ (1−K) + e·K ÷ (1−K)².

    K (`kept`) < 1. Skok and Reiss write K as (1−c)(1−d); here it is (1−c) ÷ (1+d), so that no growth gives
    the same as the discounted LTV. Source: Skok & Reiss (2013, "What's your TRUE customer lifetime value?").

    >>> expanding(100.0, 10.0, 0.5)
    220.0
    """
    return gross_profit / (1 - kept) + growth * kept / (1 - kept) ** 2


def expanding_within(gross_profit: Num, growth: Num, kept: Num, periods: Num) -> Num:
    """The first H payments of `expanding`: m·Σ Kᵗ + e·Σ t·Kᵗ for t from 0 to H − 1; finite for any K.

    >>> expanding_within(100.0, 10.0, 1.0, 3.0)
    330.0
    """
    return gross_profit * geometric_sum(kept, periods) + growth * climbing_sum(kept, periods)


def climbing_sum(q: Num, n: Num) -> Num:
    """0 + q + 2q² + … , n terms: q(1 − n·qⁿ⁻¹ + (n−1)·qⁿ) ÷ (1−q)², which is n(n−1) ÷ 2 where q is 1.

    >>> climbing_sum(0.5, 3.0), climbing_sum(Decimal(1), Decimal(4))
    (1.0, Decimal('6'))
    """
    if isinstance(q, Decimal):
        with localcontext() as context:
            # near q = 1 numerator and denominator both vanish like (1−q)²: 24 digits at the nearest
            context.prec = 80
            climbed = _climbed(q, n)
        return +climbed
    return _climbed(q, n)


def _climbed(q: Num, n: Num) -> Num:
    if isinstance(q, (Decimal, float)):  # noqa: SIM102 - an array can't be asked whether it is 1
        if q == 1:
            return n * (n - 1) / 2
    left: Num = 1 - n * q ** (n - 1) + (n - 1) * q**n
    return q * left / (1 - q) ** 2


def growing_loss(churn: Num, growth: Num) -> Num:
    """The net churn of margin where survivors' margin grows by a share: 1 − (1 − churn)(1 + growth).

    In it `econ.formula.ltv.capped` and `discounted` hold for growth in per cent too.

    >>> growing_loss(0.5, 0.5)
    0.25
    """
    return 1 - (1 - churn) * (1 + growth)
