"""An outsourcer's offer: how far a meeting that counts is from the quoted one, what the quote leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.advise.reply import Worked
from bot.speak.sheets.outsource import share_of
from bot.speak.words import Shown, Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_selling import OfferInputs
from econ.quantity import Money, Rate

#: Assumptions of the calculation that are questions to the seller.
OPEN = ("no_show_rate", "no_acceptance_rate", "fee_on_booked")

#: What matters no more where only such meetings are paid for.
SETTLED: Mapping[str, tuple[str, ...]] = {
    "booked": (),
    "held": ("no_show_rate",),
    "qualified": ("no_show_rate", "no_acceptance_rate"),
}


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """By how much the true cost of a meeting is above the quoted one, what signing binds to, what to ask."""
    values = reply.answer.values
    bound = values["commitment"]
    asks: Mapping[str, str] = sheet_words(words, "offer")["asks"]
    return {
        "dearer": _dearer(values["cost_per_meeting"], values["quoted_cost_per_meeting"]),
        "bound": whole(bound) if isinstance(bound, Money) and bound.amount else None,
        "asks": [Shown(asks[key]) for key in _open(reply)],
    }


def _dearer(cost: object, quoted: object) -> Rate | None:
    """The share on top of the quoted cost; None where it is the same to the eye."""
    if not isinstance(cost, Money) or not isinstance(quoted, Money) or not quoted.amount:
        return None
    found = share_of(cost.amount - quoted.amount, quoted.amount)
    return found if found.value > 0 else None


def _open(reply: Worked) -> Iterator[str]:
    """What the quote leaves open and was counted in its favour."""
    given = reply.given
    assert isinstance(given, OfferInputs)
    made = {note.key for note in reply.answer.assumptions}
    settled = SETTLED[given.fee_on] if given.retainer is None else ()
    yield from (key for key in OPEN if key in made and key not in settled)
    if given.ramp_months is None and given.retainer is not None:
        yield "no_ramp"
    if given.minimum_term is None and given.notice is None:
        yield "no_term"
