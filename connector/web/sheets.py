"""The access sheet as a download: a workbook, and text to paste into a messenger."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from connector.domain.trainings import Training
from connector.reports import access_sheet
from connector.store import audit, trainings
from connector.store.bindings import StoredBindings
from connector.web.access import Needs, actor, page
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.training import find

blueprint = Blueprint("sheets", __name__, url_prefix="/trainings/<code>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(blueprint, "/access.xlsx", Needs.ADMINISTRATOR)
def workbook(code: str) -> ResponseReturnValue:
    """Hand out everyone's personal address as a workbook."""
    training = _training(code)
    content = access_sheet.workbook(training, _hints(training), spoken())
    return download(content, XLSX, f"{training.code}-access.xlsx")


@page(blueprint, "/access.txt", Needs.ADMINISTRATOR)
def text(code: str) -> ResponseReturnValue:
    """Hand out everyone's personal address as text, one block a person."""
    training = _training(code)
    content = access_sheet.text(training, _hints(training), spoken()).encode()
    return download(content, "text/plain; charset=utf-8", f"{training.code}-access.txt")


def _training(code: str) -> Training:
    """Load the training, and write down who took the addresses along."""
    office = here().office
    with office.engine.begin() as connection:
        line = find(connection, code)
        audit.note(connection, actor(), "access_sheet.made", line.key)
        return trainings.load_training(connection, code, office.link_for)


def _hints(training: Training) -> dict[str, str]:
    lms = here().office.lms
    if lms is None:
        return {}
    bindings = StoredBindings(here().office.engine, lms.connection, training.key)
    hints = ((seat.key, lms.login_hint(seat, bindings)) for seat in training.accepted_seats)
    return {
        key: " ".join(part for part in sentence(hint.code, hint.params, "lms") if part)
        for key, hint in hints
        if hint
    }


def download(content: bytes, kind: str, name: str) -> Response:
    """Return a file to be saved under a name; no answer of ours is kept by a browser."""
    response = Response(content, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
