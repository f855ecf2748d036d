"""The local workspace: a strict local Slack, to talk to and to test against.

It speaks only documented Slack: Web API, Socket Mode, signed HTTP delivery, response_url. The same
Bolt app that talks to slack.com connects to it with `SLACK_API_URL = slack.api_url`. It refuses what
Slack refuses, and writes down what Slack would drop in silence. It imports nothing else of the project.

    async with LocalSlack(clock=clock, commands=[("/ltv", "500 3% 80% 4k", "Lifetime value")]) as slack:
        slack.api_url, slack.page_url                  # http://127.0.0.1:PORT/api/ and http://127.0.0.1:PORT/
        slack.bot_token, slack.app_token, slack.signing_secret
        slack.deliver_by_http("http://127.0.0.1:9/slack/events")   # else Socket Mode, to any open socket
        await slack.until(lambda: slack.connected)     # an app is there

        ann, luca = slack.person("ann"), slack.person("luca")  # en-US, America/Chicago; it-IT, Europe/Rome
        done = await ann.command("/ltv", "500 3% 80% 4k", channel="sales")
        done.ok, done.status, done.ack, done.error, done.errors, done.seconds  # a Delivery
        await ann.say("dm", "ltv of 500 3% 80% 4k")    # message.im; in a channel "<@BOT> ..." is app_mention
        message = ann.sees("sales")[-1]                # public messages and her own ephemerals, in order
        message.ts, message.text, message.blocks, message.user, message.thread_ts
        message.ephemeral, message.deleted, message.edited, message.plain(), message.button("Adjust")
        await ann.click(message, "adjust")             # action_id or visible text; value= for a menu's option
        ann.view                                   # the modal on top, or None; ann.errors under its fields
        done = await ann.submit({"price": "500", "currency": "EUR"})   # over initial and typed values
        await ann.click(ann.view, "more")              # a button in the modal (or in ann.home)
        await ann.close_view()
        await ann.open_home(); ann.home
        await ann.shortcut("callback_id", message=message)    # without message: a global shortcut

        slack.calls, slack.calls_of("chat.postMessage")       # each: method, args, ok, error
        slack.deliveries                               # every payload sent to the app, background ones too
        slack.refusals                                 # what Slack refuses or drops: a clean run has none
        slack.payloads                             # every surface accepted: {surface, text?, blocks | view}
        await slack.until(lambda: ann.view is not None, seconds=5)    # woken by changes, no polling
        await slack.idle()                             # every background delivery has been acknowledged

        slack.fail_next("chat.postMessage", error="ratelimited", retry_after=1)    # or status=500
        slack.fail_next("response_url", error="invalid_blocks")
        slack.duplicate_next()                         # the next envelope arrives twice
        await slack.retry()                            # the last event again, as a retry
        slack.retry_failed_events()                # from now on what is not acknowledged comes again, 3 times
        await slack.disconnect()                       # every socket is told to reconnect
        await slack.advance(3.5)                       # moves a fake clock: acks and triggers expire

`clock` is any callable giving seconds; give a `FakeClock` (or anything with `.advance(seconds)`) to travel.
Channels: "sales" and "vendite" (the bot is a member), "general" (it is not), "dm" (one's own DM with it).
"""

from __future__ import annotations

from .clock import FakeClock
from .local_slack import LocalSlack
from .model import Message
from .person import Person
from .records import Call, Delivery, Refusal

__all__ = ["Call", "Delivery", "FakeClock", "LocalSlack", "Message", "Person", "Refusal"]
