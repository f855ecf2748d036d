"""`ask` and `calc`: one question in the terminal, or JSON lines in and out, as they come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ.metric import METRICS

from .conftest import PATIENCE, Bot, Environ

LTV = {"arpa": 500, "churn": 0.03, "margin": 0.8}


def lines_of(*every: object) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in every).encode()


def read(output: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in output.splitlines()]


# -- in the terminal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("we charge €500 a month, lose 3% monthly, margin 80%, 4k to win one", ["LTV:CAC 3.3", "€13,333"]),
        ("500 € al mese, churn 3%, margine 80%, CAC 4 mila", ["LTV:CAC 3,3", "13.333 €"]),
    ],
    ids=["en", "it"],
)
def test_a_question_is_answered_in_its_language(bot: Bot, question: str, said: list[str]) -> None:
    done = bot("ask", *question.split())
    assert (done.returncode, done.stderr) == (0, "")
    for words in said:
        assert words in done.stdout.replace("\xa0", " ")


def test_the_language_can_be_chosen_and_a_poor_terminal_does_no_harm(bot: Bot) -> None:
    done = bot("ask", "--lang", "it", "€500 3% 80% 4k", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "LTV:CAC 3,3" in done.stdout
    assert done.stdout.isascii()


# -- JSON lines -------------------------------------------------------------------------------------------


def test_a_bad_line_of_calc_is_answered_in_its_place_and_the_others_too(bot: Bot) -> None:
    first = {"id": "a", "metric": "ltv", "inputs": LTV}
    last = {"id": "ü", "metric": "churn", "inputs": {"monthly": 0.5}, "lang": "it"}
    given = b"\xef\xbb\xbf" + lines_of(first) + b"\n{not json\n" + lines_of({"id": 3, "metric": "nps"}, last)
    done = bot("calc", given=given, PYTHONIOENCODING="ascii")
    answers = read(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert [one["id"] for one in answers] == ["a", None, 3, "ü"]
    assert [one.get("error", {}).get("key") for one in answers] == [None, "not_json", "unknown_metric", None]
    assert round(answers[0]["values"]["ltv"]) == 13_333


def test_lines_that_are_all_answered_end_well(bot: Bot) -> None:
    assert bot("calc", given=lines_of({"id": 1, "metric": "ltv", "inputs": LTV})).returncode == 0
    assert bot("ask", given=lines_of({"id": 1, "text": "ltv 500 3% 80% 4k"})).returncode == 0
    assert bot("calc").returncode == 0


def test_turns_of_one_conversation_and_a_bad_line_among_them(bot: Bot) -> None:
    given = lines_of(
        {"id": 1, "ctx": "t", "text": "quanto vale un cliente da 500 € al mese con margine 80%?"},
        {"id": 2, "ctx": "t"},
        {"id": 3, "ctx": "t", "text": "churn 3%, CAC 4 mila"},
        {"id": 4, "ctx": None, "text": "ltv 500 3% 80% 4k"},
    )
    done = bot("ask", given=given)
    first, bad, second, alone = read(done.stdout)
    assert done.returncode == 1
    assert [first["id"], bad["id"], second["id"], alone["id"]] == [1, 2, 3, 4]
    assert "churn" in first["missing"]
    assert first["answer"] is None
    assert bad["error"]["key"] == "no_text"
    assert second["lang"] == "it"
    assert "LTV:CAC 3,3" in second["reply"]["text"]
    assert second["reply"]["blocks"]
    assert round(second["answer"]["values"]["ltv_cac"], 1) == Decimal("3.3")
    assert alone["lang"] == "en"


@pytest.mark.parametrize("command", ["calc", "ask"])
def test_bytes_that_are_no_text_end_it_after_what_could_be_read(bot: Bot, command: str) -> None:
    readable = {"id": 1, "metric": "ltv", "inputs": LTV, "text": "ltv 500 3% 80% 4k"}
    done = bot(command, given=lines_of(readable) + b'{"id": "\xff"}\n')
    assert done.returncode == 2
    assert done.stderr == "the input could not be read: line 2 is not UTF-8\n"
    assert [one["id"] for one in read(done.stdout)] == [1]


@pytest.mark.parametrize("command", ["calc", "ask"])
def test_an_answer_comes_before_the_next_line_is_asked(
    tmp_path: Path, environ: Environ, command: str
) -> None:
    asked = lines_of({"id": 1, "metric": "ltv", "inputs": LTV, "text": "ltv 500 3% 80% 4k"})
    with subprocess.Popen(
        [sys.executable, "-m", "bot", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env={**environ},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(PATIENCE, process.kill)  # an answer that never comes ends the waiting
        late.start()
        for _ in range(3):
            process.stdin.write(asked)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == 1
        process.stdin.close()
        assert process.wait() == 0
        late.cancel()


def test_a_reader_that_has_enough_is_no_failure_of_ours(tmp_path: Path, environ: Environ) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "calc", "--list"],
            stdout=gone,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**environ},
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_list_has_every_metric_with_its_inputs_and_outputs(bot: Bot) -> None:
    done = bot("calc", "--list")
    listed = {one["metric"]: one for one in json.loads(done.stdout)}
    assert (done.returncode, listed.keys()) == (0, METRICS.keys())
    for key, one in listed.items():
        assert [given["name"] for given in one["inputs"]] == [given.name for given in METRICS[key].inputs]
        assert {out["name"] for out in one["outputs"]} == set(METRICS[key].outputs)
        for given in one["inputs"]:
            assert given.keys() >= {"name", "kind", "unit", "required", "default"}


def test_a_command_that_is_none_shows_those_there_are(bot: Bot) -> None:
    done = bot()
    assert done.returncode == 2
    assert "usage: python -m bot" in done.stderr
    helped = bot("--help").stdout
    for command in ("run", "playground", "ask", "calc", "manifest", "check"):
        assert command in helped
