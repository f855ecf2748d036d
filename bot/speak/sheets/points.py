"""Which months of a long course a chart shows, and which of those its twin in words names."""

from __future__ import annotations

#: How many of a chart's points its text twin names.
TWIN_POINTS = 6


def spread(count: int, most: int) -> list[int]:
    """At most so many of 1 … count, evenly apart, the last always among them.

    >>> spread(12, 20) == list(range(1, 13)), spread(36, 20)[:3], spread(36, 20)[-1], len(spread(60, 20))
    (True, [2, 4, 6], 36, 20)
    """
    stride = -(-count // most)
    return sorted(range(count, 0, -stride))
