"""Whose an id of Zoom's is, as far as our bindings tell; asks nobody."""

from collections.abc import Iterable, Mapping

from connector.meetings.zoom.options import NOTHING, OPENS, ZoomOptions, split_registrant_key
from connector.reconcile.platform import Bindings


def registrant_seats(bindings: Bindings) -> Mapping[str, str]:
    """Map registrant ids, former ones too, to seats; an id of several seats identifies none."""
    known = [*bindings.all("registrant").items(), *bindings.all("former_registrant").items()]
    return _one_seat_each(
        (remote, split_registrant_key(key)[0])
        for key, remote in known
        if remote and remote != NOTHING and not remote.startswith(OPENS)
    )


def opener_seats(bindings: Bindings) -> Mapping[str, str]:
    """Map user ids of those who open a room to their seats, under the same rule."""
    return _one_seat_each(
        (user, split_registrant_key(key)[0])
        for key, remote in bindings.all("registrant").items()
        if remote.startswith(OPENS) and (user := remote.removeprefix(OPENS))
    )


def room_logins(options: ZoomOptions) -> frozenset[str]:
    """Return the host's user id where the office set it as such; an address needs a call.

    With an address in the settings, the host's id comes with every held meeting (`host_id`).
    """
    known = options.host and "@" not in options.host and options.host != "me"
    return frozenset({options.host}) if known else frozenset()


def _one_seat_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    seats: dict[str, set[str]] = {}
    for remote, seat in pairs:
        seats.setdefault(remote, set()).add(seat)
    return {remote: next(iter(found)) for remote, found in seats.items() if len(found) == 1}
