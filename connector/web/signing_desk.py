"""What waits for the visitor's own signature, in whatever class; nothing for whoever signs none."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from connector.flows import signing_batches
from connector.store import officials, signings, trainings
from connector.store.engine import reading
from connector.web.access import Needs, page, visitor
from connector.web.certificate_lines import kind_name
from connector.web.certificates import kind_in_address
from connector.web.place import here

blueprint = Blueprint("signing_desk", __name__, url_prefix="/signing")


@page(blueprint, "", Needs.STAFF)
def show() -> ResponseReturnValue:
    """List the classes whose certificates the visitor can sign now, and those that come later."""
    who = visitor()
    found = []
    with reading(here().office.engine) as connection:
        own = officials.of_user(connection, who.id) if who else []
        for training_id, kind in signings.awaiting(connection) if own else ():
            training = trainings.by_id(connection, training_id)
            for one in signing_batches.places(connection, training_id, kind):
                mine = any(each.official.id == one.official.official.id for each in own)
                if training and mine and (one.waiting or one.later):
                    found.append((training, kind, one))
    return render_template(
        "signing_desk.html",
        own=own,
        found=found,
        kind_name=kind_name,
        in_address=kind_in_address,
    )
