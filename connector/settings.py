"""Settings from `SIMPUL_*` environment variables, read once; no default for a secret.

Every setting is listed, with a comment, in deploy/env.example; a test compares the two. A
secret may stand in a file instead: `SIMPUL_SECRET_KEY_FILE=/run/secrets/key`.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from connector.errors import SettingsError

SECRETS = (
    "SECRET_KEY",
    "OLD_SECRET_KEYS",
    "DATABASE_URL",
    "MOODLE_TOKEN",
    "MOODLE_WEBHOOK_SECRET",
    "MOODLE_OLD_WEBHOOK_SECRET",
    "MOODLE_LOCAL_WEBHOOKS_TOKEN",
    "MOODLE_TOOL_TRIGGER_TOKEN",
    "ZOOM_CLIENT_SECRET",
    "ZOOM_WEBHOOK_SECRET",
    "ZOOM_OLD_WEBHOOK_SECRET",
    "BSRE_PASSWORD",
    "SMTP_PASSWORD",
)
"""Settings that may be given as a file with the suffix `_FILE`."""


def _split(value: Any) -> Any:
    return (
        tuple(p.strip() for p in value.split(",") if p.strip()) if isinstance(value, str) else value
    )


def _lines(value: Any) -> Any:
    return (
        tuple(p.strip() for p in value.split("|") if p.strip()) if isinstance(value, str) else value
    )


def _address(value: Any) -> Any:
    parts = urlsplit(str(value))
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("must begin with http:// or https:// and name a host")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must hold neither a query nor a user name")
    return str(value).rstrip("/")


def _morning(value: Any) -> Any:
    """Read `07.30` or `07:30`, between 05.00 and 12.00: a digest is read before the day's work."""
    if not isinstance(value, str):
        return value
    hour, _point, minute = value.strip().replace(":", ".").partition(".")
    if not (hour.isdecimal() and (minute or "0").isdecimal()):
        raise ValueError("must be a time such as 07.30")
    try:
        chosen = time(int(hour), int(minute or 0))
    except ValueError:
        raise ValueError("must be a time such as 07.30") from None
    if not time(5) <= chosen <= time(12):
        raise ValueError("must lie between 05.00 and 12.00")
    return chosen


Address = Annotated[str, BeforeValidator(_address)]


class Settings(BaseModel):
    """Everything an administrator may set; frozen. Field `moodle_url` is `SIMPUL_MOODLE_URL`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    home: Path = Path("~/.local/share/simpul").expanduser()
    database_url: SecretStr = SecretStr("")
    secret_key: SecretStr
    old_secret_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_split)] = ()
    base_url: Address = "http://127.0.0.1:8000"
    listen: str = "127.0.0.1:8000"
    proxy_hops: int = Field(0, ge=0, le=5)
    language: Literal["id", "en"] = "id"
    zone: str = "Asia/Jakarta"
    organiser: Annotated[tuple[str, ...], BeforeValidator(_lines)] = ()
    place: str = Field("", max_length=60)
    upload_max_bytes: int = Field(10 * 1024 * 1024, ge=1024, le=200 * 1024 * 1024)
    webhook_max_bytes: int = Field(256 * 1024, ge=1024, le=16 * 1024 * 1024)
    max_removed_share: float = Field(0.30, ge=0, le=1)
    worker_threads: int = Field(2, ge=1, le=32)
    drift_minutes: int = Field(60, ge=5, le=1440)
    inbox_days: int = Field(365, ge=7, le=3650)
    digest_hour: Annotated[time, BeforeValidator(_morning)] = time(7, 30)
    procedures: Annotated[tuple[str, ...], BeforeValidator(_split)] = ("s000", "s001")

    moodle_url: Address = ""
    moodle_token: SecretStr = SecretStr("")
    moodle_auth: Literal["manual", "oauth2"] = "manual"
    moodle_category: int = Field(1, ge=1)
    moodle_template_course: int = Field(0, ge=0)
    moodle_role_participant: int = Field(5, ge=1)
    moodle_role_instructor: int = Field(3, ge=1)
    moodle_role_companion: int = Field(4, ge=1)
    moodle_role_organiser: int = Field(4, ge=1)
    moodle_field_limit: int = Field(1000, ge=100, le=100_000)
    moodle_connections: int = Field(2, ge=1, le=4)
    moodle_webhook_secret: SecretStr = SecretStr("")
    moodle_old_webhook_secret: SecretStr = SecretStr("")
    moodle_local_webhooks_token: SecretStr = SecretStr("")
    moodle_tool_trigger_token: SecretStr = SecretStr("")

    zoom_account_id: str = ""
    zoom_client_id: str = ""
    zoom_client_secret: SecretStr = SecretStr("")
    zoom_host: str = ""
    zoom_plan: Literal["free", "pro", "business"] = "pro"
    zoom_alias_domain: str = ""
    zoom_waiting_room: bool = False
    zoom_join_before_host: bool = False
    zoom_registrant_quota_scope: Literal["account", "meeting"] = "account"
    zoom_api_url: Address = "https://api.zoom.us"
    zoom_oauth_url: Address = "https://zoom.us"
    zoom_webhook_secret: SecretStr = SecretStr("")
    zoom_old_webhook_secret: SecretStr = SecretStr("")

    sign_keys: Path | None = None
    sign_trust: Path | None = None
    sign_tsa_url: Address = ""
    bsre_url: Address = ""
    bsre_username: str = ""
    bsre_password: SecretStr = SecretStr("")
    official_check_url: Address = "https://tte.komdigi.go.id"

    office_folder: Path | None = None

    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    smtp_per_minute: int = Field(60, ge=1, le=6000)

    @property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite in `home` unless another is set."""
        given = self.database_url.get_secret_value()
        return given or f"sqlite:///{self.default_database}"

    @property
    def default_database(self) -> Path:
        """The SQLite file that is used where no other database is set."""
        return self.home / "simpul.db"

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Newest first: the first signs and encrypts, all verify and decrypt."""
        return tuple(key.get_secret_value() for key in (self.secret_key, *self.old_secret_keys))

    @property
    def moodle_webhook_secrets(self) -> tuple[str, ...]:
        """Newest first; none while our plugin is not to call us."""
        both = (self.moodle_webhook_secret, self.moodle_old_webhook_secret)
        return tuple(one.get_secret_value() for one in both if one.get_secret_value())

    @property
    def zoom_webhook_secrets(self) -> tuple[str, ...]:
        """Newest first; none while Zoom is not to call us."""
        both = (self.zoom_webhook_secret, self.zoom_old_webhook_secret)
        return tuple(one.get_secret_value() for one in both if one.get_secret_value())


HINTS = {
    "secret_key": "at least 32 characters; make one with: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
    "moodle_token": "needed with SIMPUL_MOODLE_URL; Site administration > Server > Web services",
    "zoom_client_secret": "needed with SIMPUL_ZOOM_ACCOUNT_ID; the app's page > App credentials",
    "zoom_webhook_secret": "needed with SIMPUL_ZOOM_OLD_WEBHOOK_SECRET; the app's page > "
    "Feature > Secret token",
    "moodle_webhook_secret": "must be whsec_… as the Simpul plugin's set-up page shows it: "
    "whsec_ and base64 of 24 to 64 bytes, copied whole",
    "moodle_token_short": "at least 24 characters without blanks; make one with: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
}
"""What to do about a setting, said beside the problem."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings; raise SettingsError with every problem at once."""
    given = dict(os.environ if environment is None else environment)
    problems = _read_secret_files(given)
    values = {
        name.removeprefix("SIMPUL_").lower(): value
        for name, value in given.items()
        if name.startswith("SIMPUL_") and value != ""
    }
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False):
            name = str(one["loc"][0])
            reason = HINTS.get(name) if one["type"] == "missing" else one["msg"]
            hint = (reason or one["msg"]).removeprefix("Value error, ")
            problems.append((f"SIMPUL_{name.upper()}", hint))
        raise SettingsError(sorted(problems)) from None
    problems += _contradictions(settings)
    if problems:
        raise SettingsError(sorted(problems))
    return settings


def spoken_language(environment: Mapping[str, str] | None = None) -> Literal["id", "en"]:
    """Return the language to complain in before, or although, the settings cannot be read."""
    given = os.environ if environment is None else environment
    return "en" if given.get("SIMPUL_LANGUAGE") == "en" else "id"


def _read_secret_files(given: dict[str, str]) -> list[tuple[str, str]]:
    """Put the content of `NAME_FILE` in place of NAME; return what could not be read."""
    problems = []
    for secret in SECRETS:
        name, path = f"SIMPUL_{secret}", given.pop(f"SIMPUL_{secret}_FILE", "")
        if not path:
            continue
        if given.get(name):
            problems.append((name, f"given twice; remove {name} or {name}_FILE"))
        try:
            given[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append((f"{name}_FILE", f"cannot be read ({type(error).__name__})"))
    return problems


def _contradictions(settings: Settings) -> list[tuple[str, str]]:
    problems = []
    if len(settings.secret_key.get_secret_value()) < 32:
        problems.append(("SIMPUL_SECRET_KEY", HINTS["secret_key"]))
    if any(len(key.get_secret_value()) < 32 for key in settings.old_secret_keys):
        # An old key still signs sessions and personal addresses for whoever guesses it.
        problems.append(("SIMPUL_OLD_SECRET_KEYS", "each " + HINTS["secret_key"]))
    if settings.moodle_url and not settings.moodle_token.get_secret_value():
        problems.append(("SIMPUL_MOODLE_TOKEN", HINTS["moodle_token"]))
    zoom = ("zoom_account_id", "zoom_client_id", "zoom_host")
    if any(getattr(settings, name) for name in zoom):
        for name in zoom:
            if not getattr(settings, name):
                problems.append((f"SIMPUL_{name.upper()}", "needed with the other Zoom settings"))
        if not settings.zoom_client_secret.get_secret_value():
            problems.append(("SIMPUL_ZOOM_CLIENT_SECRET", HINTS["zoom_client_secret"]))
    if settings.bsre_url:
        given = (settings.bsre_username, settings.bsre_password.get_secret_value())
        for name, value in zip(("bsre_username", "bsre_password"), given, strict=True):
            if not value:
                problems.append((f"SIMPUL_{name.upper()}", "needed with SIMPUL_BSRE_URL"))
    if settings.smtp_host and "@" not in settings.smtp_from:
        problems.append(("SIMPUL_SMTP_FROM", "needed with SIMPUL_SMTP_HOST; an e-mail address"))
    if settings.smtp_security == "none" and settings.smtp_username:
        hint = "a password would travel in the clear; use SIMPUL_SMTP_SECURITY=starttls or tls"
        problems.append(("SIMPUL_SMTP_USERNAME", hint))
    if settings.zoom_old_webhook_secret.get_secret_value() and not (
        settings.zoom_webhook_secret.get_secret_value()
    ):
        problems.append(("SIMPUL_ZOOM_WEBHOOK_SECRET", HINTS["zoom_webhook_secret"]))
    problems += _moodle_calls(settings)
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError):
        problems.append(("SIMPUL_ZONE", "not an IANA zone; use Asia/Jakarta, Asia/Makassar, …"))
    return problems


def _moodle_calls(settings: Settings) -> list[tuple[str, str]]:
    """Say what is wrong with the secrets by which a Moodle site may call us."""
    problems = []
    signing = ("moodle_webhook_secret", "moodle_old_webhook_secret")
    tokens = ("moodle_local_webhooks_token", "moodle_tool_trigger_token")
    given = {name: getattr(settings, name).get_secret_value() for name in (*signing, *tokens)}
    for name in signing:
        if given[name] and not _signs(given[name]):
            problems.append((f"SIMPUL_{name.upper()}", HINTS["moodle_webhook_secret"]))
    for name in tokens:
        if given[name] and (len(given[name]) < 24 or len(given[name].split()) != 1):
            problems.append((f"SIMPUL_{name.upper()}", HINTS["moodle_token_short"]))
    if given["moodle_old_webhook_secret"] and not given["moodle_webhook_secret"]:
        hint = "needed with SIMPUL_MOODLE_OLD_WEBHOOK_SECRET; " + HINTS["moodle_webhook_secret"]
        problems.append(("SIMPUL_MOODLE_WEBHOOK_SECRET", hint))
    if any(given.values()) and not settings.moodle_url:
        hint = "needed with the secrets by which Moodle calls: what it tells is read again there"
        problems.append(("SIMPUL_MOODLE_URL", hint))
    return problems


def _signs(secret: str) -> bool:
    """Tell whether this is a secret of Standard Webhooks (connector.domain.standard_webhooks)."""
    if not secret.startswith("whsec_"):
        return False
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return 24 <= len(key) <= 64
