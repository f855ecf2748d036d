"""What is said about digests: set up, listed, steered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.advise.digest_reply import (
    DigestDraft,
    DigestHistory,
    DigestList,
    DigestsWanted,
    DigestTold,
    DigestWanted,
)
from bot.speak.blocks import Block, actions, button, context, option, section
from bot.speak.digest import snooze_menu
from bot.speak.digest_words import DigestWords, cadence_of, mention
from bot.speak.message import Message
from bot.speak.words import Shown
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

#: On a phone screen; the rest is a line saying how many more.
LIST_LIMIT = 8


def _told(words: DigestWords, reply: DigestTold) -> Message:
    """One sentence, and the way back where there is one."""
    zone = cadence_of(reply.row).zone if reply.row else "UTC"
    text = words.label(f"told.{reply.key}", **{k: _fact(words, k, v, zone) for k, v in reply.facts.items()})
    blocks = [section(text)]
    if reply.offer and reply.row:
        blocks.append(
            actions(button(words.label(f"buttons.{reply.offer}"), f"digest.{reply.offer}", reply.row.id))
        )
    return Message(text, tuple(blocks))


def _fact(words: DigestWords, name: str, value: object, zone: str) -> object:
    if isinstance(value, datetime):
        return Shown(words.moment(value, zone))
    if name in ("owner", "actor"):
        return mention(str(value))
    return words.channel(str(value)) if name == "channel" else value


def _draft(words: DigestWords, reply: DigestDraft) -> Message:
    """The digest as it would be, or as it now is: where, when, its zone and next dates, what it brings."""
    row, cadence = reply.row, cadence_of(reply.row)
    running = row.status == "active"
    head = words.label(
        "draft.running" if running else "draft.title",
        channel=words.channel(row.channel_id),
        cadence=Shown(words.zoned(cadence)),
    )
    dates = (
        words.label("draft.dates", dates=Shown(words.moments(reply.dates, cadence.zone)))
        if reply.dates
        else words.label("draft.dates_none")
    )
    brings = words.label(
        "draft.brings",
        what=Shown(brings_words(words, row, reply.name)),
        lang=words.label(f"draft.lang_{row.settings['lang']}"),
        pre_read=row.settings.get("pre_read"),
    )
    shown = [button(words.label("buttons.change"), "digest.change", row.id)]
    if running:
        shown.append(button(words.label("buttons.now"), "digest.now", row.id))
        shown.append(button(words.label("buttons.stop"), "digest.stop", row.id))
    elif row.channel_id:
        shown.insert(0, button(words.label("buttons.start"), "digest.start", row.id, style="primary"))
    return Message(
        f"{head}\n{dates}\n{brings}", (section(f"{head}\n{dates}"), context(brings), actions(*shown))
    )


def brings_words(words: DigestWords, row: SubscriptionRow, name: str) -> str:
    """ "the figures of SMB plan and what changed, and a lesson"."""
    settings = row.settings
    tracks = bool(settings.get("track") or settings.get("source"))
    figures = ""
    if tracks:
        figures = words.label("draft.what_named", name=name) if name else words.label("draft.what_figures")
    if not settings.get("lesson"):
        return figures
    return (
        words.label("draft.what_both", first=Shown(figures)) if figures else words.label("draft.what_lesson")
    )


def _list(words: DigestWords, reply: DigestList) -> Message:
    title = words.label("list.which" if reply.ask else "list.title")
    blocks, lines = [section(title)], [title]
    for row, name in reply.items[:LIST_LIMIT]:
        text = words.label(
            "list.line",
            channel=words.channel(row.channel_id),
            what=Shown(brings_words(words, row, name)),
            cadence=Shown(words.zoned(cadence_of(row))),
            state=Shown(_standing(words, row)),
        )
        lines.append(text)
        blocks += [section(text), _steering(words, row)]
    more = len(reply.items) - LIST_LIMIT
    if more > 0:
        lines.append(words.label("list.more", count=str(more)))
        blocks.append(context(lines[-1]))
    return Message("\n".join(lines), tuple(blocks))


def _standing(words: DigestWords, row: SubscriptionRow) -> str:
    told = row.state.get("told")
    if row.status == "paused":
        return (
            words.label("list.paused_failed", reason=words.reason(told))
            if told
            else words.label("list.paused")
        )
    if row.next_due is None:
        return words.label("draft.dates_none")
    next_ = Shown(words.moment(row.next_due, cadence_of(row).zone))
    return words.label("list.snoozed" if row.state.get("snoozed") else "list.next", next=next_)


def _steering(words: DigestWords, row: SubscriptionRow) -> Block:
    """What can be done with it: the frequent as buttons, the rest under a menu."""
    snoozed = bool(row.state.get("snoozed"))
    rest = "resume" if row.status == "paused" else "wake" if snoozed else "pause"
    shown = [button(words.label("buttons.change"), "digest.change", row.id)]
    if row.status == "active":
        shown.append(snooze_menu(words, row))
    shown.append(button(words.label("buttons.stop"), "digest.stop", row.id))
    choices = [rest, *(("now",) if row.status == "active" else ()), "history"]
    if row.settings.get("track"):
        choices.append("figures")
    menu = {
        "type": "overflow",
        "action_id": "digest.more",
        "options": [option(words.label(f"buttons.{one}"), f"{row.id}:{one}") for one in choices],
    }
    return actions(*shown, menu, block_id=f"digest-{row.id}")


def _history(words: DigestWords, reply: DigestHistory) -> Message:
    cadence = cadence_of(reply.row)
    title = words.label(
        "list.history",
        channel=words.channel(reply.row.channel_id),
        cadence=Shown(words.cadence(cadence)),
    )
    lines = [
        words.label(
            "list.history_line",
            when=Shown(words.moment(one.due_at, cadence.zone)),
            what=Shown(_became(words, one)),
        )
        for one in reply.deliveries
    ] or [words.label("list.history_none")]
    text = "\n".join([title, *lines])
    return Message(text, (section(text),))


def _became(words: DigestWords, delivery: DeliveryRow) -> str:
    if delivery.state == "failed":
        return words.label("state.failed", reason=words.reason(delivery.reason))
    if delivery.state == "sent":
        return words.label("state.sent_late" if delivery.reason else "state.sent")
    if delivery.state == "skipped":
        path = f"state.skipped_{delivery.reason}"
        return words.label(path if words.has(path) else "state.skipped_other")
    return words.label(f"state.{delivery.state}")


def _wanted(words: DigestWords, reply: DigestWanted | DigestsWanted) -> Message:  # noqa: ARG001
    """Where there is no Slack around, there is nowhere to send a digest to."""
    text = words.label("told.in_slack")
    return Message(text, (section(text),))


def invite(words: DigestWords, message: Message, channel_id: str) -> Message:
    """The same, with the one thing still to do."""
    text = words.label("draft.invite", channel=words.channel(channel_id))
    head, *rest = message.blocks
    return Message(f"{message.text}\n{text}", (head, section(text), *rest))


TALK: dict[type, Callable[[DigestWords, Any], Message]] = {
    DigestTold: _told,
    DigestDraft: _draft,
    DigestList: _list,
    DigestHistory: _history,
    DigestWanted: _wanted,
    DigestsWanted: _wanted,
}
