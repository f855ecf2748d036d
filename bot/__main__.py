"""`python -m bot`: run, ask, calc, manifest, playground, check."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import NoReturn, cast

from dotenv import dotenv_values

from bot.settings import Mode, Settings, SettingsError, read_settings


class UnreadableError(Exception):
    """Standard input is not lines of UTF-8."""


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, do, and return the exit status."""
    arguments = _parser().parse_args(argv)
    do: Callable[[argparse.Namespace], int] = arguments.do
    try:
        status = do(arguments)
        sys.stdout.flush()
    except (SettingsError, UnreadableError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who reads us, head for example, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Bilancia, the sales-economics advisor."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve Slack: Socket Mode with SLACK_APP_TOKEN, else signed HTTP")
    run.add_argument("--socket", dest="mode", action="store_const", const="socket", help="Socket Mode only")
    run.add_argument("--http", dest="mode", action="store_const", const="http", help="signed HTTP only")
    run.add_argument(
        "--or-playground", action="store_true", help="open the local workspace where no Slack token is set"
    )
    run.add_argument("--port", type=int, help=argparse.SUPPRESS)
    run.set_defaults(do=_run)

    playground = commands.add_parser("playground", help="open the local workspace: a Slack of your own")
    playground.add_argument("--port", type=int, default=8484, help="port of the page (default 8484)")
    playground.add_argument("--http", action="store_true", help="deliver by signed HTTP, not Socket Mode")
    playground.set_defaults(do=_playground)

    ask = commands.add_parser("ask", help="ask in the terminal, or JSON lines on standard input")
    ask.add_argument("text", nargs="*", help="the question; without one, JSON lines are read")
    ask.add_argument("--lang", choices=("en", "it"), help="the language to answer in")
    ask.set_defaults(do=_ask)

    calc = commands.add_parser("calc", help="calculations as JSON lines on standard input")
    calc.add_argument("--list", action="store_true", help="every metric with its inputs and outputs")
    calc.set_defaults(do=_calc)

    manifest = commands.add_parser("manifest", help="the Slack app manifest")
    manifest.add_argument("--http", metavar="URL", help="for signed HTTP at this public address")
    manifest.set_defaults(do=_manifest)

    check = commands.add_parser("check", help="check content: both languages say the same things")
    check.add_argument("--write", action="store_true", help="write the README's tables anew")
    check.set_defaults(do=_check)
    return parser


def environment() -> dict[str, str]:
    """The process's environment over the `.env` file of the working directory."""
    try:
        from_file = dotenv_values(".env")
    except UnicodeDecodeError:
        _fail("the file .env is not UTF-8")
    return {**{name: value for name, value in from_file.items() if value is not None}, **os.environ}


def _run(arguments: argparse.Namespace) -> int:
    settings = read_settings(environment())
    mode: Mode | None = arguments.mode
    tokenless = not (settings.bot_token or settings.app_token or settings.signing_secret)
    if arguments.or_playground and tokenless:
        return _playground(argparse.Namespace(port=arguments.port or 8484, http=False))
    faults = settings.faults(mode)
    if faults:
        raise SettingsError([*faults, "to try Bilancia without Slack: python -m bot playground"])
    _log(settings)
    return asyncio.run(_serve(settings, mode or settings.mode))


async def _serve(settings: Settings, mode: Mode) -> int:
    from slack_sdk.errors import SlackApiError

    from bot.app import run

    try:
        await run(settings, mode)
    except SlackApiError as error:
        return _failed(f"Slack refused the tokens: {error.response.get('error')}")
    except sqlite3.Error as error:
        return _failed(f"the database BILANCIA_DB={settings.database} cannot be used: {error}")
    except OSError as error:
        return _failed(f"cannot serve on HOST={settings.host} PORT={settings.port}: {error}")
    return 0


def _playground(arguments: argparse.Namespace) -> int:
    from bot.local import open_local_workspace

    settings = read_settings(environment())
    _log(settings, level="WARNING")
    try:
        return asyncio.run(open_local_workspace(settings, arguments.port, by_http=arguments.http))
    except (sqlite3.Error, OSError) as error:
        return _failed(f"the local workspace cannot be opened in this folder: {error}")


def _log(settings: Settings, level: str | None = None) -> None:
    from bot.logs import log_to_stderr

    secrets = (settings.bot_token, settings.app_token, settings.signing_secret)
    log_to_stderr(level or settings.log_level, [secret.get_secret_value() for secret in secrets if secret])


def _ask(arguments: argparse.Namespace) -> int:
    from bot.ask import ask_lines, ask_once

    if arguments.text:
        _stdout().reconfigure(errors="replace")
        print(ask_once(" ".join(arguments.text), arguments.lang))
        return 0
    return _stream(ask_lines)


def _calc(arguments: argparse.Namespace) -> int:
    from bot.calc import list_metrics, run_lines

    if arguments.list:
        return _print_json(list_metrics())
    return _stream(run_lines)


def _stream(answer: Callable[[Iterator[str], Callable[[str], None]], bool]) -> int:
    """JSON lines in and out: 0 if every line was answered, 1 if one failed."""
    out = _stdout()
    out.reconfigure(encoding="utf-8")

    def write(line: str) -> None:
        out.write(f"{line}\n")
        out.flush()

    return 0 if answer(_lines(), write) else 1


def _lines() -> Iterator[str]:
    """Standard input line by line, as it comes; a byte order mark is passed over."""
    if sys.stdin is None:
        raise UnreadableError("the input could not be read: there is no standard input")
    try:
        for number, line in enumerate(sys.stdin.buffer, start=1):
            yield _decoded(line, number)
    except OSError as error:
        raise UnreadableError(f"the input could not be read: {error.strerror}") from None


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(f"the input could not be read: line {number} is not UTF-8") from None


def _manifest(arguments: argparse.Namespace) -> int:
    from bot.slack.manifest import manifest

    if arguments.http is not None and not arguments.http.startswith("https://"):
        _fail("the address must start with https://, for example https://bilancia.example.com")
    made = manifest("http" if arguments.http else "socket", arguments.http)
    return _print_json(made)


def _check(arguments: argparse.Namespace) -> int:
    from bot import benchmarks, handbook, parity, reference

    if arguments.write:
        reference.write()
    found = [*parity.faults(), *benchmarks.faults(), *handbook.faults(), *reference.faults()]
    for fault in found:
        print(fault)
    for note in benchmarks.aged(datetime.now(UTC).date()):
        print(f"note: {note}")
    print(f"content: {len(found)} faults")
    return 1 if found else 0


def _print_json(value: object) -> int:
    _stdout().reconfigure(encoding="utf-8")
    print(json.dumps(value, ensure_ascii=False, indent=2))
    return 0


def _stdout() -> TextIOWrapper:
    return cast("TextIOWrapper", sys.stdout)


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _fail(sentence: str) -> NoReturn:
    raise SettingsError([sentence])


if __name__ == "__main__":
    sys.exit(main())
