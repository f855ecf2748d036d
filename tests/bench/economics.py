"""The calculations beside what others take for them. Two bases are of the group `bench` (see pyproject.toml):
where one isn't installed, its line says what stood in for it, or that it was skipped."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from bot.data.read import with_data
from econ.formula import cohorts, transactions
from econ.formula.uncertainty import outcome
from econ.metric import METRICS
from tests.bench.measure import Figure, Skipped, in_turns

DATA = Path(__file__).parent.parent / "data"
SURVIVORS = [1000, 869, 743, 653, 593, 551, 517, 491]
ROWS = 500_000


def economics() -> Iterator[Figure | Skipped]:
    """Every line, as it is measured."""
    yield _bgnbd()
    yield _sbg()
    yield _monte_carlo()
    yield _grid()
    yield from _half_a_million()


def _bgnbd() -> Figure:
    """r, α, a, b of CDNOW's 2,357 customers: Newton here, L-BFGS-B with autograd there."""
    x, t_x, watched = _cdnow()
    base, name = _lifetimes(x, t_x, watched)
    mine, theirs, ratio = in_turns(
        lambda: transactions.bgnbd(x, t_x, watched), base, rounds=9, each=20, each_base=1
    )
    detail = f"({mine * 1e3:.2f} ms against {theirs * 1e3:.1f} ms: {1 / ratio:.0f} times as fast)"
    return Figure(f"BG/NBD fit on CDNOW, against {name}", ratio, 0.05, "x", detail)


def _cdnow() -> tuple[Any, Any, Any]:
    """Repeat purchases, time of the last and time watched, in weeks up to 30 September 1997."""
    bought: dict[str, set[int]] = {}
    with (DATA / "cdnow_sample.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            day = np.datetime64(row["date"])
            if day <= np.datetime64("1997-09-30"):
                bought.setdefault(row["customer"], set()).add(int(day.astype(int)))
    end = int(np.datetime64("1997-09-30").astype(int))
    table = [(len(days) - 1, (max(days) - min(days)) / 7, (end - min(days)) / 7) for days in bought.values()]
    x, t_x, watched = np.array(table, dtype=float).T.copy()
    return x, t_x, watched


def _lifetimes(x: Any, t_x: Any, watched: Any) -> tuple[Callable[[], object], str]:
    try:
        from lifetimes import BetaGeoFitter
    except ImportError:
        return lambda: _by_simplex(x, t_x, watched), "Nelder-Mead (lifetimes is not here)"

    def fit() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return BetaGeoFitter().fit(x, t_x, watched)

    return fit, "lifetimes"


def _by_simplex(x: Any, t_x: Any, watched: Any) -> object:
    """The same likelihood, vectorised, climbed without derivatives."""
    again = x > 0
    before = np.where(again, x - 1, 0)

    def loss(logs: Any) -> float:
        r, alpha, a, b = np.exp(np.clip(logs, -12, 12))
        ones = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        left = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        alive = -(r + x) * np.log(alpha + watched)
        gone = np.where(again, np.log(a) - np.log(b + before) - (r + x) * np.log(alpha + t_x), -np.inf)
        return -float(np.sum(ones + left + np.logaddexp(alive, gone)))

    return minimize(loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 2000, "xatol": 1e-4})


def _sbg() -> Figure:
    """α and β of the High End cohort: Newton here, scipy's Nelder-Mead on the same likelihood there."""
    at_risk, kept = SURVIVORS[:-1], SURVIVORS[1:]

    def simplex() -> object:
        return minimize(
            lambda logs: -cohorts.log_likelihood(math.exp(logs[0]), math.exp(logs[1]), at_risk, kept),
            [0.0, 0.0],
            method="Nelder-Mead",
        )

    mine, theirs, ratio = in_turns(
        lambda: cohorts.fit(at_risk, kept), simplex, rounds=15, each=100, each_base=5
    )
    detail = f"({mine * 1e3:.3f} ms against {theirs * 1e3:.2f} ms: {1 / ratio:.0f} times as fast)"
    return Figure("sBG fit, against Nelder-Mead", ratio, 0.05, "x", detail)


def _monte_carlo() -> Figure:
    """The whole answer of `uncertainty`, 100,000 draws, against numpy drawing the same betas and gammas."""
    known = {
        "arpa": Decimal(500),
        "margin": Decimal("0.8"),
        "churn": {"churned": Decimal(18), "customers": Decimal(600)},
        "cac": {"spend": Decimal(80_000), "customers": Decimal(20)},
    }

    def bare() -> object:
        rng = np.random.default_rng(1)
        return rng.beta(18.5, 582.5, 100_000), rng.gamma(20.0, 200.0, 100_000)

    mine, theirs, ratio = in_turns(
        lambda: METRICS["uncertainty"].calculate(known), bare, rounds=25, each=3, each_base=3
    )
    return Figure("100,000 draws to ranges, against drawing them", ratio, 3, "x", _ms(mine, theirs))


def _grid() -> Figure:
    """LTV ÷ CAC over 50 prices × 50 churns, by the formulas of every answer, against numpy written out."""
    arpa, churn = np.linspace(100, 900, 50)[:, None], np.linspace(0.01, 0.09, 50)[None, :]
    margin, cac = np.array(0.8), np.array(4000.0)
    mine, theirs, ratio = in_turns(
        lambda: outcome(arpa, margin, churn, cac).ltv_cac,
        lambda: arpa * margin / churn / cac,
        rounds=25,
        each=500,
        each_base=500,
    )
    detail = f"({mine * 1e6:.0f} µs against {theirs * 1e6:.0f} µs)"
    return Figure("a grid of 50 × 50, against plain numpy", ratio, 5, "x", detail)


def _half_a_million() -> Iterator[Figure | Skipped]:
    """500,000 purchases from a CSV to each customer's summary, and the memory it takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "purchases.csv"
        _write(path)
        what = "500,000 purchases from CSV to summary, against duckdb"
        try:
            base = _duckdb(path)
        except ImportError:
            yield Skipped(what, "duckdb is not installed (group bench)")
        else:
            mine, theirs, ratio = in_turns(lambda: summarised(str(path)), base, rounds=5)
            yield Figure(what, ratio, 8, "x", _ms(mine, theirs))
        code = "from tests.bench.economics import peak; peak(__import__('sys').argv[1])"
        ran = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        )
        yield Figure("memory of those 500,000, all told", float(ran.stdout), 300, "MiB")


def summarised(path: str) -> object:
    """What `calc` does with such a file when it is only asked what it understood."""
    from datetime import date

    given = {"csv": path, "dry_run": True}
    return METRICS["transactions"].calculate(with_data("transactions", given, date(2026, 11, 23)))


def peak(path: str) -> None:
    """Prints the most memory this process held at once, in MiB."""
    summarised(path)
    status = Path("/proc/self/status").read_text()
    print(int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024)


def _write(path: Path) -> None:
    rng, start = Random(1), np.datetime64("2023-01-01")
    days = [str(start + day) for day in range(730)]
    with path.open("w") as file:
        file.write("customer,date,amount\n")
        for _ in range(ROWS):
            cents = rng.randrange(100, 50_000)
            file.write(f"C{rng.randrange(60_000):05d},{rng.choice(days)},{cents // 100}.{cents % 100:02d}\n")


_SUMMARY = """
    with days as (
        select customer, date, sum(amount) as paid from read_csv('{path}') where amount >= 0 group by all
    )
    select customer, count(*) - 1 as x, max(date) - min(date) as t_x,
           (select max(date) from days) - min(date) as watched,
           (sum(paid) - arg_min(paid, date)) / nullif(count(*) - 1, 0) as mean
    from days group by customer
"""


def _duckdb(path: Path) -> Callable[[], object]:
    import duckdb

    def summarise() -> object:
        with duckdb.connect() as connection:
            return connection.execute(_SUMMARY.format(path=path)).fetchnumpy()

    return summarise


def _ms(mine: float, theirs: float) -> str:
    return f"({mine * 1e3:.1f} ms against {theirs * 1e3:.1f} ms)"
