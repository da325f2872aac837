"""Whether a training's attendance goes into the gradebook of its course: set here, never written.

It is written by the next plan (`sync_training`), like everything else.
"""

from dataclasses import replace

from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, learning, trainings
from connector.store.keys import training_key
from connector.store.learning import Gradebook

LARGEST_NUMBER = 2_147_483_647
"""The largest number an activity can have: a learning system's ids are 32 bits."""


def set_gradebook(office: Office, code: str, gradebook: Gradebook, *, actor: str) -> None:
    """Store whether and where; raises ConnectorError `training_unknown` or `activity_unfit`."""
    activity = gradebook.activity
    if activity is not None and not 0 < activity <= LARGEST_NUMBER:
        raise ConnectorError("activity_unfit", activity=str(activity))
    with office.engine.begin() as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        trainings.lock(connection, stored.id)
        stored = trainings.by_id(connection, stored.id) or stored
        if learning.gradebook_of(stored.settings.options) == gradebook:
            return
        options = {
            **stored.settings.options,
            "gradebook": learning.gradebook_to_options(gradebook),
        }
        trainings.change(connection, stored.id, replace(stored.settings, options=options))
        audit.note(
            connection,
            actor,
            "learning.gradebook_set",
            training_key(stored.id),
            now=office.clock(),
            attendance=gradebook.attendance,
            activity=activity or 0,
        )
