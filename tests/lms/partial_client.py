"""A client whose site seems to lack some functions: what a token without them would see."""

from collections.abc import Callable, Collection
from typing import Any

import requests

from connector.lms.moodle import plugin
from connector.lms.moodle.client import CallCounter, Fields, MoodleClient
from connector.lms.moodle.several import SEVERAL

PLUGIN = frozenset(plugin.FUNCTIONS)
"""Without these the site has no plugin."""

BULK = PLUGIN | {SEVERAL}
"""Without these every question is a call of its own."""


class PartialClient(MoodleClient):
    """Hides functions from the site's list, and refuses to call them all the same."""

    def __init__(
        self,
        http_factory: Callable[[], requests.Session],
        url: str,
        token: str,
        *,
        hidden: Collection[str],
        count: CallCounter | None = None,
    ) -> None:
        super().__init__(http_factory, url, token, count=count)
        self.hidden = hidden

    def read(self, function: str, fields: Fields | None = None) -> Any:
        assert function not in self.hidden, function
        answer = super().read(function, fields)
        if function == "core_webservice_get_site_info":
            shown = [one for one in answer["functions"] if one["name"] not in self.hidden]
            answer["functions"] = shown
        return answer

    def write(self, function: str, fields: Fields) -> Any:
        assert function not in self.hidden, function
        return super().write(function, fields)
