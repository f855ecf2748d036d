"""Text to Request: what is asked, with which values, what is missing and what is in doubt."""

from bot.understand.engine import understand, warm
from bot.understand.request import Doubt, Request, Slot

__all__ = ["Doubt", "Request", "Slot", "understand", "warm"]
