"""The main answer: verdict, figures, levers, lesson, buttons. The rest is shown on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot.advise.inputs import to_slots, understood
from bot.advise.reply import Assessed, Counted, Variation
from bot.lessons import lesson
from bot.speak.blocks import Block, actions, button, context, fields, section
from bot.speak.echo import echo
from bot.speak.message import Message
from bot.speak.numbers import BANDS
from bot.speak.passport import assumptions, no_value, working
from bot.speak.teaching import body, facts_for, footer
from bot.speak.words import Said, Words, whole
from bot.understand.request import Doubt
from econ.quantity import Count, Money, Months, Ratio
from econ.unit import Assessment, UnitInputs

#: Outputs that go into the templates under their own name.
FIGURES = (
    "ltv",
    "revenue_ltv",
    "cac",
    "max_cac",
    "max_churn",
    "required_arpa",
    "required_margin",
    "lifetime_months",
    "payback_months",
    "five_year_ltv",
)

MOVES = ("churn_down", "price_up", "cac_down")


def say_assessed(words: Words, reply: Assessed) -> Message:
    """The private answer, with its buttons."""
    said = words.say("ltv_cac", _facts(words, reply))
    parts = _paragraphs(words, reply, said)
    blocks = [block for part in parts for block in part]
    if reply.analysis_id:
        blocks += _buttons(words, reply, reply.analysis_id)
    return Message(_text(words, reply, said), tuple(blocks))


def say_shared(words: Words, reply: Assessed, sharer: str, share_id: str) -> Message:
    """The answer as a channel sees it: who shared it, the figures as understood, and Undo."""
    said = words.say("ltv_cac", {**_facts(words, reply), "sharer": Markup(sharer)})  # noqa: S704  a user id
    opening = said["shared"]
    blocks = [context(opening), section(_headline(said)), *_figures(said), *_levers(said)]
    blocks += [section(text) for text in (said["five_year"], said["range"]) if text]
    blocks += [
        context(_small_print(words, reply, said)),
        actions(button(words.label("buttons.undo"), "share.undo", share_id)),
    ]
    return Message(f"{opening}. {_text(words, reply, said)}", tuple(blocks))


def _paragraphs(words: Words, reply: Assessed, said: Said) -> list[list[Block]]:
    answer = reply.assessment.answer
    none = no_value(words, answer)
    parts = [
        [context(said["scenario"])] if reply.scenario else [],
        [section(_headline(said))],
        [section(text) for text in (said["before"], none) if text],
        _figures(said),
        _levers(said),
        [section(text) for text in (said["five_year"], said["range"]) if text],
    ]
    if reply.detail == "working":
        parts.append([section(text) for text in working(words, answer, said["working"])])
        parts.append(
            [section(f"{said['assumptions']}\n{text}") for text in [assumptions(words, answer)] if text]
        )
    if reply.detail == "what_if":
        parts.append([section("\n".join(_move(words, reply, variation) for variation in reply.variations))])
    parts.append([context(_small_print(words, reply, said))])
    if reply.lesson and reply.detail is None:
        parts.append(_lesson(words, reply, reply.lesson))
    return parts


def _headline(said: Said) -> str:
    return " ".join(part for part in (said["headline"], said["target"]) if part)


def _figures(said: Said) -> list[Block]:
    texts = [said[f"field_{name}"] for name in ("ltv", "cac", "payback", "life")]
    shown = [text for text in texts if text]
    return [fields(shown)] if shown else []


def _levers(said: Said) -> list[Block]:
    levers = _levers_text(said)
    return [section(levers)] if levers else []


def _levers_text(said: Said) -> str:
    lines = [said[f"lever_{name}"] for name in ("cac", "churn", "price", "margin")]
    return "\n".join([said["levers"], *(f"• {line}" for line in lines if line)]).strip()


def _lesson(words: Words, reply: Assessed, lesson_id: str) -> list[Block]:
    found = lesson(words.lang, lesson_id)
    return [context(f"{_lesson_text(words, reply)}\n_{footer(words, found)}_")]


def _lesson_text(words: Words, reply: Assessed) -> str:
    if reply.lesson is None:
        return ""
    found = lesson(words.lang, reply.lesson)
    return f"*{found.title}*\n{body(words, found, facts_for(words, reply.assessment))}"


def _small_print(words: Words, reply: Assessed, said: Said) -> str:
    assumed = (_assumed(words, doubt) for doubt in reply.assumed)
    return " ".join(
        part for part in (said["understood"], *assumed, said["basis"], _brief(words, reply)) if part
    )


def _assumed(words: Words, doubt: Doubt) -> str:
    """A value placed by elimination is said to be."""
    slot = words.strings["inputs"].get(doubt.slot or "", doubt.slot)
    return words.label("doubts.assumed", said=doubt.source, slot=slot)


def _brief(words: Words, reply: Assessed) -> str:
    """Assumptions that change how the figures were read stand in every answer, not only in the working."""
    reading = ("price_period_month", "churn_period_from_price")
    return assumptions(words, reply.assessment.answer, only=reading, joined=" ")


def _text(words: Words, reply: Assessed, said: Said) -> str:
    """The whole answer as a screen reader or a notification gives it, key numbers first."""
    answer = reply.assessment.answer
    lines = [_headline(said), said["before"], no_value(words, answer)]
    figures = (said[f"field_{name}"] for name in ("ltv", "cac", "payback", "life"))
    lines.append("; ".join(figure.replace("\n", ": ") for figure in figures if figure))
    lines += [_levers_text(said), said["five_year"], said["range"], _lesson_text(words, reply)]
    lines.append(_small_print(words, reply, said))
    return "\n".join(line for line in lines if line)


def _move(words: Words, reply: Assessed, variation: Variation) -> str:
    values = variation.assessment.answer.values
    move = {
        "key": variation.key,
        "ratio": _ratio(words, variation.assessment),
        "ltv": values.get("ltv"),
        "payback": values.get("payback_months"),
    }
    return words.say("ltv_cac", {**_facts(words, reply), "move": move})["move"]


def _buttons(words: Words, reply: Assessed, analysis_id: str) -> list[Block]:
    def one(name: str, action: str, style: str | None = None) -> Block:
        return button(words.label(f"buttons.{name}"), action, analysis_id, style=style)

    values = reply.assessment.answer.values
    row = [one("hide", "ltv.hide") if reply.detail == "working" else one("working", "ltv.working")]
    if values.get("cac") and values.get("gross_profit_month"):
        row.append(one("chart", "ltv.chart"))
    row.append(one("adjust", "ltv.adjust"))
    row.append(one("back", "ltv.hide") if reply.detail == "what_if" else one("what_if", "ltv.what_if"))
    if reply.change and reply.detail != "what_if":
        row.append(one("back", "ltv.back"))
    row += [one("share", "ltv.share"), one("save", "ltv.save")]
    rows = [actions(*row)]
    if reply.detail == "what_if":
        moves = (
            button(
                words.label(f"moves.{move.key}"), f"ltv.try.{move.key.replace('_half', '_down')}", analysis_id
            )
            for move in reply.variations
        )
        rows.insert(0, actions(*moves))
    elif _can_count(reply):
        rows.append(actions(one("count", "ltv.count")))
    return rows


def _can_count(reply: Assessed) -> bool:
    churn = reply.assessment.inputs.churn
    return churn is not None and 0 <= churn.value < 1 and reply.counted is None


def _ratio(words: Words, assessment: Assessment) -> Markup | None:
    """LTV:CAC as shown: across no band and not across the target."""
    value = assessment.answer.values.get("ltv_cac")
    if not isinstance(value, Ratio):
        return None
    shown = words.numbers.ratio(value.value, (*BANDS, assessment.inputs.target))
    return Markup(shown)  # noqa: S704  a number


def _facts(words: Words, reply: Assessed) -> dict[str, Any]:
    assessment, inputs = reply.assessment, _as_taken(reply.assessment.inputs)
    values = assessment.answer.values
    ratio, target, none = values.get("ltv_cac"), inputs.target, assessment.answer.no_value
    facts: dict[str, Any] = {name: whole(values.get(name)) for name in FIGURES}
    life = facts["lifetime_months"]
    adjusted = values.get("payback_months_churn_adjusted")
    never = values.get("payback_months") is not None and adjusted is None and inputs.churn is not None
    facts |= {
        "verdict": assessment.verdict,
        "focus": reply.focus,
        "ltv_cac": _ratio(words, assessment),
        "target": Markup(words.numbers.short(target)),  # noqa: S704  a number
        "target_is_own": target != 3 and ratio is not None,
        "target_met": isinstance(ratio, Ratio) and ratio.value >= target,
        "price": inputs.arpa,
        "churn": inputs.churn,
        "one": Money(Decimal(1), inputs.currency),
        "margin": inputs.margin,
        "margin_impossible": facts["required_arpa"] is not None and facts["required_margin"] is None,
        "payback_adjusted": adjusted if adjusted != facts["payback_months"] else None,
        "payback_never": never or (none is not None and none.key in ("no_margin", "never_paid_back")),
        "five_year_ltv_cac": values.get("five_year_ltv_cac"),
        "change": reply.change,
        "before_ratio": _ratio(words, reply.before) if reply.before else None,
        "before_payback": _moved(reply.before, "payback_months", values) if reply.before else None,
        "none_key": none.key if none else None,
        "none_facts": {name: none.instead.get(name) for name in ("ltv_60", "ltv_cac_60")} if none else {},
        "scenario": reply.scenario,
        "understood": Markup(echo(words, understood(to_slots(inputs)))),  # noqa: S704  formatted by us
        "counted": _counted_facts(words, reply.counted, assessment) if reply.counted else None,
        "lifetime_months": life if isinstance(life, Months) else None,
    }
    return facts


def _moved(before: Assessment, name: str, now: Mapping[str, object]) -> object | None:
    """What a figure was before, if it is another now."""
    was = before.answer.values.get(name)
    return was if was != now.get(name) else None


def _as_taken(inputs: UnitInputs) -> UnitInputs:
    """The inputs with the periods and the currency that were taken where none was said."""
    return replace(
        inputs,
        cac=inputs.cac and replace(inputs.cac, currency=inputs.currency),
        arpa=inputs.arpa and replace(inputs.arpa, currency=inputs.currency, period=inputs.price_period),
        churn=inputs.churn and replace(inputs.churn, period=inputs.churn_period),
    )


def _counted_facts(words: Words, counted: Counted, assessment: Assessment) -> Mapping[str, object]:
    period = assessment.inputs.churn_period
    spread = {field.name: getattr(counted.spread, field.name) for field in fields_of(counted.spread)}
    return {
        **spread,
        "ratio_low": counted.spread.ltv_cac_low,
        "ratio_high": counted.spread.ltv_cac_high,
        "churned": Count(Decimal(counted.churned)),
        "exposure": counted.spread.exposure,
        "unit": words.label(f"count.{period}"),
    }
