"""Why the webhook door turns a request away: one class an HTTP status; `code` is the reason.

WebhookRefused (ConnectorError)
├── Malformed       400  no body, a body cut short, an odd validation
├── BadSignature    401  missing, wrong, too old
├── UnknownAddress  404  no such source or account, or no secret for it
├── WrongMethod     405
├── TooLarge        413
└── NotKept         503  not durable (yet); the sender is to try again
"""

from http import HTTPStatus
from typing import ClassVar

from connector.errors import ConnectorError


class WebhookRefused(ConnectorError):
    """Nothing is acknowledged; except for NotKept nothing of it is in the inbox either."""

    status: ClassVar[HTTPStatus]
    headers: ClassVar[tuple[tuple[str, str], ...]] = ()


class Malformed(WebhookRefused):
    """It is not what the sender meant to send."""

    status = HTTPStatus.BAD_REQUEST


class BadSignature(WebhookRefused):
    """Nobody who knows a secret of this address has signed these bytes just now."""

    status = HTTPStatus.UNAUTHORIZED


class UnknownAddress(WebhookRefused):
    """Nothing is set up here."""

    status = HTTPStatus.NOT_FOUND


class WrongMethod(WebhookRefused):
    """Webhooks are posted."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    headers = (("Allow", "POST"),)


class TooLarge(WebhookRefused):
    """More bytes than SIMPUL_WEBHOOK_MAX_BYTES; the rest was not read."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class NotKept(WebhookRefused):
    """No commit has been seen; it may still come, and a repetition is then stored once."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = (("Retry-After", "30"),)
