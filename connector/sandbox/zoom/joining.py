"""The pages behind the links: who would enter which meeting. No meeting takes place here."""

from collections.abc import Callable

from flask import Flask, render_template_string, request

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.page import STYLE
from connector.sandbox.zoom.rows import registration_key
from connector.sandbox.zoom.state import Meeting, Registrant, ZoomState

PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} · Zoom tiruan</title><style>{{ style }}</style></head>
<body><main><p class="mark">Zoom tiruan (sandbox)</p>
<h1>{{ title }}</h1>
{% if meeting %}<p><strong>{{ meeting.topic }}</strong><br>
{% if start %}{{ start }}, {{ meeting.duration }} menit<br>{% endif %}
Nomor rapat {{ meeting.id }}</p>{% endif %}
{% if person %}<p>Yang masuk: <strong>{{ person.first_name }} {{ person.last_name }}</strong><br>
{{ person.email }}<br>Pendaftar {{ person.id }} ({{ person.status }})</p>{% endif %}
<p>{{ sentence }}</p></main></body></html>
"""


def add_join_pages(app: Flask, state: Callable[[], ZoomState]) -> None:
    """Serve `/w` (personal), `/j` (open), `/s` (host) and the registration page."""

    @app.get("/w/<int:number>")
    def personal(number: int) -> tuple[str, int]:
        meeting = state().meetings.get(number)
        key = request.args.get("tk", "")
        people = meeting.registrants if meeting else []
        person = next((each for each in people if each.key == key), None)
        if meeting is None or person is None:
            return _page("Tautan tidak berlaku", "Rapat atau pendaftaran ini tidak ada."), 404
        if person.status != "approved":
            sentence = "Pendaftaran ini tidak disetujui; Zoom tidak membuka pintu."
            return _page("Tidak dapat masuk", sentence, meeting, person), 403
        sentence = "Siapa pun yang memakai tautan ini tercatat atas nama pendaftar tersebut."
        return _page("Masuk ke rapat", sentence, meeting, person), 200

    @app.get("/j/<int:number>")
    def open_door(number: int) -> tuple[str, int]:
        meeting = state().meetings.get(number)
        if meeting is None:
            return _page("Tautan tidak berlaku", "Rapat ini tidak ada."), 404
        if meeting.settings["approval_type"] != 2:
            sentence = "Rapat ini meminta pendaftaran; gunakan tautan pribadi."
            return _page("Perlu mendaftar", sentence, meeting), 200
        return _page("Masuk ke rapat", "Siapa pun dapat masuk.", meeting), 200

    @app.get("/s/<int:number>")
    def host_door(number: int) -> tuple[str, int]:
        meeting = state().meetings.get(number)
        if meeting is None:
            return _page("Tautan tidak berlaku", "Rapat ini tidak ada."), 404
        return _page("Mulai sebagai host", "Tautan ini membawa login host.", meeting), 200

    @app.get("/meeting/register/<key>")
    def registration(key: str) -> tuple[str, int]:
        meetings = state().meetings.values()
        meeting = next((each for each in meetings if registration_key(each) == key), None)
        if meeting is None or meeting.settings["approval_type"] == 2:
            return _page("Tautan tidak berlaku", "Pendaftaran ini tidak ada."), 404
        return _page("Pendaftaran", "Sandbox tidak menerima pendaftaran sendiri.", meeting), 200


def _page(
    title: str, sentence: str, meeting: Meeting | None = None, person: Registrant | None = None
) -> str:
    start = moments.read(meeting.start_time) if meeting and meeting.start_time else None
    zone = moments.zone(meeting.timezone) if meeting else None
    return render_template_string(
        PAGE,
        style=STYLE,
        title=title,
        sentence=sentence,
        meeting=meeting,
        person=person,
        start=start.astimezone(zone).strftime("%d-%m-%Y %H:%M %Z") if start and zone else "",
    )
