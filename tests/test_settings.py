"""Settings: every fault at once, no secret in any of them."""

from __future__ import annotations

import logging

import pytest
from pydantic import ValidationError

from bot.logs import Redacted
from bot.settings import Settings, SettingsError, read_settings

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1-secret",
    "SLACK_APP_TOKEN": "xapp-1-secret",
    "SLACK_SIGNING_SECRET": "s3cret",
}


def test_tokens_choose_the_mode() -> None:
    assert read_settings(SECRETS).mode == "socket"
    assert read_settings({**SECRETS, "SLACK_APP_TOKEN": ""}).mode == "http"


def test_all_faults_are_told_at_once_and_none_tells_a_value() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "xapp-2-secret",
        "SLACK_APP_TOKEN": "xoxb-2-secret",
        "SLACK_API_URL": "ftp://example.com",
        "PORT": "99999",
        "LOG_LEVEL": "LOUD",
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)
    assert len(caught.value.faults) == 5
    for name, value in wrong.items():
        assert name in str(caught.value)
        assert value not in str(caught.value)


def test_what_is_missing_to_run_is_named() -> None:
    assert [fault.split()[0] for fault in read_settings({}).faults()] == ["SLACK_BOT_TOKEN", "neither"]
    only_bot = read_settings({"SLACK_BOT_TOKEN": "xoxb-1"})
    assert "SLACK_APP_TOKEN" in only_bot.faults("socket")[0]
    assert "SLACK_SIGNING_SECRET" in only_bot.faults("http")[0]
    assert read_settings(SECRETS).faults() == []


def test_settings_are_frozen_and_print_no_secret() -> None:
    settings = read_settings(SECRETS)
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
    for secret in SECRETS.values():
        assert secret not in repr(settings)
        assert secret not in settings.model_dump_json()


def test_the_api_url_always_ends_with_a_slash() -> None:
    assert read_settings({"SLACK_API_URL": "http://127.0.0.1:1/api"}).api_url == "http://127.0.0.1:1/api/"
    assert Settings.model_validate({}).api_url == "https://slack.com/api/"


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123-abc",
        "xapp-1-A-2-b",
        "xoxe.xoxb-1-abc",
        "https://hooks.slack.com/commands/T1/2/abc",
        "http://127.0.0.1:9/actions/T1/2/abc",
        "s3cret",
    ],
)
def test_no_secret_reaches_a_log_line_not_even_in_a_traceback(secret: str) -> None:
    formatter = Redacted("%(message)s", known=["s3cret"])
    error = ValueError(f"failed at {secret} twice")
    caught = (ValueError, error, None)
    record = logging.LogRecord("bot", logging.ERROR, "", 0, f"with {secret} in it", None, caught)
    written = formatter.format(record)
    assert secret not in written
    assert written.count("[hidden]") == 2
