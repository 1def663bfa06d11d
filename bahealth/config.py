"""Settings of an installation, read once from the environment (prefix `BAHEALTH_`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator

from bahealth.errors import Refusal
from bahealth.frozen import Frozen

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "BAHEALTH_"
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "::1")
OF_THE_TESTS = {"BAHEALTH_BROWSER", "BAHEALTH_OFFICIAL"}  # read by tests and recipes, not by the program


class Settings(Frozen):
    """Where things are and who may reach them. Every field is `BAHEALTH_<NAME>` in the environment."""

    data: Path = Field(default=PROJECT / "data", description="catalogue, city tables, demonstration plan")
    store: Path = Field(default=PROJECT / "var" / "bahealth.duckdb", description="the embedded store, one file")
    host: str = Field(default="127.0.0.1", description="address the app listens on")
    port: int = Field(default=8501, ge=1, le=65535, description="port the app listens on")
    memory_limit: str = Field(default="4GB", pattern=r"^\d+(MB|GB)$", description="most memory that the store may use")
    threads: int = Field(default=2, ge=1, le=64, description="threads that the store may use")
    secret: Path | None = Field(default=None, description="file of the secret that keys of people are hashed with")
    simulated_scale: float = Field(
        default=0.05, ge=0, le=2, description="share of the city that a new demonstration store simulates; 0 is none"
    )
    staging_memory: str = Field(
        default="2GB", pattern=r"^\d+(MB|GB)$", description="most memory for checking a delivery of records"
    )

    oidc_metadata_url: str | None = Field(default=None, description="the sign-in provider's openid-configuration")
    oidc_client_id: str | None = Field(default=None, description="the app's name at the sign-in provider")
    oidc_client_secret: Path | None = Field(default=None, description="file of the app's secret at the provider")
    oidc_scope: str = Field(default="openid profile email", min_length=1, description="what the app asks the provider")
    public_url: str | None = Field(default=None, description="address of the app as people type it, https://HOST")
    groups_claim: str = Field(default="groups", min_length=1, description="claim that names a person's groups")
    sign_in_hours: float = Field(default=8, gt=0, le=720, description="hours after which people sign in again")

    smtp_host: str | None = Field(default=None, description="mail server for reminders; unset: none are mailed")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="port of the mail server")
    smtp_from: str | None = Field(default=None, description="address that reminders come from")
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="how mail is protected")
    smtp_user: str | None = Field(default=None, description="name at the mail server")
    smtp_password: Path | None = Field(default=None, description="file of the password at the mail server")

    @field_validator("data", "store", "secret", "oidc_client_secret", "smtp_password")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()

    @property
    def secret_file(self) -> Path:
        """The file of the secret: the one named, else beside the store."""
        return self.secret or self.store.with_suffix(".secret")

    @property
    def cookie_secret_file(self) -> Path:
        """The file of the secret that cookies are signed with, made by the app at its first start with sign-in."""
        return self.store.with_suffix(".cookie")

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in with the city's provider."""
        return self.oidc_metadata_url is not None

    @property
    def has_roles_to_try(self) -> bool:
        """Whether whoever sits at this machine may try every role: nobody else can come, and nobody can sign in."""
        return self.is_local and not self.has_sign_in

    @property
    def token(self) -> Path:
        """File that lets the command line on this machine speak to the running app."""
        return self.store.with_suffix(".token")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the app: without sign-in, the office needs that."""
        return self.host in LOOPBACK_NAMES


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (the process's own by default); raises Refusal for an unknown or bad one."""
    values = os.environ if environment is None else environment
    given = {name: value for name, value in values.items() if name.startswith(PREFIX) and name not in OF_THE_TESTS}
    try:
        chosen = Settings.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in given.items()})
    except ValidationError as problem:
        name = PREFIX + str(problem.errors()[0]["loc"][0]).upper()
        if name.removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise Refusal("The environment names %(name)s, which is not a setting", name=name) from problem
        raise Refusal("The setting %(name)s cannot be %(value)s", name=name, value=given.get(name, "")) from problem
    _refuse_half_a_sign_in(chosen)
    return chosen


_OF_SIGN_IN = ("oidc_metadata_url", "oidc_client_id", "oidc_client_secret", "public_url")


def _refuse_half_a_sign_in(chosen: Settings) -> None:
    """Sign-in is set whole or not at all, and its addresses are safe: what travels there says who somebody is."""
    missing = [name for name in _OF_SIGN_IN if getattr(chosen, name) in {None, ""}]
    if missing and len(missing) < len(_OF_SIGN_IN):
        raise Refusal(
            "Sign-in needs all of its settings; missing: %(names)s",
            names=", ".join(PREFIX + name.upper() for name in missing),
        )
    for name in ("oidc_metadata_url", "public_url"):
        address = getattr(chosen, name)
        if address is not None and not _is_safe_address(address):
            raise Refusal(
                "The setting %(name)s must be an address that begins with https://", name=PREFIX + name.upper()
            )
    if chosen.public_url is not None and urlsplit(chosen.public_url).path not in {"", "/"}:
        raise Refusal("The setting %(name)s is the address of the app alone: https://HOST", name="BAHEALTH_PUBLIC_URL")


def _is_safe_address(address: str) -> bool:
    """Whether it is https, or never leaves this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES)
    )
