"""The quick way in: "500 3% 80% 4k" and "arpa=500 churn=3% margin=80% cac=4k". One pass, no matching."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from bot.understand import fit
from bot.understand.lexicon import Lexicon, SlotSpec, lexicon
from bot.understand.numerals import read_digits
from bot.understand.quantity import Quantity, lift
from bot.understand.request import Doubt, Slot
from bot.understand.tokens import fold, tokens
from econ.quantity import Period

_SHORT = re.compile(
    r"(?P<before>[$€£]|[A-Za-z]{3}(?=\d))?(?P<sign>-?)(?P<digits>\d+(?:[.,']\d+)*|[.,]\d+)(?P<mag>[kKmM]?)(?P<percent>%?)"
    r"(?P<after>[$€£]|[A-Za-z]{3})?(?:/(?P<period>[^\W\d_]+))?",
)
_KEYED = re.compile(r"(?<![\w.,])(?P<key>[^\W\d][\w&]*) ?[=:] ?")

Found = tuple[dict[str, Slot], list[Doubt], str | None]


def shorthand(text: str, awaiting: Sequence[str] = ()) -> Found | None:
    """Slots, doubts and language of a shorthand message; None when it is not one.

    >>> slots, doubts, lang = shorthand("500 3% 80% 4k")
    >>> [str(slot.value) for slot in slots.values()]
    ['500', '0.03', '0.8', '4000']
    """
    if "=" in text or ":" in text:
        return _keyed(text)
    if not text or not (text[0].isdigit() or text[0] in "$€£.,-" or text[:3].isalpha()):
        return None
    return _positional(text.split(), awaiting)


@cache
def _order() -> tuple[tuple[str, SlotSpec], ...]:
    lex = lexicon()
    return tuple((name, lex.slots[name]) for name in lex.contract["shorthand"]["order"])


def _positional(parts: list[str], awaiting: Sequence[str]) -> Found | None:
    """Price, churn, margin, CAC in their places; every kind must fit its place."""
    order = _order()
    if not 2 <= len(parts) <= len(order) or (awaiting and len(parts) < 3):
        return None
    slots: dict[str, Slot] = {}
    doubts: list[Doubt] = []
    for part, (name, spec) in zip(parts, order, strict=False):
        q = _short(part)
        if q is None or fit.cost(q, name, spec, changes=False) > 3:
            return None
        made = fit.make(q, name, spec, part)
        if isinstance(made, Doubt):
            doubts.append(made)
        else:
            slots[name] = made
    return slots, doubts, None


def _short(part: str) -> Quantity | None:
    """One number without spaces; None when there is more to it than the quick way reads."""
    match = _SHORT.fullmatch(part)
    if match is None:
        return None
    before, sign, digits, magnitude, percent, after, period = match.groups()
    scaled = bool(magnitude or percent)
    value = (Decimal(digits), None) if digits.isdecimal() else read_digits(digits, scaled=scaled)
    if value is None or (before and after) or (percent and (magnitude or after or before)):
        return None
    return _quantity(value, sign, magnitude, percent, before or after, period)


def _quantity(
    value: tuple[Decimal, Decimal | None], sign: str, magnitude: str, percent: str, currency: str | None, said: str | None
) -> Quantity | None:  # fmt: skip
    number, other = value
    lex = lexicon()
    period: Period | None = None
    if said and (period := lex.linked.get(fold(said))) is None:
        return None
    if percent:
        return Quantity("rate", number / 100, 0, 0, "ratio", period, sign=sign)
    if magnitude:
        number, other = number * (1000 if magnitude in "kK" else 1_000_000), None
    code = _currency(currency, lex) if currency else None
    if currency and code is None:
        return None
    months = value[0] if magnitude in ("m", "M") and magnitude and not code else None
    return Quantity(
        "money" if code else "number", number, 0, 0, code, period, sign=sign, other=other,
        scaled=bool(magnitude), months=months,
    )  # fmt: skip


def _currency(word: str, lex: Lexicon) -> str | None:
    return lex.currency.get(word) or lex.iso.get(word.lower())


def _keyed(text: str) -> Found | None:
    """Every value under a key. Unknown keys are reported as doubts; any other text makes it no shorthand."""
    keys = list(_KEYED.finditer(text))
    if not keys or text[: keys[0].start()].strip(" ,;\n"):
        return None
    ends = [key.start() for key in keys[1:]] + [len(text)]
    slots: dict[str, Slot] = {}
    doubts: list[Doubt] = []
    langs: set[str | None] = set()
    lex = lexicon()
    for key, end in zip(keys, ends, strict=True):
        value = text[key.end() : end].strip(" ,;\n")
        known = lex.keys.get(_key(key["key"]))
        if known is None:
            if "=" not in key.group():
                return None
            doubts.append(Doubt(f"{key['key']}={value}", key="unknown_key"))
            continue
        langs.add(known[1])
        if not _keyed_value(_key(key["key"]), known[0], value, slots, doubts):
            return None
    said = langs - {None}
    return slots, doubts, said.pop() if len(said) == 1 else None


def _key(written: str) -> str:
    return fold(written)


def _keyed_value(key: str, name: str, value: str, slots: dict[str, Slot], doubts: list[Doubt]) -> bool:
    """Read the value of one key into `slots` or `doubts`; False when it is more than one value."""
    lex = lexicon()
    spec = lex.slots[name]
    if name == "currency":
        code = lex.iso.get(fold(value)) or lex.currency.get(value)
        if code:
            slots[name] = Slot("enum", code, source=value)
        else:
            doubts.append(Doubt(f"{key}={value}", name, key="unplaced"))
        return True
    q = _short(value) or _long(value)
    if q is None or name in slots:
        return False
    if fit.cost(q, name, spec, changes=False) >= fit.NEVER:
        doubts.append(Doubt(value, name, key="misfit"))
        return True
    period = lex.keyed_period.get(key)
    made = fit.make(q, name, spec, value, period=period)
    if isinstance(made, Doubt):
        doubts.append(made)
    else:
        slots[name] = made
    return True


def _long(value: str) -> Quantity | None:
    """A value in several words ("4 mila", "1.200 euro al mese"): exactly one quantity and nothing else."""
    read = tokens(value)
    found = lift(read)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(read):
        return found[0]
    return None


def complete(slots: Mapping[str, Slot]) -> bool:
    """All the places of the shorthand are filled."""
    return all(name in slots for name, _ in _order())
