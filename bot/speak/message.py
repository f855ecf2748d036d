"""A message ready for any door: `text` for notifications and screen readers, blocks for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.speak.blocks import MESSAGE_BLOCKS, MESSAGE_TEXT, Block, at_most, shorten
from econ.record import record


@record(frozen=True, slots=True)
class Message:
    """`blocks` fit an ack; `chart` (a native block) does not, and follows with `blocks` as its text twin."""

    text: str
    blocks: tuple[Block, ...] = ()
    chart: Block | None = None

    def body(self) -> dict[str, Any]:
        """As an ack takes it: text and blocks, no chart."""
        body: dict[str, Any] = {"text": shorten(self.text, MESSAGE_TEXT)}
        if self.blocks:
            body["blocks"] = at_most(MESSAGE_BLOCKS, self.blocks)
        return body

    def bodies(self) -> Iterator[dict[str, Any]]:
        """The ways to send it, best first: with the chart where there is one, then without."""
        body = self.body()
        if self.chart:
            first, *rest = self.blocks
            yield {**body, "blocks": at_most(MESSAGE_BLOCKS, [first, self.chart, *rest])}
        yield body
