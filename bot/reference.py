"""The tables of the README, made from what the code knows, and a check that the README still shows them."""

from __future__ import annotations

import re
from pathlib import Path

from bot.content import FALLBACK, languages, table
from econ.metric import METRICS

README = Path("README.md")

_BLOCK = "<!-- {name}: made by python -m bot check --write -->\n{body}\n<!-- end of {name} -->"


def commands() -> str:
    """What to type in each language, and what it does."""
    langs = languages()
    does = table("strings", FALLBACK)["does"]
    typed = [table("strings", lang)["typed"] for lang in langs]
    rows = [[*(f"`/ltv {words[intent]}`" for words in typed), does[intent]] for intent in does]
    return _table([*(f"`{lang}`" for lang in langs), "What you get"], [["`/ltv`", "`/ltv`", "A form"], *rows])


def metrics() -> str:
    """Every metric of `calc` with its inputs (needed ones in bold) and outputs."""
    rows = []
    for metric in METRICS.values():
        inputs = ", ".join(f"**{one.name}**" if one.required else one.name for one in metric.inputs)
        rows.append([f"`{metric.key}`", inputs, ", ".join(metric.outputs)])
    return _table(["metric", "inputs", "values"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def faults(readme: Path = README) -> list[str]:
    """The tables that the README no longer shows as they are; an installed package has no README."""
    if not readme.is_file():
        return []
    text = readme.read_text("utf-8")
    return [f"README: the table of {name} is out of date" for name, block in _blocks() if block not in text]


def write(readme: Path = README) -> None:
    """Put the tables into the README, between their marks."""
    text = readme.read_text("utf-8")
    for name, block in _blocks():
        marks = re.search(rf"<!-- {name}:.*?<!-- end of {name} -->", text, flags=re.DOTALL)
        if marks:
            text = text[: marks.start()] + block + text[marks.end() :]
    readme.write_text(text, "utf-8")


def _blocks() -> list[tuple[str, str]]:
    made = {"commands": commands(), "metrics": metrics()}
    return [(name, _BLOCK.format(name=name, body=body)) for name, body in made.items()]
