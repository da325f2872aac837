"""The learning systems we know: one registered line a vendor. Read by the wiring alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connector.http import new_session
from connector.lms.base import Finding, LearningPlatform
from connector.lms.moodle.checks import check as check_moodle
from connector.lms.moodle.client import CallCounter, MoodleClient
from connector.lms.moodle.messages import MESSAGES as MOODLE_MESSAGES
from connector.lms.moodle.options import read_options as read_moodle_options
from connector.lms.moodle.platform import MoodlePlatform
from connector.messages import Catalogue


@dataclass(frozen=True)
class Site:
    """One configured site of a vendor; `options` as stored with the connection."""

    connection: str
    url: str
    token: str
    options: Mapping[str, object]


@dataclass(frozen=True)
class Vendor:
    """How a vendor's sites are opened, checked and spoken of."""

    open: Callable[[Site, CallCounter | None], LearningPlatform]
    check: Callable[[Site], Sequence[Finding]]
    messages: Catalogue


def _open_moodle(site: Site, count: CallCounter | None = None) -> LearningPlatform:
    client = MoodleClient(new_session, site.url, site.token, count=count)
    options = read_moodle_options(site.options)
    return MoodlePlatform(client, connection=site.connection, options=options)


def _check_moodle(site: Site) -> Sequence[Finding]:
    options = read_moodle_options(site.options)
    client = MoodleClient(new_session, site.url, site.token)
    try:
        return check_moodle(client, options)
    finally:
        client.close()


VENDORS: Mapping[str, Vendor] = {
    "moodle": Vendor(_open_moodle, _check_moodle, MOODLE_MESSAGES),
}
