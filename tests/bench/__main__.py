"""Prints every figure beside its budget; ends with 1 if one is over."""

from __future__ import annotations

import asyncio
import sys
from itertools import chain

from tests.bench.economics import economics
from tests.bench.figures import every_figure


def main() -> int:
    over = 0
    for figure in chain(economics(), asyncio.run(every_figure())):
        print(figure, flush=True)
        over += not figure.held
    print(f"{over} over budget")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
