"""A journey in stages, a market in layers, a prospect's share of the budget."""

from __future__ import annotations

from collections.abc import Sequence

from econ.arithmetic import Num


def entries(volume: Num, passing: Sequence[Num]) -> list[Num]:
    """How many enter each stage, and last how many become customers: each stage passes its share on.

    >>> entries(1000.0, [0.5, 0.1])
    [1000.0, 500.0, 50.0]
    """
    counts = [volume]
    for share in passing:
        counts.append(counts[-1] * share)
    return counts


def passing(conversion: Num, hand_off_loss: Num) -> Num:
    """The share of a stage that arrives at the next: conversion × (1 − loss in handing over).

    >>> passing(0.5, 0.2)
    0.4
    """
    return conversion * (1 - hand_off_loss)


def entries_needed(customers: Num, conversion: Num) -> Num:
    """Entries at the top that bring so many customers: customers ÷ conversion overall.

    >>> entries_needed(10.0, 0.05)
    200.0
    """
    return customers / conversion


def som(firms: Num, spend: Num, reachable: Num, won: Num) -> Num:
    """Obtainable market = firms × spend × share reachable × share won, bottom up. With both shares 1 it is
    the total market, with the second 1 the serviceable one. Source: the layers of any market sizing.

    >>> som(5000.0, 1000.0, 0.2, 0.1)
    100000.0
    """
    return firms * spend * reachable * won


def budget_per_prospect(target_cac: Num, conversion: Num) -> Num:
    """What may be spent on one prospect, won or not: target CAC × the share of prospects won.

    >>> budget_per_prospect(3000.0, 0.02)
    60.0
    """
    return target_cac * conversion
