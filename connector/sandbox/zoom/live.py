"""What a test or a demo does with the sandbox Zoom while classes run and webhooks go out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from connector.sandbox.zoom import classes, moments
from connector.sandbox.zoom.calling import Delivery, EventFaults, Subscription, WebhookCaller
from connector.sandbox.zoom.exported import participants_csv
from connector.sandbox.zoom.oddities import Oddities
from connector.sandbox.zoom.rooms import Room, Stage, open_room
from connector.sandbox.zoom.state import Instance


class LiveZoom(ABC):
    """The part of `SandboxZoom` that holds classes; it is nothing without the rest."""

    clock: Callable[[], datetime]
    caller: WebhookCaller

    @property
    @abstractmethod
    def stage(self) -> Stage:
        """What the classes of this account play on."""

    def hold_class(
        self,
        meeting_id: int,
        start: datetime,
        end: datetime | None,
        attendees: Sequence[classes.Attendee] = (),
    ) -> str:
        """Let a meeting have taken place, calling nothing out; return the occurrence's UUID."""
        with self.stage.lock:
            meeting = self.stage.state.meetings[meeting_id]
            instance = classes.hold(self.stage.state, meeting, start, end, attendees)
            self.stage.saved()
            return instance.uuid

    def end_class(self, uuid: str, end: datetime) -> None:
        """End an occurrence that `hold_class` left running; nothing is called out."""
        with self.stage.lock:
            instance = self._instance(uuid)
            for presence in instance.presences:
                presence.leave_time = presence.leave_time or moments.write(end)
            instance.end_time = moments.write(end)
            self.stage.saved()

    def open_class(self, meeting_id: int, at: datetime) -> Room:
        """Begin a class under a fresh UUID; it calls out what happens in it."""
        with self.stage.lock:
            return open_room(self.stage, self.stage.state.meetings[meeting_id], at)

    def room(self, uuid: str) -> Room:
        """Return a class that still runs, after a restart of the sandbox too."""
        with self.stage.lock:
            instance = self._instance(uuid)
            return Room(self.stage, self.stage.state.meetings[instance.meeting_id], instance)

    def late_click(
        self, meeting_id: int, at: datetime, *, seconds: int = 20, name: str = "", **who: Any
    ) -> str:
        """Let one click on the link after class begin another, lonely occurrence (observed).

        `who` is as in `Room.join`. Returns its UUID; from now on the number means this one.
        """
        room = self.open_class(meeting_id, at)
        leg = room.join(name, at, **who)
        end = at + timedelta(seconds=seconds)
        leg.leave(end)
        room.close(end)
        return room.uuid

    def export_csv(self, uuid: str) -> str:
        """Return the participants' list that a person would export by hand after class."""
        with self.stage.lock:
            instance = self._instance(uuid)
            meeting = self.stage.state.meetings[instance.meeting_id]
            return participants_csv(self.stage.state, meeting, instance)

    def subscribe(self, url: str, secret: str) -> Subscription:
        """Subscribe an endpoint after its URL validation; raises SubscriptionRefused."""
        return self.caller.subscribe(url, secret)

    def revalidate(self) -> dict[int, bool]:
        """Challenge every active subscription again: id → passed."""
        return self.caller.revalidate()

    def deliver(self) -> int:
        """Make every attempt that is due by the clock; return the number of attempts."""
        return self.caller.deliver_due(self.clock())

    def deliver_due(self, now: datetime) -> int:
        """Make every attempt that is due by `now`, wherever the clock stands."""
        return self.caller.deliver_due(now)

    def start_delivering(self, interval: float = 0.2) -> None:
        """Deliver on a background thread until `stop_delivering` or the server's stop."""
        self.caller.start(interval)

    def stop_delivering(self) -> None:
        self.caller.stop()

    @property
    def deliveries(self) -> list[Delivery]:
        """Every delivery so far, with its attempts and their answers."""
        return self.caller.deliveries

    @property
    def event_faults(self) -> EventFaults:
        """Faults of single events: `arm("lost_event", match="participant_left")`."""
        return self.caller.faults

    @property
    def oddities(self) -> Oddities:
        return self.caller.oddities

    @oddities.setter
    def oddities(self, oddities: Oddities) -> None:
        self.caller.oddities = oddities

    def _instance(self, uuid: str) -> Instance:
        return next(each for each in self.stage.state.instances if each.uuid == uuid)
