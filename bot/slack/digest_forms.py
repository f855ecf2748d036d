"""The forms of digests: a bad field is refused under that field, the rest sets up, changes or updates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from bot.advise import digest_setup, digest_update
from bot.advise.desk import Desk
from bot.advise.digest_figures import BAD_BELOW, Metric
from bot.advise.digest_reply import DigestDraft
from bot.advise.digest_rights import Actor
from bot.advise.form import read_field
from bot.advise.reply import DigestReply
from bot.digest.cadence import CadenceError
from bot.digest.months import Month
from bot.person import Person
from bot.speak.digest import say_digest
from bot.speak.digest_forms import AMOUNTS, COUNTS, FIGURES, FORM, NONE, Filled, filled_from, typed
from bot.speak.digest_words import DigestWords, cadence_of, digest_words
from bot.speak.message import Message
from bot.speak.passport import explanation
from bot.speak.words import unescape
from bot.store.base import CUSTOMER
from bot.store.digest_rows import SubscriptionRow
from bot.understand.request import Slot
from econ.errors import EconError

if TYPE_CHECKING:
    from bot.slack.submissions import Sent

#: Under which field each fault of a cadence is told.
FIELD_OF = {"kind": "rhythm", "cron_often": "cron", "nth": "nth"}

#: More customers than this is a slip of the finger.
MOST = 10**8

#: What a menu of figures may hold.
SOURCES = 90


# -- what stands in the form ------------------------------------------------------------------------------


async def sources_of(desk: Desk, person: Person, row: SubscriptionRow) -> list[tuple[str, str]]:
    """The figures to choose from: those it has, the last answer, saved scenarios, none."""
    words = digest_words(person.lang)
    found = [(NONE, words.plain("form.source_none"))]
    own, kept = str(row.settings.get("source") or ""), row.settings.get("track")
    if kept:
        found.append((own, words.plain("form.source_kept")))
    last = await desk.store.last_analysis(person.tenant.key, person.user_id, CUSTOMER)
    analysis = own if own.startswith("analysis:") else f"analysis:{last.id}" if last else ""
    if analysis and analysis not in dict(found):
        found.append((analysis, words.plain("form.source_analysis")))
    scenarios = await desk.store.scenarios(person.tenant.key, row.owner)
    named = ((f"scenario:{one.id}", one.name) for one in scenarios[:SOURCES] if "slots" in one.inputs)
    return [*found, *(pair for pair in named if pair[0] not in dict(found))]


def form_of(row: SubscriptionRow, words: DigestWords, sources: list[tuple[str, str]]) -> Filled:
    """The form of a digest as it is set up."""
    cadence, settings = cadence_of(row), row.settings
    source = settings.get("source") or NONE
    options = [name for name in ("open", "pre_read") if settings.get(name)]
    numbers = words.base.numbers
    alerts = {
        metric: f"{numbers.exact(Decimal(limit) * 100)}%"
        if metric == "churn"
        else numbers.exact(Decimal(limit))
        for metric, limit in settings.get("alerts", ())
    }
    return Filled(
        channel=row.channel_id,
        rhythm=cadence.kind,
        time=cadence.time or "09:00",
        zone=cadence.zone,
        days=cadence.days or ("mon",),
        day=str(cadence.day or 1),
        nth=str(cadence.nth or 1),
        weekday=(cadence.days or ("mon",))[0],
        cron=cadence.expression,
        lang=settings["lang"],
        source=source if source in dict(sources) else NONE,
        lesson=settings.get("lesson") or NONE,
        options=tuple(options),
        alerts=alerts,
    )


# -- sent -------------------------------------------------------------------------------------------------


async def submitted(sent: Sent) -> None:
    """Every form of digests."""
    await _FORMS[sent.body["view"]["callback_id"]](sent)


async def _set_up(sent: Sent) -> None:
    row = await _row(sent)
    words = digest_words(sent.person.lang)
    if row is None:
        await _refused(sent, {"digest.channel": words.plain("told.gone")})
        return
    sources = await sources_of(sent.front.desk, sent.person, row)
    filled = filled_from(sent.body["view"], form_of(row, words, sources))
    chosen, errors = _read(words, filled, sent.person)
    if chosen is None:
        await _refused(sent, errors)
        return
    ready = chosen

    async def work(actor: Actor) -> DigestReply:
        return await digest_setup.start(sent.front.desk, actor, row.id, ready)

    await _answer(sent, work)


def _read(
    words: DigestWords, filled: Filled, person: Person
) -> tuple[digest_setup.Chosen | None, dict[str, str]]:
    """What was chosen, or every field at fault with its sentence."""
    errors: dict[str, str] = {}
    alerts: list[tuple[Metric, Decimal]] = []
    for metric in BAD_BELOW:
        text = filled.alerts.get(metric, "").strip()
        if text:
            limit = _limit(metric, text, person.lang)
            if limit is None:
                example = words.label(f"form.examples.{metric}")
                errors[f"digest.alert_{metric}"] = words.plain("form.errors.number", example=example)
            else:
                alerts.append((metric, limit))
    if not filled.channel:
        errors["digest.channel"] = words.plain("form.errors.channel")
    source, lesson = (value if value != NONE else "" for value in (filled.source, filled.lesson))
    if not (source or lesson):
        errors["digest.lesson"] = words.plain("form.errors.nothing")
    try:
        cadence = filled.cadence()
    except CadenceError as error:
        errors[f"digest.{FIELD_OF.get(error.key, error.key)}"] = words.plain(f"form.errors.{error.key}")
        return None, errors
    if errors:
        return None, errors
    chosen = digest_setup.Chosen(
        cadence, filled.channel, filled.lang, source, lesson,
        pre_read="pre_read" in filled.options, open="open" in filled.options, alerts=tuple(alerts),
    )  # fmt: skip
    return chosen, {}


#: The slot that reads a limit as people type it.
_READS: Mapping[Metric, str] = {"ltv_cac": "target", "payback": "cac", "churn": "churn", "cac": "cac"}


def _limit(metric: Metric, text: str, lang: str) -> Decimal | None:
    slot = read_field(_READS[metric], text, lang)
    value = slot.value if isinstance(slot, Slot) else None
    return value if isinstance(value, Decimal) and value > 0 else None


async def _month(sent: Sent) -> None:
    row = await _row(sent)
    words = digest_words(sent.person.lang)
    if row is None:
        await _refused(sent, {"digest.start": words.plain("told.gone")})
        return
    counted, errors = _read_month(words, typed(sent.body["view"]), sent.person.lang)
    if counted is None:
        await _refused(sent, errors)
        return
    ready = counted

    async def work(actor: Actor) -> DigestReply:
        return await digest_update.update(sent.front.desk, actor, row.id, ready)

    try:
        await _answer(sent, work)
    except EconError as error:
        sentence = unescape(explanation(words.base, error.key, error.field, error.facts))
        await _refused(sent, {"digest.revenue" if error.field == "arpa" else "digest.spend": sentence})


def _read_month(
    words: DigestWords, said: Mapping[str, Any], lang: str
) -> tuple[digest_update.Counted | None, dict[str, str]]:
    errors: dict[str, str] = {}
    counts: dict[str, int] = {}
    amounts: dict[str, Slot] = {}
    for name in COUNTS:
        text = "".join(sign for sign in str(said.get(name, "")) if not sign.isspace() and sign not in ".,'’")
        if text.isdecimal() and int(text) <= MOST:
            counts[name] = int(text)
        else:
            example = words.label(f"figures.examples.{name}")
            errors[f"digest.{name}"] = words.plain("figures.errors.count", example=example)
    for name in AMOUNTS:
        slot = read_field("cac", str(said.get(name, "")).strip(), lang)
        if isinstance(slot, Slot) and isinstance(slot.value, Decimal) and slot.value >= 0:
            amounts[name] = slot
        else:
            example = words.label(f"figures.examples.{name}")
            errors[f"digest.{name}"] = words.plain("figures.errors.money", example=example)
    if "start" in counts and counts["start"] == 0:
        errors["digest.start"] = words.plain("figures.errors.zero")
    elif "start" in counts and counts.get("lost", 0) > counts["start"]:
        start = words.base.numbers.short(Decimal(counts["start"]))
        errors["digest.lost"] = words.plain("figures.errors.lost", start=start)
    if errors:
        return None, errors
    spend, revenue = (cast("Decimal", amounts[name].value) for name in AMOUNTS)
    currency = amounts["revenue"].unit or amounts["spend"].unit
    month = Month(str(said["which"]), counts["start"], counts["lost"], counts["new"], spend, revenue)
    return digest_update.Counted(month, currency), {}


async def _row(sent: Sent) -> SubscriptionRow | None:
    id_ = sent.place.analysis if sent.place else None
    return await sent.front.desk.store.subscription(sent.person.tenant.key, id_) if id_ else None


async def _refused(sent: Sent, errors: dict[str, str]) -> None:
    """Only what is on the screen can carry an error; else it goes under the first field there is."""
    there = [block["block_id"] for block in sent.body["view"]["blocks"] if block["type"] == "input"]
    await sent.refuse({(name if name in there else there[0]): text for name, text in errors.items()})


async def _answer(sent: Sent, work: Callable[[Actor], Awaitable[DigestReply]]) -> None:
    """Do it, close the form, and answer where it was opened; else privately."""
    from bot.slack.digests import actor_for, announced

    reply = await actor_for(sent.client, sent.person, work)
    await sent.ack()
    sent.front.nudge()

    async def tell() -> None:
        place = sent.place
        message: Message | None = say_digest(sent.person.lang, reply)
        if isinstance(reply, DigestDraft):
            where = place.channel_id if place else ""
            message = await announced(sent.front, sent.client, sent.person, reply, where)
        if message is None:
            return
        if place and place.response_url:
            await sent.front.outbox.respond(
                place.response_url, message, audience=place.audience, thread_ts=place.thread_ts
            )
        else:
            await sent.front.outbox.post(sent.client, sent.person.user_id, message)

    async def otherwise(message: Message) -> None:
        await sent.front.outbox.post(sent.client, sent.person.user_id, message)

    sent.front.later(tell(), sent.person, otherwise)


_FORMS: dict[str, Callable[[Sent], Awaitable[None]]] = {FORM: _set_up, FIGURES: _month}
