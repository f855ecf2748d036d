"""Log lines that can be shown to anyone: tokens, secrets and response_urls never get through."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

_SECRETS = re.compile(
    r"xox[a-z.-]*-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+"
    r"|https?://hooks\.[^\s\"'<>]+|https?://[^\s\"'<>]*/(?:commands|actions|response|app)/[^\s\"'<>]+"
)

#: The same by name: in a query, a form, a dict, or JSON within a string (its quotes and slashes escaped).
_NAMED = re.compile(
    r"(\b(?:response_url|trigger_id|ticket|token|signing_secret)[\\\"']*\s*[=:]\s*[\\\"']*)[^\s&\"',<>{}\[\]]+"
)

HIDDEN = "[hidden]"


class Redacted(logging.Formatter):
    r"""Formats a record, traceback included, then hides whatever looks like, or is known to be, a secret.

    >>> record = logging.LogRecord("bot", 20, "", 0, "posting with xoxb-12-ab to s3cret", None, None)
    >>> Redacted("%(message)s", known=["s3cret"]).format(record)
    'posting with [hidden] to [hidden]'
    >>> frame = r'{"token": "Gx1", "response_url": "http:\\/\\/slack.example\\/r\\/1", "text": "500 3%"}'
    >>> Redacted("%(message)s").format(logging.LogRecord("bot", 10, "", 0, frame, None, None))
    '{"token": "[hidden]", "response_url": "[hidden]", "text": "500 3%"}'
    """

    def __init__(self, pattern: str, known: Iterable[str] = ()) -> None:
        super().__init__(pattern)
        self._known = [secret for secret in known if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = _NAMED.sub(rf"\1{HIDDEN}", _SECRETS.sub(HIDDEN, super().format(record)))
        for secret in self._known:
            line = line.replace(secret, HIDDEN)
        return line


def log_to_stderr(level: str, known: Iterable[str] = ()) -> None:
    """One handler on the root logger, in place of any other."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s %(message)s", known))
    logging.basicConfig(level=level, handlers=[handler], force=True)
