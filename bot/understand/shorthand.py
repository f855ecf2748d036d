"""The quick way in: "500 3% 80% 4k" and "arpa=500 churn=3% margin=80% cac=4k". One pass, no matching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import takewhile

from bot.understand import fit
from bot.understand.lexicon import SlotSpec, lexicon
from bot.understand.numerals import read_digits
from bot.understand.quantity import Kind, Quantity, lift
from bot.understand.ranges import join_ranges
from bot.understand.request import Doubt, Slot
from bot.understand.tokens import fold, tokens
from econ.quantity import Period

_SHORT = re.compile(
    r"([$€£¥]|[A-Za-z]{3}(?=\d))?(-?)(\d+(?:[.,']\d+)*|[.,]\d+)([kKmM]?)(%?)([$€£¥]|[A-Za-z]{3})?(?:/([^\W\d_]+))?"
)
_KEYED = re.compile(r"(?<![\w.,])([^\W\d][\w&]*) ?([=:]) ?")
_PAIR = re.compile(r"([^\W\d][\w&]*) +([^\s=:]+)(?=[\s,;]|$)")
_EDGES = " ,;\n"
_SIZES = {"k": Decimal(1000), "m": Decimal(1_000_000)}

Found = tuple[dict[str, Slot], list[Doubt], str | None]


def shorthand(text: str, awaiting: Sequence[str] = ()) -> Found | None:
    """Slots, doubts and language of a shorthand message; None when it is not one.

    >>> slots, doubts, lang = shorthand("500 3% 80% 4k")
    >>> [str(slot.value) for slot in slots.values()]
    ['500', '0.03', '0.8', '4000']
    """
    if "=" in text or ":" in text:
        return _keyed(text) or _mixed(text)
    return _in_order(text.split(None, 5), awaiting) or _mixed(text)


def _in_order(parts: Sequence[str], awaiting: Sequence[str] = ()) -> Found | None:
    """Values alone, in the order of the form."""
    order = _order()
    if not 2 <= len(parts) <= len(order) or (awaiting and len(parts) < 3):
        return None
    slots: dict[str, Slot] = {}
    doubts: list[Doubt] = []
    for part, (name, spec) in zip(parts, order, strict=False):
        made = _value(part, name, spec, None)
        if made is None:
            return None
        if isinstance(made, Doubt):
            doubts.append(made)
        else:
            slots[name] = made
    return slots, doubts, None


def _mixed(text: str) -> Found | None:
    """Values in order, then some under a key: "500 3% 80% 4k, target 4".

    After all four in order other words may follow; a number among them is asked about.
    """
    parts = text.split(None, 12)
    plain = [part.rstrip(",;") for part in takewhile(lambda part: _SHORT.fullmatch(part.rstrip(",;")), parts)]
    rest = " ".join(parts[len(plain) :])
    if len(plain) < 2 or not rest or len(parts) > 12:
        return None
    first, then = _in_order(plain), _keyed(_PAIR.sub(r"\1=\2", rest))
    if first is None:
        return None
    if then and not set(first[0]) & set(then[0]) and not any(doubt.key == "unknown_key" for doubt in then[1]):
        return first[0] | then[0], first[1] + then[1], then[2]
    if len(plain) < len(_order()):
        return None
    read = tokens(rest)
    left = join_ranges(read, lift(read))
    loose = [Doubt(" ".join(one.text for one in read[found.start : found.end])) for found in left]
    return first[0], first[1] + loose, None


@cache
def _order() -> tuple[tuple[str, SlotSpec], ...]:
    lex = lexicon()
    return tuple((name, lex.slots[name]) for name in lex.contract["shorthand"]["order"])


def _value(part: str, name: str, spec: SlotSpec, period: Period | None) -> Slot | Doubt | None:
    """One value without spaces; the plainest forms are read at once, the rest through `fit`."""
    match = _SHORT.fullmatch(part)
    if match is None:
        return None
    before, sign, digits, size, percent, after, said = match.groups()
    if not (before or sign or after or said) and digits.isdecimal():
        if percent and not size and spec.kind == "rate":
            return Slot("rate", Decimal(digits) / 100, "ratio", period, source=part)
        if not percent and spec.kind == "money":
            amount = Decimal(digits)
            return Slot("money", amount * _SIZES[size.lower()] if size else amount, None, period, source=part)
    q = _quantity(match)
    if q is None or fit.cost(q, name, spec, changes=False) > 3:
        return None
    return fit.make(q, name, spec, part, period=period)


def _quantity(match: re.Match[str]) -> Quantity | None:
    """What a short value says; None when its parts do not go together."""
    before, sign, digits, size, percent, after, said = match.groups()
    read = read_digits(digits, scaled=bool(size or percent))
    period = lexicon().linked.get(fold(said)) if said else None
    if read is None or (said and period is None) or (before and after):
        return None
    number, other = read
    if percent:
        plain = not (size or before or after)
        return Quantity("rate", number / 100, 0, 0, "ratio", period, sign=sign) if plain else None
    word = before or after
    code = _currency(word) if word else None
    if word and code is None:
        return None
    months = number if size in ("m", "M") and not code else None
    if size:
        number, other = number * _SIZES[size.lower()], None
    kind: Kind = "money" if code else "number"
    return Quantity(
        kind, number, 0, 0, code, period, sign=sign, other=other, scaled=bool(size), months=months
    )


def _currency(word: str) -> str | None:
    lex = lexicon()
    return lex.currency.get(word) or lex.iso.get(word.lower())


def _keyed(text: str) -> Found | None:
    """Every value under a key. Unknown keys are reported as doubts; any other text makes it no shorthand."""
    keys = list(_KEYED.finditer(text))
    if not keys or text[: keys[0].start()].strip(_EDGES):
        return None
    slots: dict[str, Slot] = {}
    doubts: list[Doubt] = []
    langs: set[str] = set()
    lex = lexicon()
    for place, key in enumerate(keys):
        end = keys[place + 1].start() if place + 1 < len(keys) else len(text)
        value = text[key.end() : end].strip(_EDGES)
        written = fold(key[1])
        known = lex.keys.get(written)
        if known is None:
            if key[2] != "=":
                return None
            doubts.append(Doubt(f"{key[1]}={value}", key="unknown_key"))
            continue
        if known[1]:
            langs.add(known[1])
        if known[0] in slots or not _under_key(written, known[0], value, slots, doubts):
            return None
    return slots, doubts, langs.pop() if len(langs) == 1 else None


def _under_key(key: str, name: str, value: str, slots: dict[str, Slot], doubts: list[Doubt]) -> bool:
    """Read the value of one key into `slots` or `doubts`; False when it is more than one value."""
    lex = lexicon()
    spec = lex.slots[name]
    period = lex.keyed_period.get(key)
    if name == "currency":
        code = _currency(value)
        made: Slot | Doubt | None = (
            Slot("enum", code, source=value) if code else Doubt(value, name, (), "misfit")
        )
    else:
        made = _value(value, name, spec, period) or _long(value, name, spec, period)
    if made is None:
        return False
    if isinstance(made, Doubt):
        doubts.append(made)
    else:
        slots[name] = made
    return True


def _long(value: str, name: str, spec: SlotSpec, period: Period | None) -> Slot | Doubt | None:
    """A value in several words ("4 mila", "1.200 euro al mese"): one quantity and nothing else."""
    read = tokens(value)
    found = join_ranges(read, lift(read))
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(read):
        return None
    if fit.cost(found[0], name, spec, changes=False) >= fit.NEVER:
        return Doubt(value, name, key="misfit")
    return fit.make(found[0], name, spec, value, period=period)
