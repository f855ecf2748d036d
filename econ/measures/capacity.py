"""What a team can do: reps as ramped ones, after ramp, attrition and vacancies, and what they make."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, sum_of
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import people as formula
from econ.inputs_people import CapacityInputs
from econ.outcome import Answer
from econ.period import MONTHS
from econ.quantity import PER_YEAR, Count, Money, Months, Quantity
from econ.terms import money, months, ratio, share, tidy

CAPACITY = ("ramped_equivalents", "output", "output_year", "availability", "attrition_year")

#: The year a new team is judged over.
_YEAR = Months(Decimal(12))


def capacity(given: CapacityInputs) -> Answer:
    """Ramped equivalents, now (`ramping`), in the long run (`tenure_months`) or in a new team's first year;
    and what they make in a period."""
    book = Book(CAPACITY)
    _one_ramp(given)
    assert given.reps is not None
    if given.ramping is not None:
        found = _now(given, book)
    else:
        operands: dict[str, Quantity] = {"reps": given.reps}
        part = _available(given, book)
        if part is None:
            found = given.reps
            book.assume("reps_ramped")
            book.values["ramped_equivalents"] = found
        else:
            found = Count(tidy(given.reps.value * part))
            operands["availability"] = share(part)
            book.step("ramped_equivalents", "{reps} × {availability}", operands, found)
    _output(given, found, book)
    return book.answer("capacity")


def _one_ramp(given: CapacityInputs) -> None:
    if given.ramp is not None and given.ramp_months is not None:
        raise EconError("two_ramps", "ramp_months")
    if given.vacancy_months is not None and given.tenure_months is None:
        raise EconError("missing_input", "tenure_months", inputs="tenure_months")
    if given.tenure_months is not None and given.tenure_months.value == 0:
        raise EconError("span_zero", "tenure_months")
    if given.ramping is not None and given.tenure_months is not None:
        raise EconError("ramping_and_tenure", "ramping")


def _now(given: CapacityInputs, book: Book) -> Count:
    """Those ramping up, each at the share of the period they are in, and the others in full."""
    assert given.ramping is not None
    assert given.reps is not None
    if given.ramp is None:
        raise EconError("missing_input", "ramp", inputs="ramp")
    if len(given.ramping) > len(given.ramp):
        raise EconError("ramping_beyond_ramp", "ramping", ramp=Count(Decimal(len(given.ramp))))
    new = sum_of(count.value for count in given.ramping)
    if new > given.reps.value:
        raise EconError("ramping_over_reps", "ramping", ramping=Count(new), reps=given.reps)
    weighed = sum_of(n.value * part.value for n, part in zip(given.ramping, given.ramp, strict=False))
    operands: dict[str, Quantity] = {
        "reps": given.reps,
        "ramping": Count(new),
        "ramping_equivalents": Count(tidy(weighed)),
    }
    found = Count(tidy(given.reps.value - new + weighed))
    book.step("ramped_equivalents", "{reps} − {ramping} + {ramping_equivalents}", operands, found)
    return found


def _available(given: CapacityInputs, book: Book) -> Decimal | None:
    """The share of full output, in the long run or in the first year; None with nothing to lower it."""
    stay, vacancy = given.tenure_months, given.vacancy_months or Months(ZERO)
    if stay is None:
        if given.ramp is None and given.ramp_months is None:
            return None
        stay = _YEAR
        book.assume("reps_start_together")
    else:
        book.assume("every_stay_the_mean")
        operands: dict[str, Quantity] = {"tenure_months": stay}
        book.step("attrition_year", "12 ÷ {tenure_months}", operands, ratio(_YEAR.value / stay.value))
    productive = _productive(given, stay, book)
    operands = {
        "productive_months": months(productive),
        "months_counted": stay,
        "vacancy_months": vacancy,
    }
    part = formula.availability(productive, stay.value, vacancy.value)
    expression = "{productive_months} ÷ ({months_counted} + {vacancy_months})"
    if not vacancy.value:
        expression = "{productive_months} ÷ {months_counted}"
        del operands["vacancy_months"]
    book.step("availability", expression, operands, share(part))
    return part


def _productive(given: CapacityInputs, stay: Months, book: Book) -> Decimal:
    """Months of full output in a stay, its ramp counted for what it gives."""
    operands: dict[str, Quantity] = {"months_counted": stay}
    if given.ramp_months is not None:
        operands["ramp_months"] = given.ramp_months
        found = formula.linear_output(stay.value, given.ramp_months.value)
        if given.ramp_months.value > stay.value:
            book.warn("leaves_before_ramped", stay=stay, ramp=given.ramp_months)
            expression = "{months_counted} ^ 2 ÷ (2 × {ramp_months})"
        else:
            expression = "{months_counted} − {ramp_months} ÷ 2"
    elif given.ramp is not None:
        each = MONTHS[given.period]
        found = formula.stepped_output(stay.value, tuple(part.value for part in given.ramp), each)
        operands["ramp_lost"] = months(stay.value - found)
        expression = "{months_counted} − {ramp_lost}"
        ramp = Months(tidy(each * len(given.ramp)))
        if ramp.value > stay.value:
            book.warn("leaves_before_ramped", stay=stay, ramp=ramp)
    else:
        return stay.value
    book.step("productive_months", expression, operands, months(found))
    return found


def _output(given: CapacityInputs, found: Count, book: Book) -> None:
    made = given.productivity
    if made is None:
        return
    operands: dict[str, Quantity] = {"ramped_equivalents": found, "productivity": made}
    expression = "{ramped_equivalents} × {productivity}"
    if given.attainment.value != 1:
        expression += " × {attainment}"
        operands["attainment"] = given.attainment
    amount = found.value * (made.amount if isinstance(made, Money) else made.value) * given.attainment.value
    times = PER_YEAR[given.period]
    output: Quantity = Count(tidy(amount))
    year: Quantity = Count(tidy(amount * times))
    if isinstance(made, Money):
        output = money(amount, made.currency, given.period)
        year = money(amount * times, made.currency, "year")
    book.step("output", expression, operands, output)
    book.step("output_year", "{output} × {periods}", {"output": output, "periods": Count(times)}, year)
