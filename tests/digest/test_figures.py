"""What a month's counts come to, what moved the ratio, and what is more than noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advise import digest_setup, digest_update
from bot.advise.desk import Desk
from bot.advise.digest_figures import Read, allowed, as_inputs, is_noise, read
from bot.advise.digest_moves import moves, ratio_of
from bot.advise.digest_reply import DigestDraft, Updated
from bot.advise.digest_rights import Actor
from bot.advise.route import converse
from bot.digest.months import Month, names_back, trailing
from bot.person import Person, Tenant
from bot.store.digest_rows import ReadingRow
from bot.store.memory import MemoryStore
from bot.understand import understand
from econ.quantity import Money, Rate
from econ.unit import UnitInputs, assess

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POSITIVE = st.decimals("0.01", "0.99", places=4)
AMOUNTS = st.decimals("1", "100000", places=2)


def unit(price: Decimal, margin: Decimal, churn: Decimal, cac: Decimal) -> UnitInputs:
    return UnitInputs(Money(price, "EUR", "month"), Rate(margin), Rate(churn, "month"), Money(cac))


@given(
    st.tuples(AMOUNTS, POSITIVE, POSITIVE, AMOUNTS),
    st.tuples(AMOUNTS, POSITIVE, POSITIVE, AMOUNTS),
)
def test_the_effects_add_up_to_the_whole_change(first: tuple, second: tuple) -> None:
    before, after = assess(unit(*first)), assess(unit(*second))
    change = (ratio_of(after) or 0) - (ratio_of(before) or 0)
    found = moves(before, after)
    assert abs(sum(move.effect for move in found) - change) <= Decimal("1e-4") * max(1, abs(change))
    for move in found:
        better = move.lever in ("price", "margin")
        rose = getattr(move.now, "amount", getattr(move.now, "value", 0)) > getattr(
            move.was, "amount", getattr(move.was, "value", 0)
        )
        assert (move.effect > 0) == (rose == better)
    assert [abs(move.effect) for move in found] == sorted((abs(m.effect) for m in found), reverse=True)


def test_one_input_moved_is_the_whole_cause() -> None:
    before = assess(unit(Decimal(500), Decimal("0.8"), Decimal("0.024"), Decimal(4000)))
    after = assess(unit(Decimal(500), Decimal("0.8"), Decimal("0.03"), Decimal(4000)))
    (move,) = moves(before, after)
    assert (move.lever, move.effect) == ("churn", Decimal("-0.833333"))


def test_without_a_ratio_nothing_is_attributed() -> None:
    whole = assess(unit(Decimal(500), Decimal("0.8"), Decimal("0.03"), Decimal(4000)))
    no_cac = assess(replace(whole.inputs, cac=None))
    loss = assess(replace(whole.inputs, margin=Rate(Decimal("-0.1"))))
    assert moves(no_cac, whole) == moves(whole, no_cac) == moves(loss, whole) == ()


MONTHS = [
    Month(f"2026-{n:02}", 100 + 10 * n, n, 10, Decimal(40000), Decimal(50000 + 1000 * n))
    for n in range(1, 11)
]


def test_three_months_and_twelve_are_sums_over_sums() -> None:
    short, over = trailing(MONTHS, 3), trailing(MONTHS, 12)
    assert (short.months, over.months) == (3, 10)
    assert short.lost == 8 + 9 + 10
    assert round(short.churn or 0, 12) == round(Decimal(27) / Decimal(180 + 190 + 200), 12)
    assert short.cac == Decimal(120000) / 30
    ends = sum(month.end for month in MONTHS[-3:])
    assert round(short.price or 0, 12) == round(Decimal(58000 + 59000 + 60000) / ends, 12)


def test_a_gap_in_the_calendar_is_not_filled_with_older_months() -> None:
    assert trailing([MONTHS[0], MONTHS[9]], 3).months == 1
    assert trailing([], 3).churn is None
    assert names_back("2026-01", 2) == ["2026-01", "2025-12"]


def test_nobody_won_or_left_leaves_no_figure_where_there_is_none() -> None:
    found = trailing([Month("2026-10", 50, 0, 0, Decimal(0), Decimal(0))], 3)
    assert (found.churn, found.cac, found.price) == (0, None, None)


def reading(month: Month) -> Read:
    over = trailing([month], 3)
    slots = understand(
        f"price {over.price:.2f}, churn {over.churn * 100:.4f}%, margin 80%, cac {over.cac:.2f}"
    ).slots
    return Read(ReadingRow("T1", "t", 1, NOON, "U1", as_inputs(slots, month)), (month,))


def month(start: int, lost: int, new: int = 100) -> Month:
    return Month("2026-10", start, lost, new, Decimal(4000 * new), Decimal(500 * (start - lost + new)))


@pytest.mark.parametrize("metric", ["ltv_cac", "churn"])
def test_a_move_within_what_the_counts_allow_is_noise(metric: str) -> None:
    small, large = reading(month(50, 3)), reading(month(5000, 300))
    before = reading(month(5000, 150))
    assert is_noise(metric, before, small)
    assert not is_noise(metric, before, large)


def test_the_range_holds_its_own_figure_and_narrows_with_more_customers() -> None:
    for metric in ("ltv_cac", "churn", "cac", "payback"):
        few, many = (
            allowed(metric, reading(month(200, 6, 10))),
            allowed(metric, reading(month(20000, 600, 1000))),
        )
        assert few is not None
        assert many is not None
        assert few[0] < many[0] < many[1] < few[1]


def test_what_was_only_typed_has_no_range() -> None:
    slots = understand("500 3% 80% 4k").slots
    typed = Read(ReadingRow("T1", "t", 1, NOON, "U1", as_inputs(slots)))
    assert allowed("churn", typed) is None


@pytest.fixture
async def tracked() -> tuple[Desk, Actor, str]:
    numbers = count(1)
    desk = Desk(MemoryStore(), lambda: NOON, lambda: f"id{next(numbers):07}")
    person = Person(Tenant("T1"), "U1", "en")
    await converse(desk, person, "€500 2.4% 80% 4k", "x")
    draft = await digest_setup.draft(desk, digest_setup.Owner(person, "Europe/Rome", "Ann Carter"), "C1", {})
    started = await digest_setup.confirm(desk, Actor(person), draft.row.id)
    assert isinstance(started, DigestDraft)
    return desk, Actor(person), draft.row.id


async def test_a_month_given_again_replaces_itself(tracked: tuple[Desk, Actor, str]) -> None:
    desk, actor, id_ = tracked
    for lost in (60, 6):
        counted = digest_update.Counted(replace(month(200, 6, 10), lost=lost), "EUR")
        updated = await digest_update.update(desk, actor, id_, counted)
        assert isinstance(updated, Updated)
    row = await desk.store.subscription("T1", id_)
    assert row is not None
    newest = (await read(desk, "T1", row.settings["track"]))[0]
    assert newest.short is not None
    assert (newest.short.months, newest.short.lost) == (1, 6)
    assert newest.assessment.inputs.margin == Rate(Decimal("0.8"))


async def test_figures_of_another_tenant_are_not_there(tracked: tuple[Desk, Actor, str]) -> None:
    desk, _, id_ = tracked
    stranger = Actor(Person(Tenant("T2"), "U1", "en"), admin=True)
    told = await digest_update.update(desk, stranger, id_, digest_update.Counted(month(200, 6)))
    assert getattr(told, "key", "") == "gone"
