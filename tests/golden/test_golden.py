"""Every kind of reply, kept as the text people read, in both languages.

GOLDEN=update rewrites the files after a change of words: read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from itertools import product

import pytest

from bot.content import table
from bot.playground.blockkit import check_blocks, check_view
from bot.speak.message import Message
from tests.golden import others
from tests.golden.seat import HERE, KINDS, LANGUAGES, opening, spoken
from tests.golden.transcript import of_message, of_view

UPDATE = os.environ.get("GOLDEN") == "update"

EVERY = list(product(LANGUAGES, KINDS))

#: What no reader should meet. A "{{" may only be a person's own, quoted.
BROKEN = re.compile(
    r"\bNone\b|\bnan\b|\binf\b|Undefined|Infinity|∞|  +·|· *$|· ·|\(\)|“”|«»|\*\*|\.\.(?!\.)", re.M
)


def kept(lang: str, kind: str, text: str) -> None:
    """The text is the one that was read and kept."""
    path = HERE / lang / f"{kind}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), f"no golden for {lang}/{kind}: read the reply, then keep it with GOLDEN=update"
    assert text == path.read_text("utf-8"), "new words: read them, then keep them with GOLDEN=update"


def sound(text: str) -> None:
    """Nothing unfinished in words that people read."""
    assert not BROKEN.search(text), BROKEN.search(text)
    for line in text.split("\n"):
        assert "  " not in line.strip(), line
    assert "{{" not in text.replace("{{ 7*7 }}", ""), text
    assert "49" not in text or "7*7" not in text, "a person's own text was run as a template"


def texts_of(message: Message) -> list[str]:
    """Every text of the message's blocks but its buttons', and its `text`."""
    found = [message.text]
    for block in message.blocks:
        found += [block["text"]["text"]] if "text" in block else []
        parts = (*block.get("fields", ()), *block.get("elements", ()))
        found += [part["text"] for part in parts if part["type"] == "mrkdwn"]
    return found


#: The last line of a lesson: where it comes from.
SOURCE = re.compile(r"_.*_")

NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text.replace("{{ 7*7 }}", "")))


def fits(message: Message) -> None:
    """Slack takes it: whole in a message, and without its chart in the body of an acknowledgement."""
    for body in message.bodies():
        assert check_blocks(body["blocks"], "message") == []
    assert check_blocks(message.body()["blocks"], "ack") == []
    assert len(message.text) < 4000, "Slack would cut the text short"
    assert len(message.blocks) <= 14, "over-long for a phone screen"


def heard(message: Message, *, whole: bool) -> None:
    """`text` says every figure that the blocks show; of an answer opened up, at least the figures."""
    shown = texts_of(message)[1:]
    if not whole:
        shown = [part["text"] for block in message.blocks for part in block.get("fields", ())] + shown[:1]
    lines = [line for text in shown for line in text.split("\n") if not SOURCE.fullmatch(line)]
    lacking = {number for line in lines for number in numbers(line)} - numbers(message.text)
    assert not lacking, f"shown but not in text: {lacking}"


@pytest.mark.parametrize(("lang", "kind"), EVERY)
async def test_reply(lang: str, kind: str) -> None:
    message = await spoken(kind, lang)
    fits(message)
    for text in texts_of(message):
        sound(text)
        assert "<!" not in text, "a person's own text would call the channel"
    heard(message, whole=KINDS[kind].get("press") not in ("working", "what_if"))
    kept(lang, kind, "\n".join(opening(kind, lang)) + "\n\n" + of_message(message))


@pytest.mark.parametrize(("lang", "name"), list(product(LANGUAGES, others.VIEWS)))
async def test_view(lang: str, name: str) -> None:
    view = await others.VIEWS[name](lang)
    assert check_view(view, home=view["type"] == "home") == []
    kept(lang, name, of_view(view))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences(lang: str) -> None:
    said = dict(others.told(lang))
    assert set(said) == set(table("strings", lang)["told"])
    for message in said.values():
        fits(message)
        sound(message.text)
    kept(lang, "told", "\n\n".join(f"{key}\n  {message.text}" for key, message in said.items()) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_errors(lang: str) -> None:
    said = list(others.form_errors(lang))
    for _, _, sentence in said:
        sound(sentence)
        assert "&lt;" not in sentence, "plain text knows no entities"
    kept(
        lang, "form_errors", "\n\n".join(f"{field} = {typed}\n  {text}" for field, typed, text in said) + "\n"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explanations(lang: str) -> None:
    """Every contradiction and every doubt, also those met only through `calc`."""
    said = others.sentences(lang)
    for text in said.values():
        sound(text)
    kept(lang, "calculations", "\n\n".join(f"{key}\n  {text}" for key, text in said.items()) + "\n")


def test_both_languages_say_the_same_numbers() -> None:
    """A kind is the same question in both, so its answer has the same figures, each in its own digits."""
    for kind in (kind for kind, given in KINDS.items() if not given.get("own")):
        en, it = (_answer(lang, kind) for lang in LANGUAGES)
        assert _plain(en, ",") == _plain(it, "."), kind


def _answer(lang: str, kind: str) -> str:
    said = (HERE / lang / f"{kind}.txt").read_text("utf-8").split("\n\n", 1)[1].split("\n\n-- text --")[0]
    blocks = (block for block in said.split("\n\n") if not block.startswith(("  | ", "[chart]")))
    return "\n".join(block for block in blocks if "`" not in block)


def _plain(text: str, group: str) -> list[str]:
    return sorted(number.replace(group, "").replace(",", ".") for number in NUMBER.findall(text))


def test_no_golden_is_orphaned() -> None:
    known = {*KINDS, *others.VIEWS, "told", "form_errors", "calculations"}
    for lang in LANGUAGES:
        assert {path.stem for path in (HERE / lang).glob("*")} == known
