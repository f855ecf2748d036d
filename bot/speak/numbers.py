"""Numbers as a language writes them. The symbols are CLDR's (through Babel), read once a language.

Babel formats a number in some 20 µs, and a reply has two dozen: so the pattern work is done once, and the
tests hold every result against Babel's own.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, get_decimal_symbol, get_group_symbol

#: Verdicts change at these LTV:CAC ratios; no display may cross one.
BANDS = (Decimal(1), Decimal(3), Decimal(5))

MINUS = "-"

MILLION = Decimal(1_000_000)


class Numbers:
    """One language's way of writing numbers.

    >>> Numbers("it").amount(Decimal("1250.5"), "EUR").replace(chr(160), " ")
    '1.250,50 €'
    >>> Numbers("en").percent(Decimal("0.30616")), Numbers("en").ratio(Decimal("2.96"))
    ('30.6%', '2.96')
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        locale = Locale.parse(lang)
        self._plural = lru_cache(maxsize=4096)(locale.plural_form)  # numbers of months repeat
        signs = {",": get_group_symbol(locale), ".": get_decimal_symbol(locale)}
        self._swap = {} if signs == {",": ",", ".": "."} else str.maketrans(signs)
        self._currency = cache(self._affixes)

    def number(self, value: Decimal, decimals: int = 0) -> str:
        """Grouped, with exactly that many decimals."""
        text = f"{value:,.{decimals}f}"
        if value < 0 and not text.strip("-0.,"):
            text = text.removeprefix(MINUS)  # a small debt rounded away is not "-0"
        return text.translate(self._swap) if self._swap else text

    def plain(self, value: Decimal) -> str:
        """As said where it has at most two decimals, else rounded to what matters.

        >>> [Numbers("en").plain(Decimal(n)) for n in ("4000", "1250.50", "13333.333", "0.0042")]
        ['4,000', '1,250.50', '13,333', '0.0042']
        """
        text = f"{value:,f}"
        if "." in text:
            text = _trimmed(text)
            if "." in text:
                return self.number(value, _decimals(value) if _finer(text) else 2)
        return text.translate(self._swap) if self._swap else text

    def exact(self, value: Decimal) -> str:
        """Every digit, ungrouped: as a person would type it.

        >>> Numbers("it").exact(Decimal("1250.50"))
        '1250,5'
        """
        text = f"{value.normalize():f}"
        return text.translate(self._swap)

    def amount(self, value: Decimal, currency: str | None) -> str:
        """Money; without a currency, the bare number: none is ever guessed."""
        if currency is None:
            return self.plain(value)
        before, after = self._currency(currency)
        if value < 0:
            return f"{MINUS}{before}{self.plain(-value)}{after}"
        return f"{before}{self.plain(value)}{after}"

    def large(self, value: Decimal, currency: str | None = None) -> str:
        """From a million on in words, as markets are spoken of; below as any amount.

        >>> [Numbers("it").large(Decimal(n)).replace(chr(160), " ") for n in ("1800000000", "99")]
        ['1,8 miliardi', '99']
        """
        if abs(value) < MILLION:
            return self.amount(value, currency)
        before, after = self._currency(currency) if currency else ("", "")
        digits = format_compact_decimal(abs(value), format_type="long", locale=self.lang, fraction_digits=2)
        return f"{MINUS if value < 0 else ''}{before}{digits}{after}"

    def percent(self, fraction: Decimal) -> str:
        """A fraction as a percentage."""
        return f"{self.short(fraction * 100)}%"

    def short(self, value: Decimal) -> str:
        """At most two decimals where that is exact, else one (two below 1); no trailing zeros.

        >>> [Numbers("en").short(Decimal(n)) for n in ("3", "1.25", "33.333", "0.8333")]
        ['3', '1.25', '33.3', '0.83']
        """
        text = f"{value:,f}"
        if "." in text:
            text = _trimmed(text)
            if _finer(text):
                text = f"{value:,.2f}" if -1 < value < 1 else f"{value:,.1f}"
                if not text.strip("-0.,"):
                    return self.number(value, _decimals(value))
                text = _trimmed(text)
        return text.translate(self._swap) if self._swap else text

    def ratio(self, value: Decimal, bands: Collection[Decimal] = BANDS) -> str:
        """One decimal, more where rounding would cross a band or a target.

        >>> [Numbers("en").ratio(Decimal(n)) for n in ("3", "2.96", "2.99999", "5.00001", "33.3", "0.0067")]
        ['3.0', '2.96', '2.99', '5.01', '33.3', '0.01']
        """
        if 0 < abs(value) < Decimal("0.1"):
            return self.short(value)
        shown = value
        for decimals in (1, 2):
            shown = round(value, decimals)
            if not _crossed(value, shown, bands):
                return self.number(shown, decimals)
        away = ROUND_FLOOR if any(value < edge <= shown for edge in bands) else ROUND_CEILING
        return self.number(value.quantize(Decimal("0.01"), rounding=away), 2)

    def plural(self, value: Decimal) -> str:
        """CLDR's plural category of a number as it is shown ("one", "many", "other")."""
        return self._plural(value.normalize())

    def _affixes(self, currency: str) -> tuple[str, str]:
        sample: str = format_currency(1, currency, locale=self.lang, currency_digits=False, format=None)
        whole = sample.translate({ord(sign): None for sign in "0.,"})
        before, after = whole.split("1")
        # CLDR parts a lettered symbol from the digits ("CHF 5"); Babel leaves that out.
        return (f"{before}\N{NO-BREAK SPACE}" if before[-1:].isalpha() else before), after


def _decimals(value: Decimal) -> int:
    size = abs(value)
    if round(size, 2) == size:
        return 0 if size == size.to_integral_value() else 2
    if size >= 100:
        return 0
    return 2 if size >= Decimal("0.1") else min(1 - size.adjusted(), 12)


def _trimmed(text: str) -> str:
    """Without the zeros that end its decimals."""
    return text.rstrip("0").rstrip(".")


def _finer(text: str) -> bool:
    """Whether there are more than two decimals."""
    return "." in text[:-3]


def _crossed(value: Decimal, shown: Decimal, edges: Collection[Decimal]) -> bool:
    """Whether rounding moved the value across an edge, onto it or off it."""
    if shown == value:
        return False
    low, high = (value, shown) if value < shown else (shown, value)
    return any(low <= edge <= high for edge in edges)


@cache
def numbers(lang: str) -> Numbers:
    """That language's numbers, made once."""
    with localcontext():
        return Numbers(lang)
