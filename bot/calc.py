"""The calculations for scripts: one JSON object a line in, one a line out, in the same order, as they come.

Figures go through at full precision: decimals in, decimals out, never a float. What people would read
(messages, formulas) is in the language each line asks for.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from bot import presets
from bot.content import FALLBACK, languages, table
from bot.data.read import with_data
from bot.exact_json import written
from bot.speak.words import unescape, words
from econ.errors import EconError
from econ.metric import METRICS, Input, Metric, inputs_of
from econ.outcome import Answer, Note, NoValue, Step, Value
from econ.quantity import Count, Money, Months, Quantity, Rate, Ratio

logger = logging.getLogger(__name__)

_SHOWN = Context(prec=28, Emax=999_999, Emin=-999_999)
#: Beyond these a number is shown with an exponent.
_PLAIN = range(-20, 30)
_MARK = re.compile(r"\{(\w+)\}")

Facts = Mapping[str, Quantity | str]


def run_lines(lines: Iterable[str], write: Callable[[str], object], today: date | None = None) -> bool:
    """Answers each line with one (`write` ends it); blank lines are passed over. True when all had answers.

    >>> run_lines(['{"id": 1, "metric": "churn", "inputs": {"monthly": 0.5}}'], lambda line: None)
    True
    >>> run_lines(["nonsense"], lambda line: None)
    False
    """
    fine = True
    for line in lines:
        if line.strip():
            answer = _answered(line, today or date.today())  # noqa: DTZ011 - the day where the data is read
            fine = fine and "error" not in answer
            write(to_json(answer))
    return fine


def list_metrics() -> list[dict[str, object]]:
    """Every metric with its inputs and outputs, straight from the registry, ready for any JSON encoder.

    >>> list_metrics()[0]["metric"]
    'ltv'
    """
    return [_listed(metric) for metric in METRICS.values()]


def _listed(metric: Metric) -> dict[str, object]:
    return {
        "metric": metric.key,
        "inputs": [_listed_input(given) for given in metric.inputs],
        "outputs": [{"name": name, "kind": kind} for name, kind in metric.outputs.items()],
    }


def _listed_input(given: Input) -> dict[str, object]:
    listed: dict[str, object] = {
        "name": given.name,
        "kind": given.kind.name,
        "unit": given.kind.unit,
        "required": given.required,
        "default": given.default
        if isinstance(given.default, str | bool | None)
        else _plain_number(number(given.default)),
    }
    if given.one_of:
        listed["one_of"] = given.one_of
    if given.kind.choices:
        listed["choices"] = given.kind.choices
    if given.kind.of is not None:
        listed["fields"] = [_listed_input(inner) for inner in inputs_of(given.kind.of)]
    return listed


def _plain_number(value: Decimal) -> int | float:
    """As any JSON encoder takes it: the defaults have few digits.

    >>> _plain_number(Decimal("0.1")), _plain_number(Decimal("3"))
    (0.1, 3)
    """
    return int(value) if value == value.to_integral_value() else float(value)


def _answered(line: str, today: date) -> dict[str, object]:
    """One line's answer, or its error: never an exception."""
    asked: Mapping[str, Any] = {}
    lang = FALLBACK
    try:
        asked = _parsed(line)
        lang = _language(asked)
        return answer_json(asked.get("id"), _calculated(asked, today), lang)
    except EconError as fault:
        return fault_json(asked.get("id"), fault, lang)
    except Exception:
        logger.exception("a calculation failed that should not have")
        return error_json(asked.get("id"), "internal", lang)


def _parsed(line: str) -> Mapping[str, Any]:
    try:
        asked = json.loads(line, parse_float=_decimal, parse_int=_decimal, parse_constant=Decimal)
    except (ValueError, RecursionError):
        raise EconError("not_json", "line") from None
    if not isinstance(asked, dict):
        raise EconError("not_json", "line")
    return asked


def _decimal(text: str) -> Decimal:
    """A number as written; one whose exponent no Decimal can hold is as good as infinite."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _language(asked: Mapping[str, Any]) -> str:
    lang = asked.get("lang") or FALLBACK
    if not isinstance(lang, str) or lang not in languages():
        raise EconError("not_a_choice", "lang", choices=", ".join(languages()))
    return lang


def _calculated(asked: Mapping[str, Any], today: date) -> Answer:
    key, given = asked.get("metric"), asked.get("inputs")
    if key is None:
        raise EconError("missing_input", "metric")
    metric = METRICS.get(key) if isinstance(key, str) else None
    if metric is None:
        raise EconError("unknown_metric", "metric", name=str(key)[:80], known=", ".join(METRICS))
    if given is not None and not isinstance(given, dict):
        raise EconError("not_an_object", "inputs")
    read = with_data(metric.key, given or {}, today)
    inputs, defaults = presets.merged(metric.key, read)
    return presets.told(metric.calculate(inputs), defaults)


def answer_json(id_: object, answer: Answer, lang: str) -> dict[str, object]:
    """An answer in the public shape, its words in that language."""
    shown: dict[str, object] = {
        "id": id_,
        "metric": answer.metric,
        "values": {name: _value(value) for name, value in answer.values.items()},
        "steps": [_step(step, lang) for step in answer.steps],
        "assumptions": [_note(note, "assumptions", lang) for note in answer.assumptions],
        "warnings": [_note(note, "warnings", lang) for note in answer.warnings],
    }
    currency = _currency(answer)
    if currency:
        shown["currency"] = currency
    if answer.no_value is not None:
        shown["no_value"] = _no_value(answer.no_value, lang)
    return shown


def _currency(answer: Answer) -> str | None:
    """The one currency of all its amounts, those said instead included."""
    amounts = [*answer.values.values(), *(answer.no_value.instead.values() if answer.no_value else ())]
    said = (found.currency for value in amounts for found in _amounts(value))
    return next((currency for currency in said if currency), None)


def _amounts(value: Value) -> Iterator[Money]:
    if isinstance(value, Money):
        yield value
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _amounts(item)


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    """The outputs one by one, those in lists and objects too."""
    for value in values:
        if isinstance(value, tuple) and not isinstance(value, Quantity):
            yield from _flat(value)
        elif isinstance(value, Mapping):
            yield from _flat(value.values())
        else:
            yield value


def number(quantity: Quantity) -> Decimal:
    """The bare figure of a quantity, to 28 digits.

    >>> number(Money(Decimal("12.50"), "EUR"))
    Decimal('12.5')
    """
    value = quantity.amount if isinstance(quantity, Money) else quantity.value
    return value.normalize(_SHOWN)


def _value(value: Value) -> object:
    """Figures bare, wherever they stand: alone, in lists, under names."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Quantity):
        return number(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return {name: _value(item) for name, item in value.items()}


def _facts(facts: Facts) -> dict[str, Decimal | str]:
    return {name: fact if isinstance(fact, str) else number(fact) for name, fact in facts.items()}


def _step(step: Step, lang: str) -> dict[str, object]:
    words_of = table("econ", lang)
    return {
        "key": step.key,
        "name": words_of["steps"][step.key],
        "formula": _MARK.sub(lambda mark: str(words_of["operands"][mark[1]]), step.expression),
        "numbers": _MARK.sub(lambda mark: _plain(step.operands[mark[1]], lang), step.expression),
        "result": None if step.result is None else number(step.result),
        "unit": None if step.result is None else unit(step.result),
        **({} if step.of is None else {"of": step.of}),
    }


def _plain(quantity: Quantity, lang: str) -> str:
    """As in a reply; the figures no reply ever has, with an exponent."""
    if -12 < number(quantity).adjusted() < 18:
        return unescape(str(words(lang).show(quantity)))
    return f"{number(quantity):.6g}"


def unit(quantity: Quantity) -> str:
    """The unit of a figure, for machines: "EUR/month", "fraction/year", "months".

    >>> unit(Money(Decimal(1), None, "month")), unit(Rate(Decimal(1)))
    ('money/month', 'fraction')
    """
    if isinstance(quantity, Money | Rate):
        name = (quantity.currency or "money") if isinstance(quantity, Money) else "fraction"
        return f"{name}/{quantity.period}" if quantity.period else name
    return {Months: "months", Ratio: "ratio", Count: "count"}[type(quantity)]


def _sentence(section: str, key: str, facts: Mapping[str, Quantity | str], lang: str) -> str:
    shown = {name: fact if isinstance(fact, str) else _plain(fact, lang) for name, fact in facts.items()}
    return unescape(words(lang).fill(table("econ", lang)[section][key], shown))


def _note(note: Note, section: str, lang: str) -> dict[str, object]:
    shown: dict[str, object] = {
        "key": note.key,
        "message": _sentence(section, note.key, note.facts, lang),
        "facts": _facts(note.facts),
    }
    if note.benchmark:
        figure = table("benchmarks")[note.benchmark]
        shown["source"] = {name: figure[name] for name in ("source", "year", "region", "mark")}
    return shown


def _no_value(no_value: NoValue, lang: str) -> dict[str, object]:
    return {
        "key": no_value.key,
        "message": _sentence("no_value", no_value.key, no_value.facts, lang),
        "facts": _facts(no_value.facts),
        "instead": _facts(no_value.instead),
    }


def error_json(id_: object, key: str, lang: str) -> dict[str, object]:
    """An error in the public shape, by its key among the `errors` of `econ.toml`.

    >>> error_json(7, "not_json", "en")["error"]["message"]  # doctest: +ELLIPSIS
    'This line ...'
    """
    return fault_json(id_, EconError(key), lang)


def fault_json(id_: object, fault: EconError, lang: str) -> dict[str, object]:
    """An `EconError` in the public shape: its key, its sentence, its facts."""
    field = fault.field
    facts: dict[str, Quantity | str] = {"name": (field or "")[:80], **fault.facts}
    facts["field"] = _label(field or "", lang)
    if "role" in facts:  # a column that was looked for: by its name, and what it may be called
        facts["names"] = ", ".join(table("columns", lang)[str(facts["role"])][:3])
        facts["role"] = _label(str(facts["role"]), lang)
    message = _sentence("errors", fault.key, facts, lang)
    said = _facts(fault.facts) | ({} if field is None else {"field": field})
    return {
        "id": id_,
        "error": {"key": fault.key, "message": message[:1].upper() + message[1:], "facts": said},
    }


def _label(field: str, lang: str) -> str:
    """What the input is called, with its place where it stands in a list."""
    last = field.rpartition(".")[2].partition("[")[0]
    label = str(table("econ", lang)["inputs"].get(last, last))
    return f"{label} ({field})" if "[" in field else label


def to_json(value: object) -> str:
    """JSON on one line, Decimals as the numbers they are.

    >>> to_json({"a": [Decimal("0.1"), None, True], "b": Decimal("1E+40")})
    '{"a": [0.1, null, true], "b": 1E+40}'
    """
    return written(value, _figure)


def _figure(value: Decimal) -> str:
    exact = value.normalize(_SHOWN)
    return f"{exact:f}" if exact.adjusted() in _PLAIN else str(exact)
