"""Customers' own files: dates, numbers and columns as either language writes them, and each odd file answered
with a sentence that says which value, what was kept and what to do."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calc import run_lines, to_json
from bot.content import languages, table
from bot.data import file as files
from bot.data.cells import days, numbers
from bot.data.columns import names
from econ.inputs_transactions import MOST_ROWS

TODAY = date(2026, 11, 23)


def ask(metric: str, lang: str = "en", **inputs: Any) -> dict[str, Any]:
    written: list[str] = []
    run_lines([to_json({"id": 1, "metric": metric, "inputs": inputs, "lang": lang})], written.append, TODAY)
    found: dict[str, Any] = json.loads(written[0], parse_constant=pytest.fail)
    return found


def understood(metric: str, csv: str, **inputs: Any) -> dict[str, Any]:
    found = ask(metric, csv=csv, dry_run=True, **inputs)
    assert "error" not in found, found
    summary: dict[str, Any] = found["values"]["summary"]
    return summary


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2026-03-31", "2026-03-31"),
        ("2026-03-31T10:15:00Z", "2026-03-31"),
        ("2026-03-31 10:15:00.123+02:00", "2026-03-31"),
        ("2026/3/31", "2026-03-31"),
        ("20260331", "2026-03-31"),
        ("31/03/2026", "2026-03-31"),
        ("31/03/2026 10:15", "2026-03-31"),
        ("31.3.26", "2026-03-31"),
        ("31-03-2026", "2026-03-31"),
        ("31 marzo 2026", "2026-03-31"),
        ("31 mar 2026", "2026-03-31"),
        ("March 31, 2026", "2026-03-31"),
        ("31 Mar 2026", "2026-03-31"),
        ("Mar 2026", "2026-03-01"),
        ("gennaio 2026", "2026-01-01"),
        ("2026-03", "2026-03-01"),
        ("03/2026", "2026-03-01"),
        ("31/12/99", "1999-12-31"),
    ],
)
def test_dates_as_people_write_them(cell: str, iso: str) -> None:
    found, _ = days([cell], None)
    assert date.fromordinal(found[0]).isoformat() == iso


def test_one_date_tells_the_order_of_all() -> None:
    found, order = days(["3/4/2026", "12/25/2026"], None)
    assert order == "mdy"
    assert date.fromordinal(found[0]) == date(2026, 3, 4)
    found, order = days(["3/4/2026", "25/12/2026", "12/25/2026"], None)
    assert (order, date.fromordinal(found[0]), found[2]) == ("dmy", date(2026, 4, 3), 0)
    for nonsense in ("", "32/01/2026", "2026-02-30", "soon", "45291", "0000-00-00", "1/1"):
        assert days([nonsense], "dmy")[0] == [0]


@pytest.mark.parametrize(
    ("cells", "values", "mark"),
    [
        (["1250.50", "3"], [1250.5, 3], "."),
        (["1,250.50", "3"], [1250.5, 3], "."),
        (["1.250,50", "3"], [1250.5, 3], ","),
        (["1250,5", "1.250"], [1250.5, 1250], ","),
        (["1250.5", "1,250"], [1250.5, 1250], "."),
        (["€ 12,50", "12,50 EUR", "-3,00 €"], [12.5, 12.5, -3], ","),
        (["$1,234,567"], [1234567], "."),
        (["1.234.567"], [1234567], ","),
        (["1'250.50", "1 250.50"], [1250.5, 1250.5], "."),
        (["(12.50)", "12.50-", "\N{MINUS SIGN}1"], [-12.5, -12.5, -1], "."),
        (["0.125"], [0.125], "."),
        (["1e3", "2.5"], [1000, 2.5], "."),
    ],
)
def test_numbers_as_people_write_them(cells: list[str], values: list[float], mark: str) -> None:
    found = numbers(cells, None)
    assert found.values.tolist() == values
    assert found.mark == mark


@pytest.mark.parametrize(
    "cell", ["", "x", "nan", "inf", "-inf", "1e400", "1e-300", "9" * 400, "1.2.3,4", "1,2,3.4.5", "--1", "٣x"]
)
def test_what_is_no_number_is_none(cell: str) -> None:
    found = numbers([cell, "1.5"], ".").values.tolist()
    assert found[0] != found[0]
    assert found[1] == 1.5


def test_columns_are_known_by_name_in_both_languages() -> None:
    roles = {lang: set(table("columns", lang)) for lang in languages()}
    assert roles["en"] == roles["it"]
    for role in roles["en"]:
        for lang in languages():
            assert set(table("columns", lang)[role]) <= set(names(role))
    english = understood("transactions", "Order Date,Customer ID,Total (USD)\n2026-01-31,a,1.5\n")
    assert english["columns"] == {"customer": "Customer ID", "date": "Order Date", "amount": "Total (USD)"}
    assert english["currency"] == "USD"
    italian = understood(
        "transactions", "Data fattura;Ragione sociale;Importo €\n03/04/2026;Caffè;1.250,50\n"
    )
    assert italian["columns"] == {
        "customer": "Ragione sociale",
        "date": "Data fattura",
        "amount": "Importo €",
    }
    assert (italian["currency"], italian["first_date"], italian["amount"]) == ("EUR", "2026-04-03", 1250.5)
    said = understood("transactions", "a,b\nx,2026-01-31\n", columns={"customer": "a", "date": "b"})
    assert said["columns"] == {"customer": "a", "date": "b"}


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("customer\tdate\na\t2026-01-01\n", 1),
        ("sep=;\ncustomer;date\na;2026-01-01\n", 1),
        ("\ufeffcustomer|date\r\na|2026-01-01\r\n\r\nb|2026-01-02\r\n", 2),
        ('customer,date\n"Rossi, Bianchi & C.",2026-01-01\n"say ""hi""",2026-01-01\n', 2),
        ("customer,date\nRossi ,2026-01-01\n Rossi,2026-01-02\n", 1),
        ("customer,date\na,2026-01-01,extra,cells\nb\nc,2026-01-01\n", 2),
    ],
)
def test_files_as_programs_write_them(text: str, customers: int) -> None:
    assert understood("transactions", text)["customers"] == customers


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("metric", "inputs", "key", "says"),
    [
        ("transactions", {"csv": ""}, "csv_not_read", "CSV"),
        ("transactions", {"csv": 5}, "csv_not_read", "CSV"),
        ("transactions", {"csv": "no-such-file.csv"}, "file_missing", "no-such-file.csv"),
        ("transactions", {"csv": "."}, "file_missing", "CSV"),
        ("transactions", {"csv": "\0"}, "file_missing", "CSV"),
        ("transactions", {"csv": "\n\n"}, "csv_not_read", "CSV"),
        ("transactions", {"csv": "customer,date\n"}, "file_one_row", ""),
        ("transactions", {"csv": "a,b\n1,2\n"}, "column_missing", "«a», «b»"),
        ("transactions", {"csv": "a,b\n1,2\n", "columns": {"customer": "z"}}, "column_unknown", "«a», «b»"),
        (
            "transactions",
            {"csv": "customer,date\nx,03/04/2026\ny,04/03/2026\n"},
            "dates_ambiguous",
            "03/04/2026",
        ),
        (
            "transactions",
            {"csv": "customer,date,amount\nx,2026-01-01,1.250\n"},
            "numbers_ambiguous",
            "1.250",
        ),
        (
            "transactions",
            {"csv": "customer,date,amount\nx,2026-01-01,$5\ny,2026-01-01,5 €\n"},
            "mixed_currencies",
            "EUR",
        ),
        ("transactions", {"csv": "customer,date\nx,soon\n"}, "no_rows_left", "soon"),
        ("churn", {"csv": "customer,month,mrr\nx,2026-01,5\n"}, "one_period_list", "2026-01"),
        ("churn", {"csv": "customer,month\nx,2026-01\n"}, "column_missing", "«customer», «month»"),
        ("cohorts", {"csv": "cohort,0,1,2\nA,100,90,95\n"}, "rising_survivors", "95"),
        ("cohorts", {"csv": "cohort,0,1,2\nA,100%,90%,80%\n"}, "counts_not_shares", "100%"),
        ("cohorts", {"csv": "cohort,0,1,2\nA,100,,\n"}, "one_period_cohort", ""),
        ("cohorts", {"csv": "year,survivors\n0,10\n1,12\n"}, "rising_survivors", "12"),
        ("cohorts", {"csv": "year,survivors\n0,10.5\n1,9\n"}, "counts_not_shares", ""),
    ],
)
def test_what_cannot_be_read_is_said(
    metric: str, inputs: dict[str, Any], key: str, says: str, lang: str
) -> None:
    error = ask(metric, lang, **inputs)["error"]
    assert error["key"] == key
    assert says in error["message"]
    assert "{" not in error["message"]


ODD = (
    "customer,date,amount\nRossi,2026-01-01,5\n,2026-01-02,5\nBo,2026-13-02,5\nBo,2026-01-02,much\n"
    'Bo,2026-01-02,"=SUM(A1:A9)"\nBo,2031-01-02,5\nBo,2026-01-03,-5\n'
)


@pytest.mark.parametrize("lang", languages())
def test_what_is_left_out_is_said_row_by_row(lang: str) -> None:
    found = ask("transactions", lang, csv=ODD, dry_run=True)
    reasons = ["no_customer", "bad_date", "formula", "bad_amount", "future", "refund"]
    assert found["values"]["summary"]["skipped"] == dict.fromkeys(reasons, 1)
    assert (found["values"]["summary"]["rows"], found["values"]["summary"]["customers"]) == (7, 1)
    told = {note["key"]: note["message"] for note in found["warnings"]}
    assert list(told) == [f"skipped_{reason}" for reason in reasons]
    for key, value in (
        ("no_customer", "3"),
        ("bad_date", "2026-13-02"),
        ("formula", "=SUM(A1:A9)"),
        ("bad_amount", "much"),
        ("future", "2031-01-02"),
        ("refund", "-5"),
    ):
        assert value in told[f"skipped_{key}"]
    assert found["values"]["r"] is None


def test_encodings_are_told_apart(tmp_path: Path) -> None:
    text = "cliente;data\nPerù Caffè;31/12/2025\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        found = ask("transactions", "it", csv=str(path), dry_run=True)
        assert found["values"]["summary"]["customers"] == 1
        keys = [note["key"] for note in found["warnings"]]
        assert keys == (["encoding_guessed"] if encoding == "cp1252" else [])
    for name, content in (("book.xlsx", b"PK\x03\x04rest"), ("nul.csv", b"a,b\0\n"), ("odd", b"\xff\xfea")):
        path = tmp_path / name
        path.write_bytes(content)
        assert ask("transactions", csv=str(path))["error"]["key"] == "file_not_text"


def test_the_limits_are_clear_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.csv"
    path.write_text("customer,date\n" + "a,2026-01-01\n" * (MOST_ROWS + 1))
    error = ask("transactions", csv=str(path))["error"]
    assert (error["key"], error["facts"]["limit"]) == ("file_too_long", MOST_ROWS)
    assert files.LARGEST == 20_000_000
    monkeypatch.setattr(files, "LARGEST", 1_000_000)
    error = ask("transactions", "it", csv=str(path))["error"]
    assert error["key"] == "file_too_large"
    assert "6,6 MB" in error["message"]
    error = ask("transactions", csv="customer,date\n" + "a,2026-01-01\n" * 90_000)["error"]
    assert error["key"] == "file_too_large"


def test_a_list_of_revenue_gives_every_churn() -> None:
    text = (
        "cliente;mese;canone\nA;gen 2026;100\nB;gen 2026;200\nC;gen 2026;50\nA;feb 2026;120\nB;feb 2026;150\n"
        "D;feb 2026;80\nA;mar 2026;120\nB;mar 2026;0\nD;mar 2026;80\nC;mar 2026;50\n"
    )
    found = ask("churn", "it", csv=text)["values"]
    # January: C lost of 3; February: B lost of 3. Revenue: 50 + 50 lost and shrunk of 350, then 150 of 350
    assert found["churn"] == pytest.approx(2 / 6)
    assert found["revenue_churn"] == pytest.approx((100 + 150) / 700)
    assert found["net_revenue_churn"] == pytest.approx((250 - 20) / 700)
    assert [row["period"] for row in found["by_period"]] == ["2026-02", "2026-03"]
    assert [row["new"] for row in found["by_period"]] == [1, 1]
    assert found["cohort_table"] == [
        {"cohort": "2026-01", "survivors": [3, 2, 1]},
        {"cohort": "2026-02", "survivors": [1, 1]},
    ]
    assert found["summary"]["period"] == "month"


def test_pairs_of_revenue_are_what_the_list_of_customers_is() -> None:
    pairs = [(100, 0), (100, 150), (200, 120), (0, 50)]
    text = "mrr_start,mrr_end\n" + "".join(f"{before},{after}\n" for before, after in pairs)
    by_file = ask("churn", csv=text)["values"]
    by_rows = ask("churn", customers=[{"mrr_start": a, "mrr_end": b} for a, b in pairs])["values"]
    for name in ("churn", "revenue_churn", "net_revenue_churn", "annual", "monthly"):
        assert by_file[name] == pytest.approx(by_rows[name], rel=1e-9)


def test_counts_by_period_are_pooled() -> None:
    found = ask("churn", csv="mese;clienti iniziali;clienti persi\ngen;200;6\nfeb;210;5\n")["values"]
    assert found["churn"] == pytest.approx(11 / 410)
    assert [row["lost"] for row in found["by_period"]] == [6, 5]


def test_survivors_long_wide_and_counted_agree() -> None:
    wide = ask("cohorts", csv="coorte,anno 0,anno 1,anno 2,anno 3\nA,100,80,70,64\nB,50,40,35,\n")["values"]
    long_ = "coorte,anno,rimasti\n" + "".join(
        f"{name},{age},{left}\n"
        for name, row in (("A", (100, 80, 70, 64)), ("B", (50, 40, 35)))
        for age, left in enumerate(row)
    )
    given_ = ask("cohorts", survivors=[[100, 80, 70, 64], [50, 40, 35]])["values"]
    for found in (wide, ask("cohorts", csv=long_)["values"]):
        assert (found["alpha"], found["beta"]) == (given_["alpha"], given_["beta"])
        assert found["derl"] == pytest.approx(given_["derl"])
    rows = ["customer,month"]
    for cohort, (start, row) in {
        "A": (1, (60, 45, 36, 30)),
        "B": (2, (30, 24, 20)),
        "C": (3, (9, 8)),
    }.items():
        for age, left in enumerate(row):
            rows.extend(f"{cohort}{number},2026-{start + age:02d}" for number in range(left))
    counted = ask("cohorts", csv="\n".join(rows))["values"]
    assert [row["survivors"] for row in counted["cohort_table"]] == [[60, 45, 36, 30], [30, 24, 20], [9, 8]]


cells = st.sampled_from(
    [
        "",
        "a",
        "b",
        "2026-01-01",
        "31/12/2025",
        "1/2/2026",
        "1e400",
        "NaN",
        "-1",
        "0",
        "1.250",
        "1.250,5",
        "12%",
        "=A1",
        "€ 5",
        "$5",
        "1e15",
        "1e12",
        "nan",
        "Infinity",
        "1000",
        "999",
        "5",
        '"',
        "0.000000000001",
        "\x00",
    ]
) | st.text(max_size=4)
headers = st.sampled_from(
    [
        "customer",
        "cliente",
        "date",
        "mese",
        "amount",
        "importo €",
        "mrr",
        "mrr_start",
        "mrr_end",
        "start",
        "churned",
        "survivors",
        "cohort",
        "age",
        "frequency",
        "recency",
        "T",
        "monetary_value",
        "0",
        "1",
        "",
    ]
)
grids = st.tuples(
    st.lists(headers, min_size=1, max_size=6), st.lists(st.lists(cells, max_size=6), max_size=9)
)


@settings(max_examples=250, deadline=None)
@given(grids, st.sampled_from(",;\t"), st.sampled_from(["transactions", "churn", "cohorts"]), st.booleans())
def test_no_file_whatever_breaks_it(
    grid: tuple[list[str], list[list[str]]], separator: str, metric: str, dry: bool
) -> None:
    text = "\n".join(separator.join(row) for row in (grid[0], *grid[1])) + "\n"
    found = ask(metric, "it", csv=text, dry_run=dry)
    assert "error" not in found or found["error"]["key"] != "internal", text
    assert found.get("values", found.get("error", {}).get("message"))


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_no_text_whatever_breaks_it(text: str) -> None:
    for metric in ("transactions", "churn", "cohorts"):
        found = ask(metric, csv=f"{text}\n{text}")
        assert "error" not in found or found["error"]["key"] != "internal"


def test_full_precision_decimals_in_rows_are_kept() -> None:
    found = ask("churn", customers=[{"mrr_start": Decimal("0.1"), "mrr_end": Decimal("0.05")}])["values"]
    assert found["revenue_churn"] == 0.5
