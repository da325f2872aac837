"""Everything that can go wrong, as one small tree.

ConnectorError
├── SettingsError        the service is misconfigured; refuse to start
├── RosterError          a roster file or row is unusable
├── PlanRefused          the plan is computed but may not be applied as it is
└── RemoteError          Moodle, Zoom or another service said no
    ├── TemporaryError   worth another attempt (timeout, 429, 5xx)
    └── PermanentError   needs a person (bad token, unknown course)

Messages are codes with parameters; sentences in both languages live in the message
catalogues beside the code that raises them.
"""

from collections.abc import Mapping


class ConnectorError(Exception):
    """Base of all expected failures: a code, and parameters to put into its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Mapping[str, str | int] = params
        details = " ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} {details}".strip())


class SettingsError(ConnectorError):
    """Settings are missing or wrong; `problems` lists every one as (id, hint)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("settings_wrong", count=len(problems))

    def __str__(self) -> str:
        return "\n".join(f"{identifier}: {hint}" for identifier, hint in self.problems)


class RosterError(ConnectorError):
    """A roster file cannot be used at all; nothing of it was imported."""


class PlanRefused(ConnectorError):
    """A plan may not be applied: held, stale, already applied, or changed since approval."""


class RemoteError(ConnectorError):
    """`service` and `call` say who and what; `remote_code` is the remote's own code.

    None of the three ever holds a token, an e-mail address or a full URL.
    """

    def __init__(self, service: str, call: str, remote_code: str) -> None:
        self.service, self.call, self.remote_code = service, call, remote_code
        super().__init__(
            f"{service}_{remote_code}", service=service, call=call, remote_code=remote_code
        )

    def __str__(self) -> str:
        return f"{self.service} {self.call}: {self.remote_code}"


class TemporaryError(RemoteError):
    """Worth another attempt; `ambiguous` when the call may have been executed all the same."""

    def __init__(
        self,
        service: str,
        call: str,
        remote_code: str,
        *,
        ambiguous: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(service, call, remote_code)
        self.ambiguous = ambiguous
        self.retry_after = retry_after


class PermanentError(RemoteError):
    """Needs a person: a bad token, a missing capability, an unknown course."""
