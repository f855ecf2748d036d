"""The facts that `say/ltv_cac.j2` speaks of, drawn from an answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Assessed, Counted, Variation
from bot.speak.echo import echo_taken
from bot.speak.numbers import BANDS
from bot.speak.words import Shown, Words, whole
from econ.quantity import Count, Money, Quantity, Rate, Ratio
from econ.unit import Assessment, UnitInputs

#: Outputs that go into the template under their own name.
FIGURES = (
    "ltv",
    "revenue_ltv",
    "max_cac",
    "max_churn",
    "required_arpa",
    "required_margin",
    "lifetime_months",
    "five_year_ltv",
    "five_year_ltv_cac",
)

CAPPED = ("ltv_60", "ltv_cac_60")


def facts_of(words: Words, reply: Assessed) -> dict[str, Any]:
    """Every fact of the template; what is not known is None."""
    assessment = reply.assessment
    inputs, values, none = assessment.inputs, assessment.answer.values, assessment.answer.no_value
    taken = {name: Shown(shown) for name, shown in shown_inputs(words, inputs).items()}
    ratio, plain, adjusted = (values.get(name) for name in ("ltv_cac", "payback_months", ADJUSTED))
    never = plain is not None and adjusted is None and inputs.churn is not None
    payback, longer = (value and Shown(words.show(value)) for value in (plain, adjusted))
    facts: dict[str, Any] = {name: whole(values.get(name)) for name in FIGURES}
    facts |= taken
    facts |= {
        "verdict": assessment.verdict,
        "focus": reply.focus,
        "ltv_cac": ratio_shown(words, assessment),
        "target_is_own": inputs.target != 3 and ratio is not None,
        "target_met": isinstance(ratio, Ratio) and ratio.value >= inputs.target,
        "one": Money(Decimal(1), inputs.currency),
        "margin_impossible": facts["required_arpa"] is not None and facts["required_margin"] is None,
        "payback_months": payback,
        "payback_adjusted": longer if longer != payback else None,
        "payback_never": never or (none is not None and none.key in ("no_margin", "never_paid_back")),
        "none_key": none.key if none else None,
        "none_facts": {name: none.instead.get(name) for name in CAPPED} if none else {},
        "change": reply.change,
        "scenario": reply.scenario,
        "understood": Shown(echo_taken(words, assessment, taken)),
        "counted": _counted(words, reply.counted, assessment) if reply.counted else None,
        "before_ratio": ratio_shown(words, reply.before) if reply.before else None,
        "before_payback": _payback_before(reply.before, plain) if reply.before else None,
        "cac_ltv": whole(values.get("cac_ltv")),
    }
    # Lessons name two of them otherwise.
    return facts | {"payback": payback, "lifetime": facts["lifetime_months"]}


ADJUSTED = "payback_months_churn_adjusted"


def move_facts(words: Words, variation: Variation) -> dict[str, Any]:
    """The facts of one what-if."""
    values = variation.assessment.answer.values
    return {
        "key": variation.key,
        "ratio": ratio_shown(words, variation.assessment),
        "ltv": whole(values.get("ltv")),
        "payback": values.get("payback_months"),
    }


def ratio_shown(words: Words, assessment: Assessment) -> Shown | None:
    """LTV:CAC as shown: across no band and not across the target."""
    value = assessment.answer.values.get("ltv_cac")
    if not isinstance(value, Ratio):
        return None
    target = assessment.inputs.target
    edges = BANDS if target in BANDS else (*BANDS, target)
    return Shown(words.numbers.ratio(value.value, edges))


#: What is asked in the form, in its order.
INPUTS = ("price", "churn", "lifetime", "margin", "cac")


def shown_inputs(words: Words, inputs: UnitInputs) -> dict[str, str]:
    """The inputs in the order of the form, with the periods and the currency taken where none was said.

    Each is written once here, and appears up to four times in an answer.
    """
    arpa, churn, cac, currency = inputs.arpa, inputs.churn, inputs.cac, inputs.currency
    taken: dict[str, Quantity | None] = {
        "price": arpa and Money(arpa.amount, currency, inputs.price_period),
        "churn": churn and Rate(churn.value, inputs.churn_period),
        "lifetime": inputs.lifetime,
        "margin": inputs.margin,
        "cac": cac and Money(cac.amount, currency),
    }
    shown = {name: str(words.show(value)) for name, value in taken.items() if value is not None}
    return {**dict.fromkeys(INPUTS, ""), **shown, "target": words.numbers.short(inputs.target)}


def _payback_before(before: Assessment, now: object) -> object | None:
    """What the payback was before a move, if it is another now."""
    was = before.answer.values.get("payback_months")
    return was if was != now else None


def _counted(words: Words, counted: Counted, assessment: Assessment) -> Mapping[str, object]:
    spread = counted.spread
    return {
        **{
            name: getattr(spread, name)
            for name in ("churn_low", "churn_high", "ltv_low", "ltv_high", "exposure")
        },
        "ratio_low": spread.ltv_cac_low,
        "ratio_high": spread.ltv_cac_high,
        "churned": Count(Decimal(counted.churned)),
        "unit": words.label(f"count.{assessment.inputs.churn_period}"),
    }
