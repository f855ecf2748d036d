"""Digests: when one is due, what is booked, and how it leaves once. No words, no Slack, no database here.

`cadence` and `booking` are pure functions of the clock and the subscription; `worker` moves the ledger
through the store's Protocol and whatever delivers.
"""
