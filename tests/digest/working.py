"""Workers as processes of their own, forked from one that has loaded everything: to be killed and frozen.

`python -m tests.digest.working DATABASE API_URL TOKEN` forks a worker for every line, and says its pid.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from itertools import count

from aiohttp import ClientSession

from bot.advise.desk import Desk
from bot.digest.pace import Pace
from bot.digest.worker import Tempo
from bot.slack.digest_work import make_worker
from bot.store.sqlite import SqliteStore

#: A hurried worker's times: a lease of 2 seconds instead of 30.
HURRY = Tempo(tick=0.05, lease=2.0, unsure=0.3, look_again=1.0, retry=0.1, at_once=4)


async def opened(database: str) -> SqliteStore:
    """The store; a frozen worker may hold its lock for a while."""
    while True:
        try:
            return SqliteStore(database)
        except sqlite3.OperationalError:
            await asyncio.sleep(0.1)


async def work(database: str, api_url: str, token: str) -> None:
    store, numbers = await opened(database), count()
    desk = Desk(store, lambda: datetime.now(UTC), lambda: f"{os.getpid()}-{next(numbers)}")
    async with ClientSession() as session:
        await make_worker(desk, session, token, api_url, tempo=HURRY, pace=Pace(0, 0)).run()


def main(database: str, api_url: str, token: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(database, api_url, token))
        print(pid, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
