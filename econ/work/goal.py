"""What each lever would have to be for LTV ÷ CAC to meet the target, the others held."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, named
from econ.bounds import ONE, ZERO
from econ.formula import goal as formula
from econ.formula import ltv as value
from econ.period import flow, rate
from econ.quantity import Money, Quantity, Rate, Ratio
from econ.terms import Terms, money, ratio, share
from econ.unit_inputs import UnitInputs
from econ.work.worth import renewals

#: How a lever was found where the LTV formula has more terms than can be turned round on one line.
EQUATION = "{ltv} = {target} × {cac}"


def work_out(given: UnitInputs, terms: Terms, book: Book) -> None:
    ltv = book.values["ltv"]
    if isinstance(ltv, Money) and ltv.amount > 0:
        operands: dict[str, Quantity] = {"ltv": ltv, "target": Ratio(terms.target)}
        found = money(formula.max_cac(ltv.amount, terms.target), terms.currency)
        book.step("max_cac", "{ltv} ÷ {target}", operands, found)
    if terms.cac is None:
        return
    if terms.lasting_profit is not None and terms.lasting_profit > 0:
        _max_churn(given, terms, book)
    if terms.payments is not None:
        _required_arpa(given, terms, book)
        if terms.price is not None:
            _required_margin(terms, book)


def _max_churn(given: UnitInputs, terms: Terms, book: Book) -> None:
    """In the period the churn was said in, so that the two can be compared."""
    assert terms.cac is not None
    assert terms.lasting_profit is not None
    upfront = terms.fee * (terms.margin or ZERO) + terms.renewal_cost
    needed = formula.min_lifetime(terms.lasting_profit, terms.target, terms.cac - upfront / terms.target)
    churn = _churn_of(needed, terms)
    if churn is None:
        book.warn("target_beyond_horizon", target=Ratio(terms.target))
        return
    if needed <= 1:
        book.warn("any_churn_meets_target", target=Ratio(terms.target))
        book.values["max_churn"] = share(ONE, given.churn_period if given.churn else terms.run)
        return
    terms.operands["gross_profit"] = money(terms.lasting_profit, terms.currency, terms.run)
    expression = "{gross_profit} ÷ ({target} × {cac})" if _plain(terms) else EQUATION
    book.step("max_churn", expression, _operands(terms, expression), share(churn, terms.run))
    if given.churn is not None and given.churn_period != terms.run:
        converted = rate(Rate(churn, terms.run), given.churn_period)
        book.values["max_churn"] = share(converted.value, given.churn_period)


def _churn_of(payments: Decimal, terms: Terms) -> Decimal | None:
    """The churn that gives so many expected payments, within the horizon if there is one."""
    if payments <= 1:
        return ONE
    if terms.horizon is None:
        return 1 / payments
    if payments > terms.horizon:
        return None
    low, high = ZERO, ONE
    for _ in range(96):
        middle = (low + high) / 2
        low, high = (middle, high) if value.lived(middle, terms.horizon) > payments else (low, middle)
    return low


def _required_arpa(given: UnitInputs, terms: Terms, book: Book) -> None:
    """In the period of the price. A fee earned once comes off the need; discount and commission thin the
    margin of every payment."""
    assert terms.cac is not None
    assert terms.payments is not None
    if terms.margin is None:
        return
    commission = terms.commission * (1 - terms.discount) * renewals(terms.payments) / terms.payments
    margin = terms.margin - terms.discount - commission
    if margin <= 0:
        return
    need = terms.cac - terms.fee * terms.margin / terms.target
    if need <= 0:
        book.warn("fee_meets_target", target=Ratio(terms.target))
        return
    amount = formula.required_arpa(terms.target, need, terms.payments, margin)
    found = money(amount, terms.currency, terms.run)
    expression = f"{{target}} × {{cac}}{_by_payments(terms)} ÷ {{margin}}" if _simple(terms) else EQUATION
    book.step("required_arpa", expression, _operands(terms, expression), found)
    if given.price_period != terms.run:
        converted = flow(found, given.price_period)
        book.values["required_arpa"] = money(converted.amount, terms.currency, given.price_period)


def _required_margin(terms: Terms, book: Book) -> None:
    assert terms.cac is not None
    assert terms.payments is not None
    assert terms.price is not None
    lost = terms.price * terms.discount + terms.renewal_cost * renewals(terms.payments) / terms.payments
    need = terms.cac + lost * terms.payments / terms.target
    price = terms.price + terms.fee / terms.payments
    needed = formula.required_margin(terms.target, need, terms.payments, price)
    if needed > 1:
        full = price * terms.payments - lost * terms.payments
        book.warn(
            "required_margin_over_one",
            needed=share(needed),
            best_ratio=ratio(full / terms.cac),
            target=Ratio(terms.target),
        )
        return
    expression = f"{{target}} × {{cac}}{_by_payments(terms)} ÷ {{arpa}}" if _simple(terms) else EQUATION
    book.step("required_margin", expression, _operands(terms, expression), share(needed))


def _operands(terms: Terms, expression: str) -> dict[str, Quantity]:
    """As named; in the equation, the LTV is the one that would meet the target."""
    found = named(terms.operands, expression)
    if expression == EQUATION:
        assert terms.cac is not None
        found["ltv"] = money(terms.target * terms.cac, terms.currency)
    return found


def _simple(terms: Terms) -> bool:
    """Whether LTV is no more than price × margin × payments."""
    return not (terms.fee or terms.discount or terms.commission)


def _plain(terms: Terms) -> bool:
    return _simple(terms) and terms.horizon is None


def _by_payments(terms: Terms) -> str:
    """Divided by the payments, in the words the LTV formula used: × churn or ÷ payments."""
    return " × {churn}" if terms.times_payments == " ÷ {churn}" else terms.times_payments.replace("×", "÷")
