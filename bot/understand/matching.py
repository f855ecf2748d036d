"""The cheapest one-to-one matching of rows to columns (Kuhn 1955, Munkres 1957)."""

from __future__ import annotations

from collections.abc import Sequence

_FAR = float("inf")


def cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row such that the sum is least. Needs at least as many columns as rows.

    >>> cheapest([[1, 2], [1, 5]])
    [1, 0]
    """
    rows = len(costs)
    if not rows:
        return []
    columns = len(costs[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        _augment(costs, row, row_price, column_price, owner)
    answer = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            answer[owner[column] - 1] = column - 1
    return answer


def _augment(
    costs: Sequence[Sequence[float]],
    row: int,
    row_price: list[float],
    column_price: list[float],
    owner: list[int],
) -> None:
    """Give `row` a column, moving earlier rows along the cheapest path."""
    columns = len(column_price) - 1
    owner[0] = row
    least, way, done = [_FAR] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
    here = 0
    while owner[here]:
        done[here] = True
        at, step, following = owner[here], _FAR, 0
        for column in range(1, columns + 1):
            if done[column]:
                continue
            reduced = costs[at - 1][column - 1] - row_price[at] - column_price[column]
            if reduced < least[column]:
                least[column], way[column] = reduced, here
            if least[column] < step:
                step, following = least[column], column
        for column in range(columns + 1):
            if done[column]:
                row_price[owner[column]] += step
                column_price[column] -= step
            else:
                least[column] -= step
        here = following
    while here:
        owner[here] = owner[way[here]]
        here = way[here]
