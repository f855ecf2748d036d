"""One customer's LTV under each convention: the gaps, their causes, and a bar a convention."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.numbers import MINUS
from bot.speak.words import Shown, Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_data import ReconcileInputs
from econ.quantity import Money, Months, Rate, Ratio

OURS = "margin"

#: Those that people ask about first; each discounted one says what it adds to the one before.
ORDER = (
    OURS,
    "revenue",
    "revenue_churn",
    "capped",
    "discounted_immediate",
    "discounted_end_of_period",
    "discounted_after_first_renewal",
    "purchases",
)


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The conventions beside ours, in a fixed order, and the ratio at the CAC that was said."""
    rows = _rows(reply)
    amounts = [row["ltv"] for row in rows]
    return {
        "rows": [_worded(words, reply, row) for row in rows if row["convention"] != OURS],
        "least": whole(min(amounts, key=_amount)) if rows else None,
        "most": whole(max(amounts, key=_amount)) if rows else None,
        **_at_the_cac(reply, rows),
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """A bar a convention, the highest first."""
    rows = sorted(_rows(reply), key=lambda row: -_amount(row["ltv"]))
    if not rows:
        return None
    said = sheet_words(words, "reconcile")
    labels = [said["short"][row["convention"]] for row in rows]
    block = chart(
        "bar",
        said["chart"]["title"],
        labels,
        [(said["chart"]["series"], [float(round(_amount(row["ltv"]), 2)) for row in rows])],
        said["chart"]["x"],
        words.fill(said["chart"]["y"], {"currency": rows[0]["ltv"].currency}),
    )
    names = [_name(words, reply, row["convention"]) for row in rows]
    summary = words.fill(
        said["chart"]["summary"],
        {
            "least": whole(rows[-1]["ltv"]),
            "least_name": Shown(names[-1]),
            "most": whole(rows[0]["ltv"]),
            "most_name": Shown(names[0]),
            "ours": whole(reply.answer.values["ltv"]),
        },
    )
    twin = "; ".join(f"{name} {words.show(whole(row['ltv']))}" for name, row in zip(names, rows, strict=True))
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)


def _rows(reply: Worked) -> list[dict[str, Any]]:
    """The conventions that give an amount: the founding text's wording gives none."""
    found: Any = reply.answer.values.get("conventions") or ()
    rows = [dict(row) for row in found if isinstance(row["ltv"], Money)]
    return sorted(rows, key=lambda row: ORDER.index(row["convention"]))


def _worded(words: Words, reply: Worked, row: Mapping[str, Any]) -> dict[str, Any]:
    said, key = sheet_words(words, "reconcile"), row["convention"]
    gap, share = row["gap"], row["gap_share"]
    return {
        "name": Shown(_name(words, reply, key)),
        "who": Shown(said["who"].get(key, "")),
        "why": Shown(words.fill(said["why"][key], _discount(reply))),
        "ltv": whole(row["ltv"]),
        "gap": Shown(_signed(gap.amount, str(words.show(whole(_size(gap)))))) if gap.amount else None,
        "share": Shown(_signed(share.value, words.rate(Rate(round(abs(share.value), 3))))),
    }


def _discount(reply: Worked) -> dict[str, Any]:
    """The rate, and whether it is ours for want of another."""
    assert isinstance(reply.given, ReconcileInputs)
    return {"discount": reply.given.discount, "mine": "discount" not in reply.inputs}


def _name(words: Words, reply: Worked, key: str) -> str:
    assert isinstance(reply.given, ReconcileInputs)
    return words.fill(
        sheet_words(words, "reconcile")["names"][key], {"horizon": Months(reply.given.horizon_months.value)}
    )


def _signed(value: Decimal, shown: str) -> str:
    return f"{'+' if value > 0 else MINUS}{shown}"


def _size(gap: Money) -> Money:
    return Money(abs(gap.amount), gap.currency)


def _amount(money: Money) -> Decimal:
    return money.amount


def _at_the_cac(reply: Worked, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """LTV:CAC by ours and by revenue ÷ churn, where the message told a CAC."""
    cac = reply.said.get("cac")
    by = {row["convention"]: _amount(row["ltv"]) for row in rows}
    if not isinstance(cac, Money) or cac.amount <= 0 or "revenue" not in by:
        return {"cac": None, "ratio_ours": None, "ratio_revenue": None}
    return {
        "cac": cac,
        "ratio_ours": Ratio(by[OURS] / cac.amount),
        "ratio_revenue": Ratio(by["revenue"] / cac.amount),
    }
