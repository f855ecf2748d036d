"""What a person in sales costs the company, all in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from econ import bounds
from econ.book import Book, named, sum_of
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import people as formula
from econ.inputs_people import OnCost, RepCostInputs
from econ.outcome import Answer, Value
from econ.quantity import PER_YEAR, Count, Money, Quantity, Rate
from econ.terms import money, ratio, share

REP_COST = (
    "cost_year",
    "cost_month",
    "multiple",
    "itemised_year",
    "seed_double_year",
    "on_costs_year",
    "breakdown",
)

RUNNING = ("tools", "telecom", "internet", "office", "training")
#: On top of the double, in the text it comes from.
INFRASTRUCTURE = ("tools", "telecom", "internet", "office")
#: On-costs with a name of their own in the steps; any other is an `on_cost`.
KNOWN = (
    "legally_required",
    "insurance",
    "retirement",
    "payroll_tax",
    "inps",
    "inail",
    "tfr",
    "enasarco",
    "firr",
)
_TWELVE = Decimal(12)


@dataclass(slots=True)
class _Bill:
    """One person's yearly cost as it is put together: the amount of each part, in order."""

    given: RepCostInputs
    book: Book
    currency: str | None
    hiring: bool
    parts: dict[str, Decimal] = field(default_factory=dict)
    on_costs: list[str] = field(default_factory=list)

    def add(self, part: str, amount: Decimal) -> None:
        self.parts[part] = self.parts.get(part, ZERO) + amount

    def money(self, amount: Decimal) -> Money:
        return money(amount, self.currency, "year")

    def paid(self, part: str) -> Decimal:
        return self.parts.get(part, ZERO)

    @property
    def load(self) -> Decimal:
        return sum_of(self.parts[part] for part in self.on_costs)


def rep_cost(given: RepCostInputs) -> Answer:
    """Pay, what the employer pays on top, tools and place, a share of the manager and of the hiring; beside
    it the rule of thumb of twice the salary."""
    book = Book(REP_COST)
    work_out(given, book)
    return book.answer("rep_cost")


def work_out(given: RepCostInputs, book: Book, *, hiring: bool = True) -> Money:
    """Notes all of `REP_COST` in the book and gives the yearly cost by the method asked for.

    Without `hiring` the cost of a hire has no share in it: it is counted elsewhere, when it is paid.
    """
    bill = _Bill(given, book, _currency(given), hiring)
    _periods(given, book)
    _pay(bill)
    _load(bill)
    _on_costs(bill)
    _running(bill)
    _shares(bill)
    itemised = _itemised(bill)
    double = _double(bill, itemised)
    cost = double if given.method == "seed_double" and double is not None else itemised
    _sums(bill, cost)
    _said(bill)
    return cost


def _currency(given: RepCostInputs) -> str | None:
    amounts = [getattr(given, name) for name in ("base", "variable", *RUNNING, "manager_cost", "hiring_cost")]
    for on_cost in given.on_costs or ():
        amounts += [on_cost.amount, on_cost.above, on_cost.up_to]
    return bounds.one_currency(*amounts)


def _periods(given: RepCostInputs, book: Book) -> None:
    if not given.said("pay_period"):
        book.assume("pay_per_year")
    if any(getattr(given, name) is not None for name in RUNNING) and not given.said("running_period"):
        book.assume("running_per_year")


def _yearly(bill: _Bill, amount: Money, per: str) -> Decimal:
    times = PER_YEAR[bill.given.pay_period if per == "pay" else bill.given.running_period]
    return amount.amount * times


def _pay(bill: _Bill) -> None:
    given, book = bill.given, bill.book
    times = Count(PER_YEAR[given.pay_period])
    if given.base is not None:
        bill.add("base", _yearly(bill, given.base, "pay"))
        if given.pay_period != "year":
            said = money(given.base.amount, bill.currency, given.pay_period)
            operands: dict[str, Quantity] = {"base": said, "periods": times}
            book.step("base_year", "{base} × {periods}", operands, bill.money(bill.paid("base")))
    if given.variable is not None:
        bill.add("variable", _yearly(bill, given.variable, "pay") * given.attainment.value)
        if given.pay_period != "year" or given.attainment.value != 1:
            expression = "{variable} × {attainment}"
            operands = {
                "variable": money(given.variable.amount, bill.currency, given.pay_period),
                "attainment": given.attainment,
            }
            if given.pay_period != "year":
                expression, operands["periods"] = "{variable} × {periods} × {attainment}", times
            book.step("variable_paid", expression, operands, bill.money(bill.paid("variable")))


def _load(bill: _Bill) -> None:
    """One rate on the salary, and one on variable pay (the same, unless another is given)."""
    given = bill.given
    if given.load_rate is not None and given.on_costs is not None:
        raise EconError("load_and_on_costs", "on_costs")
    if given.load_rate is None and given.variable_load_rate is None:
        return
    on_base = given.load_rate or Rate(ZERO)
    on_variable = given.variable_load_rate or on_base
    if bill.paid("variable") and given.variable_load_rate is None:
        bill.book.assume("load_on_variable", load=on_base)
    amount = bill.paid("base") * on_base.value + bill.paid("variable") * on_variable.value
    operands: dict[str, Quantity] = {
        "base": bill.money(bill.paid("base")),
        "load_rate": on_base,
        "variable": bill.money(bill.paid("variable")),
        "variable_load_rate": on_variable,
    }
    expression = "{base} × {load_rate}"
    if bill.paid("variable"):
        expression += " + {variable} × {variable_load_rate}"
    bill.book.step("load", expression, named(operands, expression), bill.money(amount))
    bill.add("load", amount)
    bill.on_costs.append("load")


def _on_costs(bill: _Bill) -> None:
    for on_cost in bill.given.on_costs or ():
        assert on_cost.name is not None
        amount = ZERO
        if on_cost.rate is not None:
            amount += _charged(bill, on_cost, on_cost.rate)
        if on_cost.amount is not None:
            amount += _yearly(bill, on_cost.amount, "pay")
        part = on_cost.name if on_cost.name not in _OWN else f"{on_cost.name} (2)"
        if part not in bill.on_costs:
            bill.on_costs.append(part)
        bill.add(part, amount)


def _charged(bill: _Bill, on_cost: OnCost, rate: Rate) -> Decimal:
    pay = {
        "pay": bill.paid("base") + bill.paid("variable"),
        "base": bill.paid("base"),
        "variable": bill.paid("variable"),
    }[on_cost.on]
    above = on_cost.above.amount if on_cost.above else ZERO
    up_to = on_cost.up_to.amount if on_cost.up_to else max(pay, above)
    if above > up_to:
        raise EconError("band_upside_down", "above", above=Money(above), up_to=Money(up_to))
    charged = formula.charged(pay, above, up_to)
    operands: dict[str, Quantity] = {"charged": bill.money(charged), "rate": rate}
    key = on_cost.name if on_cost.name in KNOWN else "on_cost"
    bill.book.step(key, "{charged} × {rate}", operands, bill.money(charged * rate.value))
    return charged * rate.value


def _running(bill: _Bill) -> None:
    given = bill.given
    said = {name: amount for name in RUNNING if (amount := getattr(given, name)) is not None}
    for name, amount in said.items():
        bill.add(name, _yearly(bill, amount, "running"))
    if len(said) > 1 or (said and given.running_period != "year"):
        total = sum_of(bill.paid(name) for name in said)
        operands: dict[str, Quantity] = {
            name: money(amount.amount, bill.currency, given.running_period) for name, amount in said.items()
        }
        marks = " + ".join(f"{{{name}}}" for name in said)
        if given.running_period != "year":
            operands["periods"] = Count(PER_YEAR[given.running_period])
            marks = f"({marks}) × {{periods}}" if len(said) > 1 else f"{marks} × {{periods}}"
        bill.book.step("running_costs", marks, operands, bill.money(total))


def _shares(bill: _Bill) -> None:
    """Of the manager, who leads so many; of the hiring, which serves as long as people stay."""
    given, book = bill.given, bill.book
    if given.manager_cost is not None:
        if given.manager_span is None:
            raise EconError("missing_input", "manager_span", inputs="manager_span")
        part = given.manager_cost.amount / given.manager_span.value
        operands: dict[str, Quantity] = {
            "manager_cost": bill.money(given.manager_cost.amount),
            "manager_span": given.manager_span,
        }
        book.step("manager_share", "{manager_cost} ÷ {manager_span}", operands, bill.money(part))
        bill.add("manager", part)
    if given.hiring_cost is not None and bill.hiring:
        if given.tenure_months is None:
            raise EconError("missing_input", "tenure_months", inputs="tenure_months")
        if given.tenure_months.value == 0:
            raise EconError("span_zero", "tenure_months")
        part = formula.over_tenure(given.hiring_cost.amount, given.tenure_months.value)
        operands = {
            "hiring_cost": money(given.hiring_cost.amount, bill.currency),
            "tenure_months": given.tenure_months,
        }
        book.step("hiring_share", "{hiring_cost} ÷ {tenure_months} × 12", operands, bill.money(part))
        bill.add("hiring", part)


#: The parts that are no on-cost, each with its operand in the sum.
_OWN = {"base": "base", "variable": "variable_paid", "load": "on_costs"} | {
    **dict.fromkeys(RUNNING, "running_costs"),
    "manager": "manager_share",
    "hiring": "hiring_share",
}


def _itemised(bill: _Bill) -> Money:
    sums: dict[str, Decimal] = {}
    for part, amount in bill.parts.items():
        name = "on_costs" if part in bill.on_costs else _OWN[part]
        sums[name] = sums.get(name, ZERO) + amount
    total = bill.money(sum_of(sums.values()))
    operands: dict[str, Quantity] = {name: bill.money(amount) for name, amount in sums.items()}
    bill.book.step("itemised_year", " + ".join(f"{{{name}}}" for name in sums), operands, total)
    bill.book.values["on_costs_year"] = bill.money(bill.load)
    bill.book.values["breakdown"] = tuple(
        _line(part, bill.money(amount), total) for part, amount in bill.parts.items()
    )
    return total


def _line(part: str, amount: Money, total: Money) -> dict[str, Value]:
    of_all = share(amount.amount / total.amount) if total.amount else None
    return {"name": part, "amount": amount, "share": of_all}


def _double(bill: _Bill, itemised: Money) -> Money | None:
    """Twice the salary, and why the build-up says otherwise. There is none for who earns commission alone."""
    if not bill.paid("base"):
        if bill.given.method == "seed_double":
            raise EconError("missing_input", "base", inputs="base")
        return None
    found = bill.money(formula.double(bill.paid("base")))
    bill.book.step("seed_double_year", "2 × {base}", {"base": bill.money(bill.paid("base"))}, found)
    if not bill.on_costs:
        bill.book.assume("seed_double_bare", double=found)
        return found
    bill.book.assume(
        "seed_double_gap",
        double=found,
        itemised=itemised,
        on_costs=bill.money(bill.load),
        of_pay=share(bill.load / (bill.paid("base") + bill.paid("variable"))),
        infrastructure=bill.money(sum_of(bill.paid(name) for name in INFRASTRUCTURE)),
    )
    return found


def _sums(bill: _Bill, cost: Money) -> None:
    book, base = bill.book, bill.paid("base")
    book.values["cost_year"] = cost
    month = money(cost.amount / _TWELVE, bill.currency, "month")
    book.step("cost_month", "{cost_year} ÷ 12", {"cost_year": cost}, month)
    if base:
        operands: dict[str, Quantity] = {"cost_year": cost, "base": bill.money(base)}
        book.step("multiple", "{cost_year} ÷ {base}", operands, ratio(cost.amount / base))


def _said(bill: _Bill) -> None:
    """What the country means for these figures, and what was left out of them."""
    given, book = bill.given, bill.book
    if given.country == "it":
        book.assume("gross_pay_has_extra_months")
    elif given.country in ("it_agent", "it_agent_multi"):
        book.assume("agent_is_no_employee")
    if not bill.on_costs:
        book.warn("no_on_costs")
    if any(getattr(given, name) is None for name in (*RUNNING, "manager_cost", "hiring_cost")):
        book.warn("parts_not_given")
