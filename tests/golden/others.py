"""What is not an answer to a turn: forms, the Home tab, single sentences, the words of calculations."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot.advise import scenarios
from bot.advise.figures import last_said
from bot.advise.form import read_form
from bot.advise.inputs import unit_inputs
from bot.advise.reply import Listed, Told, Worked
from bot.advise.worksheet import worksheets
from bot.content import table
from bot.speak import forms
from bot.speak.home import home_tab
from bot.speak.message import Message
from bot.speak.passport import explanation
from bot.speak.say import say
from bot.speak.words import unescape, words
from bot.speak.worksheet_forms import worksheet_form
from econ.errors import EconError
from econ.quantity import Count, Money, Months, Rate, Ratio
from econ.unit import assess
from tests.golden.seat import KINDS, Talk

View = dict[str, Any]


async def _form(lang: str) -> View:
    return forms.calculator(words(lang), {}, "id")


async def _form_filled(lang: str) -> View:
    talk = Talk(lang)
    await talk.say(KINDS["very_high"][lang][0])
    return forms.calculator(words(lang), await last_said(talk.desk, talk.person), "id")


async def _form_save(lang: str) -> View:
    return forms.scenario_name(words(lang), "id")


async def _form_count(lang: str) -> View:
    return forms.churn_counts(words(lang), "id", Rate(Decimal("0.03"), "month"))


async def _form_count_yearly(lang: str) -> View:
    return forms.churn_counts(words(lang), "id", Rate(Decimal("0.12"), "year"))


async def _form_share(lang: str) -> View:
    return forms.which_channel(words(lang), "id")


async def _home(lang: str) -> View:
    return home_tab(words(lang), None)


async def _home_scenarios(lang: str) -> View:
    talk = Talk(lang)
    for turn in KINDS["saved"][lang]:
        await talk.say(turn)
    listed = await scenarios.listed(talk.desk, talk.person)
    assert isinstance(listed, Listed)
    return home_tab(words(lang), listed)


async def _form_of(sheet: str, lang: str, inputs: dict[str, Any]) -> View:
    return worksheet_form(words(lang), worksheets()[sheet], inputs, "id")


async def _form_rep(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["rep"], {}, "id")


async def _form_team(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["team"], {}, "id")


async def _form_outsource(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["outsource"], {}, "id")


async def _form_outsource_filled(lang: str) -> View:
    talk = Talk(lang)
    await talk.say(KINDS["outsource_cash"][lang][0])
    assert isinstance(talk.reply, Worked)
    return worksheet_form(words(lang), worksheets()["outsource"], talk.reply.inputs, "id")


async def _form_offer(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["offer"], {}, "id")


async def _form_rep_filled(lang: str) -> View:
    talk = Talk(lang)
    await talk.say(KINDS["rep_sdr"][lang][0])
    assert isinstance(talk.reply, Worked)
    return worksheet_form(words(lang), worksheets()["rep"], talk.reply.inputs, "id")


async def _form_reconcile(lang: str) -> View:
    return await _sheet_after(lang, "reconcile", "reconcile")


async def _form_ranges(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["ranges"], {}, "id")


async def _form_ranges_filled(lang: str) -> View:
    return await _sheet_after(lang, "ranges", "ranges_counts")


async def _sheet_after(lang: str, sheet: str, kind: str) -> View:
    """A worksheet's form with the figures of a message in it."""
    talk = Talk(lang)
    await talk.say(KINDS[kind][lang][0])
    assert isinstance(talk.reply, Worked)
    return worksheet_form(words(lang), worksheets()[sheet], talk.reply.inputs, "id")


async def _form_figure(lang: str) -> View:
    return worksheet_form(words(lang), worksheets()["touch_budget"], {}, "id")


VIEWS: dict[str, Callable[[str], Awaitable[View]]] = {
    "form": _form,
    "form_filled": _form_filled,
    "form_save": _form_save,
    "form_count": _form_count,
    "form_count_yearly": _form_count_yearly,
    "form_share": _form_share,
    "form_segments": lambda lang: _form_of("segments", lang, {}),
    "form_funnel": lambda lang: _form_of("funnel", lang, {}),
    "form_funnel_enterprise": lambda lang: _form_of("funnel", lang, {"motion": "enterprise"}),
    "form_market": lambda lang: _form_of("market", lang, {}),
    "form_rep": _form_rep,
    "form_team": _form_team,
    "form_rep_filled": _form_rep_filled,
    "form_outsource": _form_outsource,
    "form_outsource_filled": _form_outsource_filled,
    "form_offer": _form_offer,
    "form_reconcile": _form_reconcile,
    "form_ranges": _form_ranges,
    "form_ranges_filled": _form_ranges_filled,
    "form_figure": _form_figure,
    "home": _home,
    "home_with_scenarios": _home_scenarios,
}

#: What a sentence's `{{ facts }}` may stand for.
TOLD_FACTS = {
    "name": "SMB <plan> & co",
    "sharer": Markup("<@U0ANN>"),
    "channel": Markup("<#C1>"),
    "reference": "id000000",
    "code": "EUR",
}


def told(lang: str) -> Iterator[tuple[str, Message]]:
    """Every short sentence, by its key."""
    for key in table("strings", lang)["told"]:
        yield key, say(Told(key, TOLD_FACTS), lang)


GOOD = {"price": "500", "churn": "3%", "margin": "80%", "cac": "4k", "target": ""}

BAD: tuple[tuple[str, dict[str, str]], ...] = (
    ("price", {"en": "", "it": ""}),
    ("price", {"en": "banana", "it": "banana"}),
    ("price", {"en": "0", "it": "0"}),
    ("price", {"en": "-500", "it": "-500"}),
    ("churn", {"en": "", "it": ""}),
    ("churn", {"en": "a few", "it": "pochi"}),
    ("churn", {"en": "0.8", "it": "0,8"}),
    ("churn", {"en": "120%", "it": "120%"}),
    ("margin", {"en": "high", "it": "alto"}),
    ("margin", {"en": "130%", "it": "130%"}),
    ("cac", {"en": "<a lot> & more", "it": "<un sacco> & oltre"}),
    ("cac", {"en": "0", "it": "0"}),
    ("cac", {"en": "£4,000 and price $500", "it": "£4.000 e prezzo 500 $"}),
    ("target", {"en": "as high as possible", "it": "il più alto possibile"}),
    ("target", {"en": "0", "it": "0"}),
)


def form_errors(lang: str) -> Iterator[tuple[str, str, str]]:
    """Field, what was typed, and the sentence under the field."""
    for field, typed in BAD:
        yield from ((at, typed[lang], text) for at, text in _refused(lang, {**GOOD, field: typed[lang]}))
    example = "50"
    yield "customers", "many", words(lang).plain("form.errors.number", example=example)
    yield "periods", "0", words(lang).plain("form.errors.too_small", example=example)
    yield "name", "", words(lang).plain("told.name_missing")


def _refused(lang: str, typed: dict[str, str]) -> Iterator[tuple[str, str]]:
    filled = read_form({**typed, "price_period": "month", "churn_period": "month", "currency": ""}, lang)
    for name, readings in filled.unreadable.items():
        yield name, forms.unreadable(words(lang), name, typed[name], readings)
    if filled.unreadable:
        return
    try:
        assess(unit_inputs(filled.slots))
    except EconError as error:
        sentence = explanation(words(lang), error.key, error.field, error.facts)
        yield forms.field_of(error.field), unescape(sentence)


FACTS: dict[str, Any] = {
    "value": Rate(Decimal("1.2"), "month"),
    "period": "month",
    "target": Ratio(Decimal(3)),
    "lag": Months(Decimal(3)),
    "months": Months(Decimal(2)),
    "lifetime": Months(Decimal(100)),
    "payback": Months(Decimal(31)),
    "needed": Rate(Decimal("1.125")),
    "best_ratio": Ratio(Decimal("2.67")),
    "lost": Count(Decimal(18)),
    "churn": Rate(Decimal("-0.02"), "month"),
    "margin": Rate(Decimal("-0.1")),
    "cac": Money(Decimal(14000), "EUR"),
    "ltv": Money(Decimal(13333), "EUR"),
    "first": "EUR",
    "second": "USD",
    "parts": Count(Decimal(40)),
    "customers": Count(Decimal(50)),
    "start": Count(Decimal(30)),
    "churned": Count(Decimal(12)),
    "inputs": "churned, monthly",
    "name": "<zorp>",
    "known": "arpa, margin",
    "choices": "month, year",
    "limit": Months(Decimal(12000)),
}

#: Facts that one sentence needs of another kind.
OTHER_FACTS: dict[str, dict[str, Any]] = {
    "margin_over_one": {"value": Rate(Decimal("1.3"))},
    "churned_over_start": {"value": Count(Decimal(40))},
    "lifetime_under_one_period": {"lifetime": Months(Decimal("0.5"))},
}

#: The field that an explanation names, where "churn" would make no sense.
FIELDS = {
    "cac_and_spend": "sales_spend",
    "ltv_and_inputs": "arpa",
    "history_and_totals": "customers",
    "price_zero": "arpa",
    "zero": "purchases_per_period",
    "negative": "arpa",
    "too_long": "lifetime_months",
    "span_zero": "lifetime_months",
    "count_zero": "periods",
    "not_whole": "periods",
    "not_a_choice": "period",
    "not_a_list": "history",
    "not_an_object": "inputs",
    "missing_input": "margin",
    "too_large": "arpa",
    "too_small": "churn",
}


def sentences(lang: str) -> dict[str, str]:
    """Every sentence about a calculation, worded with stand-in facts."""
    econ = table("econ", lang)
    said = {
        f"errors.{key}": explanation(words(lang), key, FIELDS.get(key, "churn"), _facts(key, text))
        for key, text in econ["errors"].items()
    }
    for kind in ("assumptions", "warnings", "no_value"):
        said |= {
            f"{kind}.{key}": words(lang).fill(text, _facts(key, text)) for key, text in econ[kind].items()
        }
    return said


def _facts(key: str, text: str) -> dict[str, Any]:
    """The stand-ins; a fact without one appears under its own name."""
    named = {name: f"‹{name}›" for name in re.findall(r"{{ *(\w{2,})", text)}
    return {**named, **FACTS, **OTHER_FACTS.get(key, {})}
