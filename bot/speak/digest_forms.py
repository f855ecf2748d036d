"""The forms of digests: setting one up with a preview of its next dates, and a month's five numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.advise.digest_figures import BAD_BELOW
from bot.digest.cadence import Cadence, CadenceError
from bot.speak.blocks import Block, entry, modal, option, plain, section, select, text_input
from bot.speak.digest_words import WEEK, DigestWords
from bot.speak.words import Shown

FORM = "digest.form"
FIGURES = "digest.month"

RHYTHMS = ("daily", "weekdays", "weekly", "monthly_date", "monthly_weekday", "cron")
ORDINALS = (("1", "n1"), ("2", "n2"), ("3", "n3"), ("4", "n4"), ("-1", "last"))
LESSONS = ("both", "fitting", "path", "none")
OPTIONS = ("open", "pre_read")
NONE = "none"

#: The five numbers of a month.
COUNTS = ("start", "lost", "new")
AMOUNTS = ("spend", "revenue")


@dataclass(frozen=True, slots=True)
class Filled:
    """The set-up form's fields as they stand."""

    channel: str = ""
    rhythm: str = "weekly"
    time: str = "09:00"
    zone: str = "UTC"
    days: tuple[str, ...] = ("mon",)
    day: str = "1"
    nth: str = "1"
    weekday: str = "mon"
    cron: str = ""
    lang: str = "en"
    source: str = NONE
    lesson: str = "both"
    options: tuple[str, ...] = ("open",)
    alerts: Mapping[str, str] = field(default_factory=dict)

    def cadence(self) -> Cadence:
        """The rhythm it describes. Raises CadenceError."""
        zone = self.zone.strip()
        match self.rhythm:
            case "daily" | "weekdays":
                return Cadence(self.rhythm, self.time, zone)
            case "weekly":
                return Cadence("weekly", self.time, zone, days=self.days)
            case "monthly_date":
                day = self.day.strip()
                return Cadence("monthly_date", self.time, zone, day=int(day) if day.isdecimal() else 0)
            case "monthly_weekday":
                return Cadence("monthly_weekday", self.time, zone, days=(self.weekday,), nth=int(self.nth))
            case "cron":
                return Cadence("cron", "", zone, expression=" ".join(self.cron.split()))
            case _:
                raise CadenceError("kind")


def digest_form(
    words: DigestWords,
    place: str,
    filled: Filled,
    sources: Sequence[tuple[str, str]],
    dates: Sequence[datetime],
    *,
    running: bool = False,
) -> Block:
    """Everything there is to choose. `sources` are (value, text); `dates` the next ones, for the preview."""
    f = words.strings["form"]
    where: Block = {
        "type": "conversations_select",
        "action_id": "digest.channel",
        "placeholder": plain(f["choose"], 150),
        "filter": {"include": ["public", "private", "im"], "exclude_bot_users": False},
    }
    if filled.channel:
        where["initial_conversation"] = filled.channel
    blocks = [
        _preview(words, filled, dates),
        entry("digest.channel", f["channel"], where),
        _told(entry("digest.rhythm", f["rhythm"], _menu(words, "rhythm", _rhythms(words), filled.rhythm))),
        *_when(words, filled),
        entry("digest.zone", f["zone"], text_input("digest.zone", filled.zone), hint=f["zone_hint"]),
        entry("digest.source", f["source"], _menu(words, "source", sources, filled.source)),
        entry("digest.lesson", f["lesson"], _menu(words, "lesson", _lessons(words), filled.lesson)),
        entry("digest.lang", f["lang"], _menu(words, "lang", _langs(words), filled.lang)),
        _also(words, filled),
        *_alerts(words, filled),
    ]
    submit = f["submit_change" if running else "submit"]
    return modal(FORM, f["title"], blocks, submit=submit, close=f["close"], metadata=place)


def _also(words: DigestWords, filled: Filled) -> Block:
    ticks = _ticks("digest.options", _options(words), filled.options)
    return entry("digest.options", words.strings["form"]["options"], ticks, optional=True)


def _told(block: Block) -> Block:
    """We hear of a choice at once: the preview, and what is asked next, follow it."""
    return {**block, "dispatch_action": True}


def _preview(words: DigestWords, filled: Filled, dates: Sequence[datetime]) -> Block:
    try:
        cadence = filled.cadence()
    except CadenceError as error:
        why = words.label(f"form.errors.{error.key}")
        return {**section(words.label("form.preview_wrong", why=Shown(why))), "block_id": "digest.preview"}
    text = words.label(
        "form.preview",
        cadence=Shown(words.zoned(cadence)),
        dates=Shown(words.moments(dates, cadence.zone) or "–"),
    )
    return {**section(text), "block_id": "digest.preview"}


def _when(words: DigestWords, filled: Filled) -> list[Block]:
    f = words.strings["form"]
    if filled.rhythm == "cron":
        typed = text_input("digest.cron", filled.cron or None, f["examples"]["cron"])
        return [_told(entry("digest.cron", f["cron"], typed, hint=f["cron_hint"]))]
    clock: Block = {
        "type": "timepicker",
        "action_id": "digest.time",
        "initial_time": f"{int(filled.time.split(':')[0]):02}:{filled.time.split(':')[1]}",
    }
    at = _told(entry("digest.time", f["time"], clock))
    week = [(day, words.strings["days"][day]) for day in WEEK]
    match filled.rhythm:
        case "weekly":
            ticks = _ticks("digest.days", week, filled.days)
            return [_told(entry("digest.days", f["days"], ticks)), at]
        case "monthly_date":
            typed = text_input("digest.day", filled.day, f["examples"]["day"])
            return [_told(entry("digest.day", f["day"], typed, hint=f["day_hint"])), at]
        case "monthly_weekday":
            nth = [(value, words.strings["nth"][name]) for value, name in ORDINALS]
            return [
                _told(entry("digest.nth", f["nth"], _menu(words, "nth", nth, filled.nth))),
                _told(entry("digest.weekday", f["weekday"], _menu(words, "weekday", week, filled.weekday))),
                at,
            ]
        case _:
            return [at]


def _menu(words: DigestWords, name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Block:
    return select(f"digest.{name}", choices, chosen, words.strings["form"]["choose"])


def _ticks(action_id: str, choices: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    options = [option(text, value) for value, text in choices]
    made: Block = {"type": "checkboxes", "action_id": action_id, "options": options}
    ticked = [one for one in options if one["value"] in chosen]
    return {**made, "initial_options": ticked} if ticked else made


def _rhythms(words: DigestWords) -> list[tuple[str, str]]:
    return [(name, words.strings["form"]["rhythms"][name]) for name in RHYTHMS]


def _lessons(words: DigestWords) -> list[tuple[str, str]]:
    return [(name, words.strings["form"][f"lesson_{name}"]) for name in LESSONS]


def _langs(words: DigestWords) -> list[tuple[str, str]]:
    return [(lang, words.strings["draft"][f"lang_{lang}"]) for lang in ("en", "it")]


def _options(words: DigestWords) -> list[tuple[str, str]]:
    return [(name, words.strings["form"][name]) for name in OPTIONS]


def _alerts(words: DigestWords, filled: Filled) -> list[Block]:
    f = words.strings["form"]
    return [
        entry(
            f"digest.alert_{metric}",
            f[f"alert_{metric}"],
            text_input(f"digest.alert_{metric}", filled.alerts.get(metric) or None, f["examples"][metric]),
            optional=True,
        )
        for metric in BAD_BELOW
    ]


def month_form(words: DigestWords, place: str, name: str, months: Sequence[str]) -> Block:
    """One month, five numbers; `months` to choose from, the likeliest first."""
    f = words.strings["figures"]

    def line(which: str) -> Block:
        typed = text_input(f"digest.{which}", None, f["examples"][which])
        return entry(f"digest.{which}", f[which], typed, hint=f.get(f"{which}_hint"))

    choices = [(month, words.month(month)) for month in months]
    menu = select("digest.which", choices, months[0], words.strings["form"]["choose"])
    blocks = [
        section(words.label("figures.intro", name=name)),
        entry("digest.which", f["month"], menu),
        *(line(which) for which in (*COUNTS, *AMOUNTS)),
    ]
    return modal(FIGURES, f["title"], blocks, submit=f["submit"], close=f["close"], metadata=place)


def typed(view: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a form's fields, by their names: text, or the chosen value, or the values ticked."""
    found: dict[str, Any] = {}
    for block_id, actions in view["state"]["values"].items():
        state = actions.get(block_id, {})
        if "selected_options" in state:
            found[block_id] = tuple(one["value"] for one in state["selected_options"] or ())
        else:
            chosen = (state.get("selected_option") or {}).get("value")
            other = state.get("selected_conversation") or state.get("selected_time") or state.get("value")
            found[block_id] = chosen or other or ""
    return {name.removeprefix("digest."): value for name, value in found.items()}


def filled_from(view: Mapping[str, Any], base: Filled) -> Filled:
    """The form as it stands: what is not on the screen now stays as it was."""
    said = typed(view)
    alerts = {metric: said.get(f"alert_{metric}", base.alerts.get(metric, "")) for metric in BAD_BELOW}
    known = {name: said[name] for name in Filled.__dataclass_fields__ if name in said}
    return Filled(
        **{**{name: getattr(base, name) for name in Filled.__dataclass_fields__}, **known, "alerts": alerts}
    )
