"""What no page has to look at: bodies larger than its form, and signs no database takes."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

FORM_BYTES = 64 * 1024
"""Longest body of a page that takes no file; also what a form may add to the file in it."""

TAKES_FILES = frozenset(
    {
        "course_files.put",
        "drafting.add_photo",
        "evidence.add",
        "record_upload.take",
        "uploads.upload",
        "verification.check_file",
    }
    | {"scores.take", "scores.confirm", "number_series.open_list"}
    | {"evaluations.read", "evaluations.confirm"}
    | {"signing.take_in", "signing.settle", "archive.prove"}
    | {"designs.create", "designs.save", "designs.preview"}
    | {"steps.done", "assignments.send", "assignments.pass_on", "assignments.done"}
    | {"procedure_versions.check", "procedure_versions.load"}
    | {"report_moves.take_in", "report_moves.settle"}
)
"""Endpoints whose limit is the file's own."""

LAST_NUMBER = 2**31 - 1
"""Largest row number of both databases; a larger one in an address is simply nowhere."""


def is_row_number(text: str) -> bool:
    """Tell whether a form's field can be a row's number: a few plain digits."""
    return text.isascii() and text.isdecimal() and len(text) < 10


class RowNumber(IntegerConverter):
    """`<int:…>` in an address, up to what a row's number can be."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LAST_NUMBER)


def install(app: Flask) -> None:
    """Before access: whoever is nobody cannot make the server read megabytes."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_check_size)


def refuse_unfit_text(app: Flask) -> None:
    """After access, because it reads the form: PostgreSQL stores no NUL and nobody types one."""
    app.before_request(_check_text)


def _check_size() -> None:
    if request.endpoint not in TAKES_FILES:
        request.max_content_length = FORM_BYTES


def _check_text() -> None:
    texts = [request.path, *request.args.values()]
    if request.method == "POST":
        texts += request.form.values()
        texts += (one.filename or "" for one in request.files.values())
    if any("\x00" in text for text in texts):
        abort(400)
