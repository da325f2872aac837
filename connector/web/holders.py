"""Who opened a personal address: the seat behind its token and the training, or nobody.

A wrong, renewed or withdrawn address costs the same work as a good one and gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from connector import links
from connector.domain.trainings import Seat, Training
from connector.store import training_pages, trainings
from connector.store.engine import reading
from connector.store.training_pages import PersonalSeat
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _

NOBODY = ""
"""Looked up in place of the nonce of an address that no secret of ours signed."""


@dataclass(frozen=True)
class Holder:
    """Who opened the page, and the training as it is now."""

    seat: PersonalSeat
    training: Training
    nonce: str

    @property
    def key(self) -> str:
        return f"seat:{self.seat.seat}"

    @property
    def own(self) -> Seat:
        return next(one for one in self.training.seats if one.key == self.key)


def holder_of(token: str) -> Holder | None:
    """Return who holds this address; None for one that is not, or no longer, valid."""
    place = here()
    nonce = links.read(place.settings.secret_keys, links.PERSONAL, token[:200])
    with reading(place.office.engine) as connection:
        seat = training_pages.personal_seat(connection, nonce or NOBODY)
        if seat is None:
            return None
        training = trainings.load_training(connection, seat.training, place.office.link_for)
    return Holder(seat, training, nonce or NOBODY)


def unknown_address() -> ResponseReturnValue:
    """Answer whoever holds no valid address."""
    return problem(
        404,
        _("This personal address is not valid, or no longer."),
        _("It may have been renewed, or copied without its end."),
        _("Ask the organisers of your training for your present address."),
    )
