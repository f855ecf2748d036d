"""Digests as messages: the point first, then figures and their twin in words, one lesson, who set it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.advise.digest_figures import Metric, Read, allowed
from bot.advise.digest_reply import Alert, News, Notice, PreRead, Quiet, Updated
from bot.advise.reply import Assessed, DigestReply
from bot.digest.months import Trailing
from bot.lessons import lesson
from bot.speak.blocks import Block, actions, button, chart, context, fields, option, plain, section
from bot.speak.digest_line import effect_line, line, titled
from bot.speak.digest_words import DigestWords, cadence_of, digest_words, mention
from bot.speak.figures import facts_of, ratio_shown
from bot.speak.message import Message
from bot.speak.passport import working
from bot.speak.teaching import body, footer
from bot.speak.words import Shown, whole
from bot.store.digest_rows import SubscriptionRow
from econ.quantity import Money, Months, Rate

SNOOZES = (1, 2, 4)


def say_digest(lang: str, reply: DigestReply) -> Message:
    """Any reply about digests, in that language."""
    found = _SAY.get(type(reply))
    if found is None:
        from bot.speak.digest_talk import TALK

        found = TALK[type(reply)]
    return found(digest_words(lang), reply)


def details(lang: str, reply: DigestReply) -> Message | None:
    """What follows in the thread: each input's part in the change; the first time, the working."""
    if not isinstance(reply, News) or reply.read is None:
        return None
    words = digest_words(lang)
    if reply.moves:
        lines = [words.label("message.details"), *(effect_line(words, move) for move in reply.moves)]
        parts = ["\n".join(lines)]
    elif reply.before is None:
        parts = working(words.base, reply.read.assessment.answer, "")
    else:
        return None
    return Message(parts[0], tuple(section(part) for part in parts)) if parts else None


# -- the digest -------------------------------------------------------------------------------------------


def _news(words: DigestWords, reply: News) -> Message:
    """Figures with what changed, or a lesson alone."""
    if reply.read is None:
        return _lesson_alone(words, reply)
    read = reply.read
    head = titled(words, reply.name, line(words, read.assessment, reply.before, reply.moves))
    said = words.base.say("ltv_cac", facts_of(words.base, Assessed(read.assessment)))
    shown = [text for text in said["figures"].split("\n\n") if text]
    notes = [*_counted(words, read), words.label("message.noise") if reply.noise else "", _twin(words, reply)]
    notes = [note for note in notes if note] or [said["understood"]]
    told = _lesson(words, reply.lesson, said.facts)
    blocks = [section(head), *([fields(shown)] if shown else []), context("\n".join(notes))]
    blocks += [section(told)] if told else []
    blocks += [context(_footer(words, reply.row, read)), _buttons(words, reply.row)]
    flat = "; ".join(text.replace("\n", ": ") for text in shown)
    text = "\n".join(part for part in (head, flat, *notes, told) if part)
    return Message(text, tuple(blocks), _trend(words, reply))


def _lesson_alone(words: DigestWords, reply: News) -> Message:
    told = _lesson(words, reply.lesson, {})
    stale = words.label("message.stale") if reply.stale else ""
    blocks = [section(told), *([context(stale)] if stale else [])]
    blocks += [context(_footer(words, reply.row, None)), _buttons(words, reply.row)]
    return Message("\n".join(part for part in (told, stale) if part), tuple(blocks))


def _quiet(words: DigestWords, reply: Quiet) -> Message:
    since = Shown(words.day(reply.since, cadence_of(reply.row).zone))
    text = words.label("message.ask" if reply.stale else "message.quiet", name=reply.name, since=since)
    blocks = [section(text), context(_footer(words, reply.row, None)), _buttons(words, reply.row)]
    return Message(text, tuple(blocks))


def _lesson(words: DigestWords, name: str | None, facts: Mapping[str, Any]) -> str:
    if name is None:
        return ""
    found = lesson(words.base.lang, name)
    return f"*{found.title}*\n{body(words.base, found, facts)}\n_{footer(words.base, found.id)}_"


def _counted(words: DigestWords, read: Read) -> list[str]:
    """What was counted: three months, twelve, and the range that three months allow."""
    short, over = read.short, read.long
    if short is None or over is None:
        return []
    said = [
        words.label(
            "message.counted_one" if short.months == 1 else "message.counted_short",
            months=str(short.months),
            lost=str(short.lost),
            exposure=Shown(words.base.numbers.short(Decimal(short.exposure))),
            new=str(short.new),
            figures=Shown(_figures(words, short, read)),
        )
    ]
    if over.months > short.months:
        said.append(
            words.label(
                "message.counted_long", months=str(over.months), figures=Shown(_figures(words, over, read))
            )
        )
    span = allowed("churn", read)
    if span and span[1] > Decimal("1.3") * max(short.churn or Decimal(0), Decimal("0.0001")):
        said.append(words.label("message.range", low=Rate(span[0], "month"), high=Rate(span[1], "month")))
    return said


def _figures(words: DigestWords, over: Trailing, read: Read) -> str:
    inputs = read.assessment.inputs
    currency = inputs.currency
    return words.label(
        "message.figures",
        churn=Rate(over.churn, "month") if over.churn is not None else "–",
        price=whole(Money(over.price, currency, "month")) if over.price is not None else "–",
        margin=inputs.margin or "–",
        cac=whole(Money(over.cac, currency)) if over.cac is not None else "–",
    )


def _twin(words: DigestWords, reply: News) -> str:
    """The trend in words."""
    if len(reply.points) < 2:
        return ""
    return "; ".join(
        words.label(
            "message.trend", when=Shown(_when(words, at, reply)), ratio=Shown(words.base.numbers.ratio(ratio))
        )
        for at, ratio in reply.points
    )


def _when(words: DigestWords, at: datetime | str, reply: News) -> str:
    """A month that was counted, or the day on which figures were given."""
    return words.short_month(at) if isinstance(at, str) else words.day(at, cadence_of(reply.row).zone)


def _trend(words: DigestWords, reply: News) -> Block | None:
    if len(reply.points) < 2:
        return None
    names: list[str] = []
    seen: Counter[str] = Counter()
    for at, _ in reply.points:
        name = _when(words, at, reply)
        seen[name] += 1  # Slack wants every category once
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return chart(
        "line",
        words.label("message.trend_title"),
        names,
        [(words.label("message.trend_series"), [float(round(ratio, 2)) for _, ratio in reply.points])],
        words.label("message.trend_x"),
        words.label("message.trend_y"),
    )


def _footer(words: DigestWords, row: SubscriptionRow, read: Read | None) -> str:
    cadence = cadence_of(row)
    return words.label(
        "message.footer",
        owner=_by(row, row.owner),
        cadence=Shown(words.zoned(cadence)),
        taken=Shown(words.day(read.row.taken_at, cadence.zone)) if read else None,
        by=_by(row, read.row.user_id) if read else None,
    )


def _by(row: SubscriptionRow, user_id: str) -> object:
    """The owner by name, who is not to be called every time; another by a mention, which says who it was."""
    return (user_id == row.owner and row.settings.get("owner_name")) or mention(user_id)


def _buttons(words: DigestWords, row: SubscriptionRow) -> Block:
    """Whoever may, can: what is pressed is checked when it is pressed."""
    shown = [button(words.label("buttons.change"), "digest.change", row.id)]
    if row.settings.get("track"):
        shown.append(button(words.label("buttons.figures"), "digest.figures", row.id))
    return actions(
        *shown, snooze_menu(words, row), button(words.label("buttons.stop"), "digest.stop", row.id)
    )


def snooze_menu(words: DigestWords, row: SubscriptionRow) -> Block:
    """One, two or four weeks; the value carries the digest's id and the weeks."""
    return {
        "type": "static_select",
        "action_id": "digest.snooze",
        "placeholder": plain(words.label("buttons.snooze"), 150),
        "options": [option(words.label(f"buttons.snooze_{n}"), f"{row.id}:{n}") for n in SNOOZES],
    }


# -- beside it --------------------------------------------------------------------------------------------


def _alert(words: DigestWords, reply: Alert) -> Message:
    shown = {"limit": reply.limit, "was": reply.was}
    now = {"ltv_cac": "ltv_cac", "payback": "payback_months", "churn": "churn_month", "cac": "cac"}[
        reply.metric
    ]
    facts: dict[str, object] = {
        name: _as_shown(words, reply.metric, value, reply.read) for name, value in shown.items()
    }
    value = reply.read.assessment.answer.values.get(now)
    facts["now"] = (
        ratio_shown(words.base, reply.read.assessment) or ""
        if reply.metric == "ltv_cac"
        else Shown(words.base.show(whole(value)))
    )
    head = words.label(f"message.alert_{reply.metric}", name=reply.name, **facts)
    counted = allowed(reply.metric, reply.read)
    small = words.label("message.alert_counts" if counted else "message.alert_uncounted")
    counts = _counted(words, reply.read)
    blocks = [section(head), *([context("\n".join(counts))] if counts else []), context(small)]
    blocks += [context(_footer(words, reply.row, reply.read)), _buttons(words, reply.row)]
    return Message("\n".join([head, *counts, small]), tuple(blocks))


def _as_shown(words: DigestWords, metric: Metric, value: Decimal, read: Read) -> Shown:
    match metric:
        case "ltv_cac":
            return Shown(words.base.numbers.ratio(value))
        case "payback":
            return Shown(words.base.show(Months(value)))
        case "churn":
            return Shown(words.base.show(Rate(value)))
        case _:
            return Shown(words.base.show(whole(Money(value, read.assessment.inputs.currency))))


def _pre_read(words: DigestWords, reply: PreRead) -> Message:
    inside = say_digest(reply.row.settings["lang"], reply.inside)
    zone = cadence_of(reply.row).zone
    local = reply.due_at.astimezone(ZoneInfo(zone))
    when = Shown(words.hour(f"{local.hour}:{local.minute:02}"))
    head = words.label("message.pre_read", when=when, channel=words.channel(reply.row.channel_id))
    mark = f"{reply.row.id}:{int(reply.due_at.timestamp())}"
    choice = actions(
        button(words.label("buttons.now"), "digest.send", mark, style="primary"),
        button(words.label("buttons.skip"), "digest.skip", mark),
        button(words.label("buttons.change"), "digest.change", reply.row.id),
    )
    without = tuple(block for block in inside.blocks if block["type"] != "actions")
    return Message(f"{head}\n{inside.text}", (section(head), *without, choice))


def _notice(words: DigestWords, reply: Notice) -> Message:
    row = reply.row
    path = "notice.line_unknown" if reply.reason == "unknown" else "notice.line"
    head = words.label(
        path,
        channel=words.channel(row.channel_id),
        when=Shown(words.moment(reply.due_at, cadence_of(row).zone)),
        reason=words.reason(reply.reason),
    )
    after = words.mend(reply.reason)
    if reply.paused:
        paused = words.label("notice.paused_shared" if reply.reason == "shared" else "notice.paused")
        after = f"{after} {paused}"
    shown = [button(words.label("buttons.change"), "digest.change", row.id)]
    if reply.paused:
        shown.insert(0, button(words.label("buttons.resume"), "digest.resume", row.id, style="primary"))
    else:
        shown.append(button(words.label("buttons.now"), "digest.now", row.id))
    return Message(f"{head}\n{after}", (section(head), section(after), actions(*shown)))


def _updated(words: DigestWords, reply: Updated) -> Message:
    sentence = line(words, reply.read.assessment, reply.before, reply.moves)
    head = words.label("message.updated", name=reply.name, line=Shown(sentence[:1].upper() + sentence[1:]))
    notes = _counted(words, reply.read)
    if reply.alarms:
        notes.append(words.label("message.alarms"))
    return Message(
        "\n".join([head, *notes]), (section(head), *([context("\n".join(notes))] if notes else []))
    )


_SAY: dict[type, Callable[[DigestWords, Any], Message]] = {
    News: _news,
    Quiet: _quiet,
    Alert: _alert,
    PreRead: _pre_read,
    Notice: _notice,
    Updated: _updated,
}
