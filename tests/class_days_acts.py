"""Acts true connections out in a room of the sandbox Zoom, one act after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.sandbox.zoom import Leg, Room
from tests.class_days_truth import Habit, TrueLeg

BINDING = timedelta(seconds=30)
"""From the begin of a telephone's connection until its binding."""


@dataclass(frozen=True)
class Step:
    """One act of one connection; `verb` is a method's name of `Leg`, or `begin`."""

    at: datetime
    leg: TrueLeg
    verb: str
    text: str = ""


def script(legs: Iterable[TrueLeg]) -> list[Step]:
    """Return every act of these connections in the order of time."""
    steps = []
    for leg in legs:
        steps.append(Step(leg.start, leg, "begin"))
        for wait in leg.waits:
            if wait.start != leg.start:
                steps.append(Step(wait.start, leg, "waiting"))
            steps.append(Step(wait.end, leg, "admit"))
        steps += [Step(at, leg, "rename", name) for at, name in leg.names[1:]]
        for uuid, span in leg.rooms:
            steps += [Step(span.start, leg, "to_room", uuid), Step(span.end, leg, "back")]
        if leg.bound_to:
            steps.append(Step(leg.start + BINDING, leg, "bind"))
        if not leg.until_close:
            steps.append(Step(leg.end, leg, "drop" if leg.habit is Habit.DROPS else "leave"))
    return sorted(steps, key=lambda step: step.at)


@dataclass
class Performance:
    """One session acted out in a room, up to a moment or to its end."""

    room: Room
    steps: Sequence[Step]
    registrants: Mapping[str, str]
    """Person → registrant id in this room's meeting."""
    closed: datetime
    acting: dict[str, Leg] = field(default_factory=dict)
    """Connections that have begun, by their key in the truth."""
    done: int = 0
    """Steps taken."""

    def run(self, until: datetime | None = None) -> bool:
        """Act on to `until` (included), or to the end; tell whether the class is over."""
        while self.done < len(self.steps):
            step = self.steps[self.done]
            if until is not None and step.at > until:
                return False
            self._act(step)
            self.done += 1
        if until is not None and until < self.closed:
            return False
        self.room.close(self.closed)
        return True

    @property
    def owners(self) -> dict[str, str]:
        """User id in the room → key of the connection in the truth."""
        return {number: key for key, leg in self.acting.items() for number in leg.user_ids}

    def _act(self, step: Step) -> None:
        if step.verb == "begin":
            self.acting[step.leg.key] = self._begin(step.leg)
            return
        actor = self.acting[step.leg.key]
        if step.verb == "rename":
            actor.rename(step.text)
        elif step.verb == "to_room":
            actor.to_room(step.text, step.at)
        elif step.verb == "bind":
            actor.bind(self.acting[step.leg.bound_to], step.at)
        else:
            getattr(actor, step.verb)(step.at)

    def _begin(self, leg: TrueLeg) -> Leg:
        waits_first = bool(leg.waits) and leg.waits[0].start == leg.start
        enter = self.room.wait if waits_first else self.room.join
        return enter(
            leg.names[0][1],
            leg.start,
            registrant_id=self.registrants[leg.link] if leg.link else "",
            login=leg.login,
            phone=leg.phone,
            device=leg.device,
        )
