"""Sales economics, pure: numbers in, `Answer` out or `EconError` raised.

No I/O, no clock, no prose, no locale, no Slack. Words for everything here live in `content/`.
"""
