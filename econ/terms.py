"""The inputs brought to the one period in which LTV runs, with the steps that took them there."""

from __future__ import annotations

from decimal import Context, Decimal

from econ.book import Book
from econ.bounds import ZERO
from econ.formula import ltv as value
from econ.period import MONTHS, flow, rate
from econ.quantity import PER_YEAR, Count, Money, Months, Period, Quantity, Rate, Ratio
from econ.record import record
from econ.unit_inputs import UnitInputs

#: Results carry 31 digits, 28 of which are right however they are combined: the edges show no more.
tidy = Context(prec=31, Emax=999_999, Emin=-999_999).plus


def money(amount: Decimal, currency: str | None, period: Period | None = None) -> Money:
    return Money(tidy(amount), currency, period)


def ratio(number: Decimal) -> Ratio:
    return Ratio(tidy(number))


def share(number: Decimal, period: Period | None = None) -> Rate:
    return Rate(tidy(number), period)


def months(number: Decimal) -> Months:
    return Months(tidy(number))


@record(frozen=True, slots=True)
class Terms:
    """One customer, all per run period: price before discount, gross margin, churn, expected payments.

    `payments` is None where there is no finite number of them (no churn, or net churn below zero), or where
    it isn't known. Amounts are bare numbers in `currency`. `gross_profit` is that of a payment before any
    renewal commission (the discount falls on the margin whole), `renewal_cost` the commission on a renewal,
    `lasting_profit` what a renewed payment leaves. `operands` are the same inputs as the steps name them,
    and `times_payments` is how a formula multiplies by the payments (" ÷ {churn}" where that says it).
    """

    run: Period
    months: Decimal
    currency: str | None
    price: Decimal | None
    margin: Decimal | None
    churn: Decimal | None
    payments: Decimal | None
    cac: Decimal | None
    target: Decimal
    fee: Decimal
    discount: Decimal
    commission: Decimal
    horizon: Decimal | None
    operands: dict[str, Quantity]
    times_payments: str
    gross_profit: Decimal | None
    renewal_cost: Decimal
    lasting_profit: Decimal | None


def terms_of(given: UnitInputs, book: Book) -> Terms:
    """Brings price and churn to the run period and finds the expected payments, noting each step."""
    return _Reading(given, book).terms()


class _Reading:
    """One reading of the inputs; `operands` gathers them as the formulas will name them."""

    __slots__ = ("book", "currency", "given", "months", "operands", "run")

    def __init__(self, given: UnitInputs, book: Book) -> None:
        self.given = given
        self.book = book
        self.currency = given.currency
        self.run = given.run_period
        self.months = MONTHS[self.run]
        self.operands: dict[str, Quantity] = {}

    def terms(self) -> Terms:
        given = self.given
        price, churn = self._price(), self._churn()
        self._unconverted()
        horizon = None if given.horizon is None else given.horizon.value / self.months
        payments, times = self._payments(churn, horizon)
        if given.lifetime is not None and given.lifetime.value >= self.months:
            churn = self.months / given.lifetime.value
        margin = given.margin.value if given.margin else None
        discount = given.discount.value if given.discount else ZERO
        commission = given.renewal_commission.value if given.renewal_commission else ZERO
        profit = None if price is None or margin is None else price * (margin - discount)
        renewal_cost = ZERO if price is None else commission * (1 - discount) * price
        return Terms(
            self.run,
            self.months,
            self.currency,
            price,
            margin,
            churn,
            payments,
            given.cac.amount if given.cac else None,
            given.target,
            given.one_off_fee.amount if given.one_off_fee else ZERO,
            discount,
            commission,
            horizon,
            self.operands,
            times,
            profit,
            renewal_cost,
            None if profit is None else profit - renewal_cost,
        )

    def _price(self) -> Decimal | None:
        given = self.given
        if given.arpa is None:
            return None
        if given.arpa.period is None:
            self.book.assume("price_period_month")
        said = Money(given.arpa.amount, self.currency, given.price_period)
        if said.period != self.run:
            converted = money(flow(said, self.run).amount, self.currency, self.run)
            sign, times = _times(given.price_period, self.run, "×", "÷")
            operands: dict[str, Quantity] = {"arpa": said, "periods": times}
            self.book.step("arpa_run", f"{{arpa}} {sign} {{periods}}", operands, converted)
            said = converted
        self.operands["arpa"] = said
        return said.amount

    def _churn(self) -> Decimal | None:
        given = self.given
        if given.churn is None:
            return None
        said = Rate(given.churn.value, given.churn_period)
        if given.churn.period is None:
            self.book.assume("churn_period_from_price", period=given.churn_period)
        if said.period != self.run:
            converted = share(rate(said, self.run).value, self.run)
            power, times = _times(given.churn_period, self.run, "{periods}", "(1 ÷ {periods})")
            operands: dict[str, Quantity] = {"churn": said, "periods": times}
            self.book.step("churn_run", f"1 − (1 − {{churn}}) ^ {power}", operands, converted)
            said = converted
        self.operands["churn"] = said
        return said.value

    def _unconverted(self) -> None:
        given, operands = self.given, self.operands
        if given.margin is not None:
            operands["margin"] = given.margin
        if given.discount is not None:
            operands["discount_rate"] = given.discount
            self.book.assume("discount_on_price")
        if given.renewal_commission is not None:
            operands["renewal_commission"] = given.renewal_commission
            self.book.assume("commission_on_renewals")
        if given.one_off_fee is not None:
            operands["one_off_fee"] = Money(given.one_off_fee.amount, self.currency)
            self.book.assume("fee_at_margin")
        if given.cac is not None:
            operands["cac"] = Money(given.cac.amount, self.currency)
            operands["target"] = Ratio(given.target)

    def _payments(self, churn: Decimal | None, horizon: Decimal | None) -> tuple[Decimal | None, str]:
        """Expected payments, and how a formula multiplies by them: ÷ churn wherever that says it plainly."""
        if self.given.lifetime is not None:
            return self._payments_of_life(self.given.lifetime, horizon)
        if churn is None or (churn <= 0 and horizon is None):
            return None, " × {payments}"
        if horizon is not None:
            self.operands["horizon"] = Count(tidy(horizon))
            expression = "(1 − (1 − {churn}) ^ {horizon}) ÷ {churn}" if churn else "{horizon}"
            return self._counted(value.lived(churn, horizon), expression, "churn", "horizon")
        if self.given.renewal_commission is None:
            return value.lifetime(churn), " ÷ {churn}"
        return self._counted(value.lifetime(churn), "1 ÷ {churn}", "churn")

    def _payments_of_life(self, life: Months, horizon: Decimal | None) -> tuple[Decimal, str]:
        """Payments of a life said in months. Capped, it is taken as the mean of lives of constant churn."""
        payments = life.value / self.months
        self.operands["lifetime_months"] = life
        self.operands["months_per_period"] = Months(tidy(self.months))
        if payments < 1:
            self.book.warn("lifetime_under_one_period", lifetime=life)
        if horizon is None and self.run == "month" and self.given.renewal_commission is None:
            return payments, " × {lifetime_months}"
        expression = "{lifetime_months} ÷ {months_per_period}"
        if horizon is None or payments <= 1:
            return self._counted(payments, expression, "lifetime_months", "months_per_period")
        self.operands["horizon"] = Count(tidy(horizon))
        chance = share(1 / payments, self.run)
        named = {name: self.operands[name] for name in ("lifetime_months", "months_per_period")}
        self.book.step("churn_of_life", "{months_per_period} ÷ {lifetime_months}", named, chance)
        self.operands["churn"] = chance
        expression = "(1 − (1 − {churn}) ^ {horizon}) ÷ {churn}"
        return self._counted(value.lived(chance.value, horizon), expression, "churn", "horizon")

    def _counted(self, payments: Decimal, expression: str, *names: str) -> tuple[Decimal, str]:
        found = Count(tidy(payments))
        used = {name: self.operands[name] for name in names if f"{{{name}}}" in expression}
        self.book.step("payments", expression, used, found)
        self.operands["payments"] = found
        return payments, " × {payments}"


def _times(start: Period, run: Period, longer: str, shorter: str) -> tuple[str, Count]:
    """How many of the one period the other holds, and the word for going that way."""
    if PER_YEAR[start] >= PER_YEAR[run]:
        return longer, Count(tidy(PER_YEAR[start] / PER_YEAR[run]))
    return shorter, Count(tidy(PER_YEAR[run] / PER_YEAR[start]))
