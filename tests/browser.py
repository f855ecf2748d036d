"""The system's Chromium for the tests that drive a page, and what they listen for while they do."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Root in a container has no sandbox; nothing but the page itself goes over the network.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def chromium() -> str:
    """Where Chromium is. Without one the test is skipped; with BILANCIA_NO_SKIPS=1, as in CI, it fails."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = f"no Chromium in PATH (looked for {', '.join(BROWSERS)})"
        if os.environ.get("BILANCIA_NO_SKIPS") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


def listen(page: Any) -> list[str]:
    """Every error the page logs or throws from now on; a clean visit leaves the list empty."""
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles
