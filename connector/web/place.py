"""What every page reaches for: the office, the settings, the sentences; one a process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from connector.flows.office import Office
from connector.messages import Catalogue
from connector.settings import Settings

EXTENSION = "simpul"
"""Key under which an application keeps its place."""


@dataclass(frozen=True)
class Place:
    """What `create_web` was handed."""

    office: Office
    settings: Settings
    catalogue: Catalogue
    inbox_ready: Callable[[], bool]


def here() -> Place:
    """Return the place of the application that is answering."""
    return cast(Place, current_app.extensions[EXTENSION])
