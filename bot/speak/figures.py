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

#: Computed amounts, which go into the template under their own name, without cents where they are large.
AMOUNTS = ("ltv", "revenue_ltv", "max_cac", "required_arpa", "five_year_ltv")

#: Other outputs that go into it as they are.
OTHERS = ("max_churn", "required_margin", "lifetime_months", "five_year_ltv_cac", "cac_ltv")

CAPPED = ("ltv_60", "ltv_cac_60")


def facts_of(words: Words, reply: Assessed) -> dict[str, Any]:
    """Every fact of the template; what is not known is None."""
    assessment = reply.assessment
    inputs, values, none = assessment.inputs, assessment.answer.values, assessment.answer.no_value
    taken = shown_inputs(words, inputs, assessment.currency)
    ratio, plain, adjusted, lifetime = (values.get(name) for name in TIMES)
    never = plain is not None and adjusted is None and inputs.churn is not None
    payback, longer = (value and Shown(words.show(value)) for value in (plain, adjusted))
    return {
        **taken,
        **{name: whole(values.get(name)) for name in AMOUNTS},
        **{name: values.get(name) for name in OTHERS},
        "verdict": assessment.verdict,
        "focus": reply.focus,
        "ltv_cac": ratio_shown(words, assessment),
        "target_is_own": inputs.target != 3 and ratio is not None,
        "target_met": assessment.target_met,
        "one": Money(Decimal(1), assessment.currency),
        "margin_impossible": values.get("required_arpa") is not None and values["required_margin"] is None,
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
        # lessons name two of them otherwise
        "payback": payback,
        "lifetime": lifetime,
    }


TIMES = ("ltv_cac", "payback_months", "payback_months_churn_adjusted", "lifetime_months")


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


def shown_inputs(words: Words, inputs: UnitInputs, currency: str | None) -> dict[str, Shown]:
    """The inputs in the order of the form, with the periods and the currency taken where none was said.

    Each is written once here, and appears up to four times in an answer; one not said is empty.
    """
    arpa, churn, lifetime, margin, cac = inputs.arpa, inputs.churn, inputs.lifetime, inputs.margin, inputs.cac
    taken: tuple[Quantity | None, ...] = (
        arpa and Money(arpa.amount, currency, inputs.price_period),
        churn and Rate(churn.value, inputs.churn_period),
        lifetime,
        margin,
        cac and Money(cac.amount, currency),
    )
    shown = {
        name: Shown(words.show(value) if value else "") for name, value in zip(INPUTS, taken, strict=True)
    }
    shown["target"] = Shown(words.numbers.short(inputs.target))
    return shown


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
