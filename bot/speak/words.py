"""Words of one language: labels from `strings.toml`, paragraphs from `say/*.j2`, facts by their type.

A template is text only, in named blocks; Python decides what becomes of them. Every `{{ fact }}` passes
through `Words.show`: typed quantities are formatted, everything else is escaped for Slack's three special
characters. Literals stay outside `{{ }}`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from jinja2.runtime import Context
from jinja2.utils import missing

from bot.advise.known import Bought, Counts, Range
from bot.content import ROOT, table
from bot.speak.numbers import BANDS, MILLION, Numbers, numbers
from econ.quantity import Count, Money, Months, Rate, Ratio


def escape(text: str) -> str:
    """Text made harmless in Slack's mrkdwn: no mention, link or entity survives.

    >>> escape("<!channel> A&B")
    '&lt;!channel&gt; A&amp;B'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped(value: object) -> object:
    return escape(value) if isinstance(value, str) else value


def unescape(text: str) -> str:
    """Words made for mrkdwn, for a plain-text place: entities and emphasis become what they stand for.

    >>> unescape("*A&amp;B* is _fine_")
    'A&B is fine'
    """
    return _EMPHASIS.sub(r"\2", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_EMPHASIS = re.compile(r"(?<!\w)([*_`])(\S(?:[^*_`\n]*\S)?)\1(?!\w)")


class Facts(Context):
    """The names a template sees: the facts and the language's strings, without Jinja's globals.

    Ours set no names but within a block, and build on no other template: one look finds a fact.
    """

    def __init__(self, environment: Environment, known: _Known) -> None:
        super().__init__(environment, known, None, {})
        self.resolve_or_missing = known.__getitem__  # type: ignore[assignment, method-assign]


class _Known(dict[str, Any]):
    """What is known by name; for the rest, Jinja's sign that there is none."""

    def __missing__(self, key: str) -> Any:
        return missing


class Words:
    """Everything a language says. Use `words(lang)`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.strings: dict[str, Any] = table("strings", lang)
        self.numbers: Numbers = numbers(lang)
        self._periods: dict[str, str] = self.strings["per"]
        self._months: dict[str, str] = self.strings["units"]["month"]
        self._shows: dict[type, Callable[[Any], object]] = defaultdict(
            lambda: _escaped,
            {
                Money: self.money,
                Rate: self.rate,
                Months: self.months,
                Ratio: self.ratio,
                Count: self.count,
                Decimal: self.numbers.short,
                Shown: str,
                Range: self.range,
                Counts: self.counts,
                Bought: self.bought,
            },
        )
        self._env = Environment(
            loader=FunctionLoader(lambda name: (ROOT / lang / "say" / name).read_text("utf-8")),
            autoescape=False,  # noqa: S701  `show` escapes every expression, for Slack rather than HTML
            undefined=StrictUndefined,
            finalize=self.show,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters["long"] = self.long_months
        self._env.filters["bare"] = self.bare_money
        self._env.filters["large"] = self.large
        self._env.filters["large_of"] = self.large_of
        self._templates: dict[str, Template] = {}
        self._inline: dict[str, Template] = {}

    def label(self, path: str, **facts: object) -> str:
        """A short string by its dotted path, its `{{ facts }}` filled in."""
        found: Any = self.strings
        for part in path.split("."):
            found = found[part]
        text: str = found
        return self.fill(text, facts) if "{" in text else text

    def plain(self, path: str, **facts: object) -> str:
        """A short string for a plain-text place (labels, errors), where Slack reads no markup."""
        return unescape(self.label(path, **facts))

    def fill(self, source: str, facts: Mapping[str, object], **more: object) -> str:
        """A one-line template from content, rendered with those facts."""
        template = self._inline.get(source)
        if template is None:
            template = self._inline[source] = self._env.from_string(source)
        return "".join(template.root_render_func(self._context(facts, **more)))

    def _context(self, facts: Mapping[str, object], **more: object) -> Facts:
        return Facts(self._env, _Known(facts, t=self.strings, **more))

    def say(self, name: str, facts: Mapping[str, object]) -> Said:
        """The paragraphs of `say/<name>.j2` with those facts."""
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self._env.get_template(f"{name}.j2")
        return Said(template, facts, self._context(facts))

    def show(self, value: object) -> object:
        """A fact as people read it; the finalizer of every expression in every template."""
        return self._shows[type(value)](value)

    def money(self, value: Money) -> str:
        """Amount, currency and period: "€500 a month"."""
        amount = self.numbers.amount(value.amount, value.currency)
        return f"{amount} {self._periods[value.period]}" if value.period else amount

    def bare_money(self, value: Money) -> str:
        """The amount without its period."""
        return self.numbers.amount(value.amount, value.currency)

    def large(self, value: Money | Count) -> str:
        """An amount or a number from a million on in words, without its period: "€1.8 billion"."""
        if isinstance(value, Money):
            return self.numbers.large(value.amount.to_integral_value(), value.currency)
        return self.numbers.large(value.value.to_integral_value())

    def large_of(self, value: Count) -> str:
        """Such a number before what it counts: "30 milioni di aziende", "300.000 aziende"."""
        joined = self.strings["large"]["of"] if abs(value.value) >= MILLION else ""
        return f"{self.large(value)}{joined}"

    def rate(self, value: Rate) -> str:
        """A percentage with its period: "3% a month"."""
        percent = self.numbers.percent(value.value)
        return f"{percent} {self._periods[value.period]}" if value.period else percent

    def months(self, value: Months) -> str:
        """A length of time: "10 months"."""
        tenths = round(value.value, 1)
        return f"{self.numbers.short(tenths)} {self._months[self.numbers.plural(tenths)]}"

    def long_months(self, value: Months) -> str:
        """Months, and years beside them from two years on: "33.3 months (2.8 years)"."""
        if value.value < 24:
            return self.months(value)
        years = round(value.value / 12, 1)
        unit = self.strings["units"]["year"][self.numbers.plural(years)]
        return f"{self.months(value)} ({self.numbers.short(years)} {unit})"

    def ratio(self, value: Ratio) -> str:
        """A multiple, never shown across a band."""
        return self.numbers.ratio(value.value, BANDS)

    def count(self, value: Count) -> str:
        """A number of things."""
        return self.numbers.short(value.value)

    def range(self, value: Range) -> str:
        """From one value to another, the period said once: "2%–4% a month"."""
        low = value.low
        bare = replace(low, period=None) if isinstance(low, Money | Rate) else low
        return f"{self.show(bare)}–{self.show(value.high)}"

    def counts(self, value: Counts) -> str:
        """What was lost of how many: "18 of 600 a year", "18 of 600 over 3 months"."""
        per = value.period if value.period and value.over.value == 1 else None
        unit = self.strings["count"][value.period or "month"] if value.over.value > 1 else ""
        return self.label(
            "known.counts",
            lost=value.lost,
            among=value.among,
            over=value.over if unit else None,
            unit=unit,
            per=self._periods[per] if per else "",
        )

    def bought(self, value: Bought) -> str:
        """What was spent on how many customers: "$80,000 for 20 customers"."""
        return self.label("known.bought", spend=value.spend, customers=value.customers)


class Shown(str):
    """Text already fit to be shown: formatted by us, or escaped."""

    __slots__ = ()


def whole(value: object) -> object:
    """A computed amount of some size, without cents: they would claim a precision nobody has."""
    if isinstance(value, Money) and abs(value.amount) >= 1000:
        return Money(round(value.amount, 0), value.currency, value.period)
    return value


class Said:
    """One template with its facts: `said["headline"]` is that block's text, "" where it says nothing."""

    def __init__(self, template: Template, facts: Mapping[str, object], context: Facts) -> None:
        self.facts = facts
        self._blocks = template.blocks
        self._context = context

    def __getitem__(self, block: str) -> str:
        return "".join(self._blocks[block](self._context)).strip()

    def every(self, prefix: str) -> list[str]:
        """The texts of all blocks whose names begin so, in the template's order, those that say something.
        A line of three dashes parts a block into several texts: one for each row of a list."""
        said = (self[block] for block in self._blocks if block.startswith(prefix))
        return [part.strip() for text in said for part in _PARTED.split(text) if part.strip()]

    def __contains__(self, block: str) -> bool:
        return block in self._blocks


#: What parts the texts of one block.
_PARTED = re.compile(r"^---$", re.MULTILINE)


@cache
def words(lang: str) -> Words:
    """That language's words, loaded once."""
    return Words(lang)
