"""Calls webhooks out as Zoom does: signed, within three seconds or again later, then never more.

Knows nothing of what an event means. Time is the sandbox's clock, so that a test moves an hour.
"""

import hashlib
import heapq
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import NAMESPACE_URL, uuid4, uuid5

import requests

from connector.sandbox.faults import Fault, Faults
from connector.sandbox.zoom import events
from connector.sandbox.zoom.oddities import Oddities
from connector.sandbox.zoom.rules import Rules
from connector.sandbox.zoom.world import Event

ACKNOWLEDGED = (200, 204)
"""Any other status counts as a failure (Zoom webhook reference)."""
RETRIES = (timedelta(minutes=5), timedelta(minutes=20), timedelta(minutes=60))
"""Waits after the first, second and third failure; after the fourth the event is lost."""
SUBSCRIPTIONS = 20
"""At most so many for one app."""
USER_AGENT = "Zoom Marketplace/1.0a"
LATE_SECONDS = 75.0

LOST_EVENT, DOUBLE_EVENT, LATE_EVENT = "lost_event", "double_event", "late_event"


class SubscriptionRefused(Exception):
    """The URL did not answer the validation as it must, or there are too many."""


class EventFaults(Faults):
    """Faults of single events: `lost_event`, `double_event`, `late_event` (`seconds`, else 75).

    `match` is a part of the event's name.
    """

    def arm(
        self,
        kind: str,
        *,
        match: str = "",
        after: int = 0,
        times: int = 1,
        seconds: float | None = None,
    ) -> Fault:
        if kind not in (LOST_EVENT, DOUBLE_EVENT, LATE_EVENT):
            raise ValueError(f"unknown kind of event fault: {kind!r}")
        fault = Fault(kind, match, after, times, seconds)
        with self._lock:
            self._armed.append(fault)
        return fault


@dataclass(slots=True)
class Subscription:
    """One endpoint of the app; one that failed validation too often gets nothing any more."""

    id: int
    url: str
    secret: str
    active: bool = True
    failures: int = 0
    """Failed validations in a row."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; `status` None is silence, a cut connection or nobody there."""

    when: datetime
    status: int | None


@dataclass(slots=True)
class Delivery:
    """One event on its way to one subscription; body and request id stay the same in retries."""

    id: int
    event: str
    subscription: int
    request_id: str
    body: bytes
    due: datetime
    attempts: list[Attempt] = field(default_factory=list)
    state: Literal["waiting", "acknowledged", "lost"] = "waiting"

    @property
    def sha256(self) -> str:
        """Digest of the body, by which a receiver may know it again."""
        return hashlib.sha256(self.body).hexdigest()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return `x-zm-signature` for these raw bytes."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _request_id(body: bytes, subscription: Subscription) -> str:
    """Return the same id for the same event to the same endpoint, doubles included."""
    return str(uuid5(NAMESPACE_URL, f"{subscription.id}|{hashlib.sha256(body).hexdigest()}"))


class WebhookCaller:
    """The subscriptions of one app and everything that was or will be called out to them.

    `deliveries` keeps every delivery until `forget`.
    """

    def __init__(
        self, client_id: str, clock: Callable[[], datetime], rules: Callable[[], Rules]
    ) -> None:
        self._client_id, self._clock, self._rules = client_id, clock, rules
        self.oddities = Oddities()
        self.faults = EventFaults()
        self.subscriptions: list[Subscription] = []
        self.deliveries: list[Delivery] = []
        self._waiting: list[tuple[datetime, int, Delivery]] = []
        self._told = 0
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def forget(self) -> None:
        """Drop subscriptions, deliveries, faults and oddities."""
        with self._lock:
            self.oddities = Oddities()
            self.subscriptions.clear()
            self.deliveries.clear()
            self._waiting.clear()
        self.faults.clear()

    def subscribe(self, url: str, secret: str) -> Subscription:
        """Validate the URL and call every later event out to it; raises SubscriptionRefused."""
        with self._lock:
            if len(self.subscriptions) >= SUBSCRIPTIONS:
                raise SubscriptionRefused("twenty subscriptions are the most")
            subscription = Subscription(len(self.subscriptions) + 1, url, secret)
        if not self._validate(subscription):
            raise SubscriptionRefused("URL validation failed")
        with self._lock:
            self.subscriptions.append(subscription)
        return subscription

    def revalidate(self) -> dict[int, bool]:
        """Challenge every active subscription, as Zoom does each 72 hours: id → passed."""
        passed = {}
        for subscription in [each for each in self.subscriptions if each.active]:
            good = self._validate(subscription)
            subscription.failures = 0 if good else subscription.failures + 1
            if subscription.failures >= self._rules().webhook_validation_failures:
                subscription.active = False
            passed[subscription.id] = good
        return passed

    def call_out(self, event: Event) -> None:
        """Queue one event for every active subscription; with none, nobody ever hears of it."""
        if not any(each.active for each in self.subscriptions):
            return
        body, now = events.wire(event.body), self._clock()
        with self._lock:
            self._told += 1
            for delay in self._delays(event.name, f"{self._told}"):
                for subscription in self.subscriptions:
                    if subscription.active:
                        self._queue(event.name, subscription, body, now, delay)

    def deliver_due(self, now: datetime) -> int:
        """Make every attempt that is due by `now`, the earliest first; return their number."""
        count = 0
        with self._flushing, requests.Session() as session:
            session.trust_env = False
            while (delivery := self._take(now)) is not None:
                self._attempt(session, delivery, now)
                count += 1
        return count

    def start(self, interval: float = 0.2) -> None:
        """Deliver what is due on a thread of its own, every `interval` seconds of real time."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(
                target=self._run, args=(interval,), name="sandbox-webhooks", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        self._stopped.set()
        if thread is not None:
            thread.join()

    def _run(self, interval: float) -> None:
        while not self._stopped.wait(interval):
            self.deliver_due(self._clock())

    def _delays(self, name: str, subject: str) -> tuple[float, ...]:
        """Return the seconds of delay of each arrival; an armed fault beats the seeded oddities."""
        fault = self.faults.take(name)
        if fault is None:
            return self.oddities.delays(name, subject)
        if fault.kind == LOST_EVENT:
            return ()
        if fault.kind == DOUBLE_EVENT:
            return (0.0, 0.0)
        return (LATE_SECONDS if fault.seconds is None else fault.seconds,)

    def _queue(
        self, name: str, subscription: Subscription, body: bytes, now: datetime, delay: float
    ) -> None:
        delivery = Delivery(
            id=len(self.deliveries) + 1,
            event=name,
            subscription=subscription.id,
            request_id=_request_id(body, subscription),
            body=body,
            due=now + timedelta(seconds=delay),
        )
        self.deliveries.append(delivery)
        heapq.heappush(self._waiting, (delivery.due, delivery.id, delivery))

    def _take(self, now: datetime) -> Delivery | None:
        with self._lock:
            if not self._waiting or self._waiting[0][0] > now:
                return None
            return heapq.heappop(self._waiting)[2]

    def _attempt(self, session: requests.Session, delivery: Delivery, now: datetime) -> None:
        subscription = next(
            (each for each in self.subscriptions if each.id == delivery.subscription), None
        )
        if subscription is None or not subscription.active:
            delivery.state = "lost"
            return
        reply = self._post(session, subscription, delivery.body, now, delivery.request_id)
        delivery.attempts.append(Attempt(now, None if reply is None else reply.status_code))
        if reply is not None and reply.status_code in ACKNOWLEDGED:
            delivery.state = "acknowledged"
        elif len(delivery.attempts) > len(RETRIES):
            delivery.state = "lost"
        else:
            delivery.due = now + RETRIES[len(delivery.attempts) - 1]
            with self._lock:
                heapq.heappush(self._waiting, (delivery.due, delivery.id, delivery))

    def _post(
        self,
        session: requests.Session,
        subscription: Subscription,
        body: bytes,
        now: datetime,
        request_id: str,
    ) -> requests.Response | None:
        stamp = str(int(now.timestamp()) + self.oddities.ahead)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": USER_AGENT,
            "clientid": self._client_id,
            "x-zm-request-id": request_id,
            "x-zm-request-timestamp": stamp,
            "x-zm-signature": sign(subscription.secret, stamp, body),
        }
        try:
            return session.post(
                subscription.url,
                data=body,
                headers=headers,
                timeout=self._rules().webhook_answer_seconds,
                allow_redirects=False,
            )
        except requests.RequestException:
            return None

    def _validate(self, subscription: Subscription) -> bool:
        """Challenge one endpoint; it must send the token back, and its HMAC in hex."""
        token, now = secrets.token_urlsafe(16), self._clock()
        body = events.validation(token, now)
        with requests.Session() as session:
            session.trust_env = False
            reply = self._post(session, subscription, body, now, str(uuid4()))
        if reply is None or reply.status_code != 200:
            return False
        try:
            answer = json.loads(reply.content)
        except ValueError:
            return False
        wanted = hmac.new(subscription.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return (
            isinstance(answer, dict)
            and answer.get("plainToken") == token
            and answer.get("encryptedToken") == wanted
        )
