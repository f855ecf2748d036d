"""What `make bench` measures. Ratios are medians over rounds that take turns with their base."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pydantic import SecretStr
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.advise.reply import Assessed
from bot.advise.route import converse
from bot.app import Built, build
from bot.content import languages
from bot.glossary import glossary
from bot.lessons import lessons
from bot.local import connected_to
from bot.person import Person, Tenant
from bot.playground import LocalSlack
from bot.search import Index, idle_words
from bot.speak.say import say
from bot.store.base import CUSTOMER, AnalysisRow
from bot.store.sqlite import SqliteStore
from bot.understand import understand
from tests.bench.digests import digest_figures
from tests.bench.measure import Figure, paired
from tests.bench.requests import SECRET, idle_app, signed_command

QUESTION = "500 3% 80% 4k"
WORDS = "we charge $500 a month, lose 3% monthly, margin 80%, 4k to win one"


async def every_figure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        async with LocalSlack() as slack:
            settings = connected_to(slack).model_copy(
                update={"database": f"{folder}/bench.db", "signing_secret": SecretStr(SECRET)}
            )
            built = build(settings)
            try:
                figures = [await _command(built, slack), await _rendering(built), await _row(folder)]
            finally:
                await built.close()
        figures += await digest_figures(folder)
    return [*figures, *_understanding(), _search(), _importing(), await _memory()]


async def _command(built: Built, slack: LocalSlack) -> Figure:
    """A signed `/ltv 500 3% 80% 4k`: parsed, calculated, stored, rendered in full, acknowledged."""
    base = idle_app(slack.api_url, slack.bot_token)
    ann = slack.person("ann")
    team = "T0LOCAL"

    async def dispatch(app: AsyncApp) -> BoltResponse:
        return await app.async_dispatch(signed_command(QUESTION, team, ann.id))

    await dispatch(base)
    answer = await dispatch(built.bolt)
    assert "LTV:CAC 3.3" in answer.body
    mine, theirs, ratio = await paired(
        lambda: dispatch(built.bolt), lambda: dispatch(base), rounds=25, each=60
    )
    return Figure(
        "/ltv, full reply and stored row, against a no-op handler", ratio, 5, "x", _us(mine, theirs)
    )


async def _rendering(built: Built) -> Figure:
    """Words, numbers and blocks, against the same message as ready dicts turned to JSON."""
    person = Person(Tenant("T1"), "U1", "en")
    _, _, reply = await converse(built.front.desk, person, QUESTION, "bench")
    assert isinstance(reply, Assessed)
    ready = say(reply, "en").body()

    async def ours() -> str:
        return json.dumps(say(reply, "en").body())

    async def base() -> str:
        return json.dumps(json.loads(json.dumps(ready)))

    mine, theirs, ratio = await paired(ours, base, rounds=25, each=60)
    return Figure("rendering a reply, against the same dicts through json", ratio, 4, "x", _us(mine, theirs))


async def _row(folder: str) -> Figure:
    """A stored analysis, against the same insert by raw sqlite3 in the same mode."""
    store, numbers = SqliteStore(f"{folder}/row.db"), count()
    raw = sqlite3.connect(f"{folder}/raw.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=NORMAL")
    raw.execute(store.db.table("analyses").schema)
    raw.execute("CREATE INDEX i ON analyses (tenant, user_id, created_at)")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    inputs = {"arpa": ["500", None, None], "churn": ["0.03", None], "target": "3"}

    async def ours() -> None:
        await store.keep_analysis(AnalysisRow(f"a{next(numbers)}", "T1", "U1", now, inputs, place="p"))

    async def base() -> None:
        values = (
            "T1",
            f"a{next(numbers)}",
            "U1",
            now.isoformat(),
            json.dumps(inputs),
            None,
            None,
            "p",
            CUSTOMER,
        )
        raw.execute("INSERT INTO analyses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    mine, theirs, ratio = await paired(ours, base, rounds=15, each=200)
    await store.close()
    raw.close()
    return Figure("a stored row, against raw sqlite3 in the same mode", ratio, 1.5, "x", _us(mine, theirs))


def _understanding() -> list[Figure]:
    texts = (QUESTION, WORDS, "€1.250,50 al mese, churn 3%, margine 80%, CAC 4 mila", "what is a good churn?")
    took = []
    for text in texts * 100:
        start = time.perf_counter()
        understand(text)
        took.append((time.perf_counter() - start) * 1000)
    took.sort()
    return [
        Figure("understanding a turn, median", statistics.median(took), 1, "ms"),
        Figure("understanding a turn, 99th percentile", took[int(len(took) * 0.99)], 5, "ms"),
    ]


def _search() -> Figure:
    """A search over 500 snippets: the handbook's own several times over, each time under other ids."""
    own = [one for lang in languages() for one in lessons(lang).values()]
    copies = -(-500 // len(lessons("en")))
    many = [one.model_copy(update={"id": f"{one.id}-{n}"}) for n in range(copies) for one in own]
    index = Index(many, [term for lang in languages() for term in glossary(lang).values()], idle_words())
    asked = [line for lang in languages() for line in _searches(lang)]
    took = []
    for words in asked:
        start = time.perf_counter()
        index.find(words)
        took.append((time.perf_counter() - start) * 1000)
    return Figure("searching 500 snippets, median", statistics.median(took), 1, "ms")


def _searches(lang: str) -> list[str]:
    """What the tests search for."""
    lines = Path(f"tests/content/searches_{lang}.txt").read_text("utf-8").splitlines()
    return [line.partition(" = ")[0] for line in lines if not line.startswith("#")]


def _importing() -> Figure:
    """Importing the app, against bare async Bolt, each in a process of its own."""
    ours, base = [], []
    for _ in range(7):
        base.append(_seconds("import slack_bolt.async_app"))
        ours.append(_seconds("import bot.app"))
    ratio = statistics.median(a / b for a, b in zip(ours, base, strict=True))
    detail = f"({statistics.median(ours) * 1000:.0f} ms against {statistics.median(base) * 1000:.0f} ms)"
    return Figure("importing the app, against bare async Bolt", ratio, 2, "x", detail)


def _seconds(code: str) -> float:
    timed = f"import time; s = time.perf_counter(); {code}; print(time.perf_counter() - s)"
    return float(
        subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout
    )


async def _memory() -> Figure:
    """Resident memory of the bot as a process of its own, connected and idle after one answer."""
    async with LocalSlack() as slack:
        settings = connected_to(slack)
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": settings.api_url,
                "BILANCIA_DB": f"{folder}/memory.db",
            }
            process = subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, "-m", "bot", "run", "--socket"], env=environment, stderr=subprocess.DEVNULL
            )
            try:
                await slack.until(lambda: slack.connected, seconds=20)
                await slack.person("ann").command("/ltv", QUESTION, channel="sales")
                resident = _resident(process.pid)
            finally:
                process.terminate()
                await asyncio.to_thread(process.wait, 20)
    return Figure("resident memory of the idle bot", resident, 110, "MiB")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _us(mine: float, theirs: float) -> str:
    return f"({mine * 1e6:.0f} µs against {theirs * 1e6:.0f} µs)"
