"""sqlite-utils without numpy: it would load it only to recognise its number types, at 0.1 s and 20 MB.

A module set to None in `sys.modules` counts as not installed, which sqlite-utils is prepared for.
"""

from __future__ import annotations

import sys
from types import ModuleType

_loaded: ModuleType | None = sys.modules.get("numpy")
if _loaded is None:
    sys.modules["numpy"] = None  # type: ignore[assignment]
try:
    from sqlite_utils import Database, Migrations
finally:
    if _loaded is None:
        del sys.modules["numpy"]

__all__ = ["Database", "Migrations"]
