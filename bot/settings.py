"""The environment, read once into one frozen model. Every fault is reported at once; no secret is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

SLACK_API_URL = "https://slack.com/api/"

Mode = Literal["socket", "http"]


class SettingsError(Exception):
    """All that is wrong with the environment, one line a fault. Holds variable names, never their values."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["The settings are not usable:", *(f"  - {fault}" for fault in faults)]))
        self.faults = faults


class Settings(BaseModel):
    """What the bot needs to know about where it runs. Field aliases are the environment's variables."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    api_url: str = Field(SLACK_API_URL, alias="SLACK_API_URL")
    host: str = Field("0.0.0.0", alias="HOST")  # noqa: S104  a web process behind a router must be reachable
    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    database: str = Field("bilancia.db", alias="BILANCIA_DB", min_length=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="LOG_LEVEL")

    @field_validator("bot_token")
    @classmethod
    def _bot_token_is_a_bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and token.get_secret_value().startswith(("xapp-", "xoxp-", "xoxa-")):
            raise ValueError("is not a bot token: it must be the one that starts with xoxb-")
        return token

    @field_validator("app_token")
    @classmethod
    def _app_token_is_an_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and token.get_secret_value().startswith("xox"):
            raise ValueError("is not an app-level token: it must be the one that starts with xapp-")
        return token

    @field_validator("api_url")
    @classmethod
    def _api_url_ends_with_a_slash(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must be a web address that starts with https:// or http://")
        return url if url.endswith("/") else f"{url}/"

    @property
    def mode(self) -> Mode:
        """An app-level token means Socket Mode; otherwise signed HTTP."""
        return "socket" if self.app_token else "http"

    def faults(self, mode: Mode | None = None) -> list[str]:
        """What is missing to run against Slack in that mode (by default the one the tokens choose)."""
        found = (
            [] if self.bot_token else ["SLACK_BOT_TOKEN is not set: the bot token of your Slack app (xoxb-…)"]
        )
        if mode == "socket" and not self.app_token:
            found.append("SLACK_APP_TOKEN is not set: the app-level token for Socket Mode (xapp-…)")
        if mode == "http" and not self.signing_secret:
            found.append("SLACK_SIGNING_SECRET is not set: the signing secret of your Slack app")
        if mode is None and not (self.app_token or self.signing_secret):
            found.append(
                "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set: one is needed"
            )
        return found


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of that environment; an empty variable counts as unset.

    >>> read_settings({"PORT": "8080", "SLACK_APP_TOKEN": ""}).port
    8080
    >>> read_settings({"PORT": "http", "LOG_LEVEL": "LOUD"})
    Traceback (most recent call last):
    bot.settings.SettingsError: The settings are not usable:
      - PORT: input should be a valid integer, unable to parse string as an integer
      - LOG_LEVEL: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'
    """
    try:
        return Settings.model_validate(
            {name: value.strip() for name, value in environ.items() if value.strip()}
        )
    except ValidationError as error:
        raise SettingsError([_worded(fault["loc"], fault["msg"]) for fault in error.errors()]) from None


def _worded(where: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{where[0]}: {message[:1].lower()}{message[1:]}"
