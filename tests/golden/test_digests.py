"""Every digest and all that is said about digests, kept as the text people read, in both languages.

GOLDEN=update rewrites the files after a change of words: read the difference before you keep it.
"""

from __future__ import annotations

from itertools import product

import pytest

from bot.digest.cadence import following
from bot.playground.blockkit import check_view
from bot.speak.digest_forms import Filled, digest_form, month_form
from bot.speak.digest_words import digest_words
from tests.golden import digests
from tests.golden.seat import HERE, LANGUAGES
from tests.golden.test_golden import UPDATE, _plain, fits, heard, sound, texts_of
from tests.golden.transcript import of_message, of_view

FOLDER = HERE / "digests"


def kept(lang: str, kind: str, text: str) -> None:
    path = FOLDER / lang / f"{kind}.txt"
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), f"no golden for {lang}/{kind}: read it, then keep it with GOLDEN=update"
    assert text == path.read_text("utf-8"), "new words: read them, then keep them with GOLDEN=update"


@pytest.mark.parametrize(("lang", "kind"), list(product(LANGUAGES, digests.KINDS)))
async def test_digest(lang: str, kind: str) -> None:
    message, thread = await digests.spoken(kind, lang)
    if kind != "listed":
        fits(message)
    for text in texts_of(message):
        sound(text)
    heard(message, whole=not any("Set up by" in text or "Impostato da" in text for text in texts_of(message)))
    shown = of_message(message)
    if thread:
        shown += f"\n== in the thread ==\n\n{of_message(thread)}"
    kept(lang, kind, shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences(lang: str) -> None:
    said = digests.told(lang)
    for message in said.values():
        sound(message.text)
    kept(lang, "told", "\n\n".join(f"{key}\n  {message.text}" for key, message in said.items()) + "\n")


RHYTHMS = {
    "form_weekly": Filled(channel="C0SALES", days=("mon", "thu"), zone="Europe/Rome"),
    "form_monthly": Filled(channel="C0SALES", rhythm="monthly_weekday", nth="-1", zone="Europe/Rome"),
    "form_wrong": Filled(channel="C0SALES", rhythm="cron", cron="* * * * *", zone="Europe/Rome"),
}


@pytest.mark.parametrize(("lang", "name"), list(product(LANGUAGES, RHYTHMS)))
def test_form(lang: str, name: str) -> None:
    words, filled = digest_words(lang), RHYTHMS[name]
    sources = [("none", words.label("form.source_none")), ("analysis:1", words.label("form.source_analysis"))]
    dates = following(filled.cadence(), digests.MONDAY, 3) if filled.rhythm != "cron" else ()
    view = digest_form(words, "p1", filled, sources, dates)
    assert check_view(view, home=False) == []
    kept(lang, name, of_view(view))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_month_form(lang: str) -> None:
    view = month_form(digest_words(lang), "p1", digests.NAMES[lang], ["2026-10", "2026-11", "2026-09"])
    assert check_view(view, home=False) == []
    kept(lang, "form_month", of_view(view))


def test_both_languages_say_the_same_numbers() -> None:
    for kind in digests.KINDS:
        if kind in ("first", "lesson", "started", "draft", "history"):
            continue  # lessons and dates are written each in its own way
        en, it = ((FOLDER / lang / f"{kind}.txt").read_text("utf-8") for lang in LANGUAGES)
        assert len(_plain(en, ",")) == len(_plain(it, ".")), kind


def test_no_golden_is_orphaned() -> None:
    known = {*digests.KINDS, *RHYTHMS, "told", "form_month"}
    for lang in LANGUAGES:
        assert {path.stem for path in (FOLDER / lang).glob("*")} == known
