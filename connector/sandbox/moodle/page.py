"""The sandbox Moodle as a page to look at: courses, people, calls, faults. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import render_template_string

from connector.sandbox.faults import Faults
from connector.sandbox.moodle.calls import context_id, enrolments_of, is_active
from connector.sandbox.moodle.plugin.modules import ours
from connector.sandbox.moodle.state import ROLES, SITE_COURSE_ID, State
from connector.sandbox.moodle.tables import Row, Transaction

if TYPE_CHECKING:
    from connector.sandbox.moodle.server import CallRecord

RECENT_CALLS = 50
"""How many calls the page lists, newest first."""

QUEUED = {"waiting": "menunggu", "sent": "terkirim", "parked": "diparkir"}
"""States of a message in the plugin's queue, for people."""

TEMPLATE = """<!DOCTYPE html>
<html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Moodle tiruan (sandbox)</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem;
       color: #222; background: #fbfaf7; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd;
         vertical-align: top; }
th { font-weight: 600; } details { margin: .6rem 0; padding: .5rem .8rem; background: #fff;
     border: 1px solid #ddd; border-radius: .4rem; } summary { cursor: pointer; }
@media (max-width: 40rem) {
  thead { display: none; } tr { display: block; border-bottom: 1px solid #ddd; padding: .4rem 0; }
  td { display: block; border: 0; padding: .1rem 0; overflow-wrap: anywhere; }
  td[data-label]::before { content: attr(data-label) ": "; color: #595959; }
}
.muted { color: #595959; } .off { color: #8a2a0a; } code { overflow-wrap: anywhere; }
</style></head><body>
<h1>Moodle tiruan (sandbox)</h1>
<p class="muted">Server percobaan di komputer ini; bukan Moodle sungguhan.
{{ courses|length }} kursus, {{ users|length }} pengguna, {{ call_count }} panggilan.
Semua waktu UTC.</p>

<h2>Kursus</h2>
{% for course in courses %}
<details{% if loop.length < 4 %} open{% endif %}><summary><strong>{{ course.fullname }}</strong>
<span class="muted">({{ course.shortname }}
{%- if course.idnumber %}, {{ course.idnumber }}{% endif %}, id {{ course.id }})
· {{ course.people|length }} peserta</span></summary>
{% if not course.manual %}<p class="off">Pendaftaran manual dimatikan.</p>{% endif %}
<div class="scroll"><table><thead><tr><th>Nama</th><th>Surel</th><th>Nomor ID</th><th>Peran</th>
<th>Status</th><th>Mulai</th><th>Selesai</th><th>Grup</th></tr></thead><tbody>
{% for person in course.people %}<tr><td><strong>{{ person.name }}</strong></td>
<td data-label="Surel">{{ person.email }}</td>
<td data-label="Nomor ID">{{ person.idnumber }}</td>
<td data-label="Peran">{{ person.roles|join(", ") }}</td>
<td data-label="Status"{% if not person.active %} class="off"{% endif %}>{{ person.status }}</td>
<td data-label="Mulai">{{ person.start }}</td><td data-label="Selesai">{{ person.end }}</td>
<td data-label="Grup">{{ person.groups|join(", ") }}</td></tr>
{% else %}<tr><td colspan="8" class="muted">Belum ada peserta.</td></tr>{% endfor %}
</tbody></table></div>
{% if course.groups %}<p>Grup: {% for group in course.groups %}{{ group.name }}
<span class="muted">({{ group.size }})</span>{% if not loop.last %}, {% endif %}{% endfor %}</p>
{% endif %}
{% if course.modules %}<p>Isi kursus dari Simpul:</p><ul>{% for module in course.modules %}<li>
<a href="/mod/{{ module.modname }}/view.php?id={{ module.id }}">{{ module.name }}</a>
{% if not module.visible %}<span class="off">tersembunyi</span>{% endif %}</li>{% endfor %}</ul>
{% endif %}
{% if course.events %}<p>Acara:</p><ul>{% for event in course.events %}<li>{{ event.when }} ·
{{ event.name }} <span class="muted">({{ event.minutes }} menit)</span></li>{% endfor %}</ul>
{% endif %}
</details>
{% else %}<p class="muted">Belum ada kursus.</p>{% endfor %}

{% if site_events %}<h2>Acara tanpa kursus</h2><ul>{% for event in site_events %}
<li>{{ event.when }} · {{ event.name }} <span class="muted">({{ event.type }})</span></li>
{% endfor %}</ul>{% endif %}

<h2>Pengguna</h2>
<div class="scroll"><table><thead><tr><th>Id</th><th>Nama pengguna</th><th>Nama</th><th>Surel</th>
<th>Nomor ID</th><th>Masuk lewat</th><th>Status</th></tr></thead><tbody>
{% for user in users %}<tr><td data-label="Id">{{ user.id }}</td>
<td data-label="Nama pengguna">{{ user.username }}</td>
<td><strong>{{ user.firstname }} {{ user.lastname }}</strong></td>
<td data-label="Surel">{{ user.email }}</td><td data-label="Nomor ID">{{ user.idnumber }}</td>
<td data-label="Masuk lewat">{{ user.auth }}</td>
<td data-label="Status"{% if user.suspended %} class="off"{% endif %}>
{{- "ditangguhkan" if user.suspended else "aktif" }}</td></tr>
{% endfor %}</tbody></table></div>

{% if sender %}<h2>Pengaya Simpul</h2>
<p>{% if sender.address %}Mengirim kabar ke <code>{{ sender.address }}</code>.{% else %}Alamat
Simpul belum diisi.{% endif %} {{ sender.waiting }} menunggu, {{ sender.parked }} diparkir.
{% if sender.lasterror %}<span class="off">Galat: {{ sender.lasterror }}</span>{% endif %}</p>
<div class="scroll"><table><thead><tr><th>Kabar</th><th>Antre sejak</th><th>Percobaan</th>
<th>Keadaan</th></tr></thead><tbody>
{% for row in queue %}<tr><td><code>{{ row.type }}</code></td>
<td data-label="Antre sejak">{{ row.when }}</td>
<td data-label="Percobaan">{{ row.attempts }}</td><td data-label="Keadaan">{{ row.state }}</td></tr>
{% else %}<tr><td colspan="4" class="muted">Belum ada.</td></tr>{% endfor %}
</tbody></table></div>{% endif %}

<h2>Gangguan terpasang</h2>
<ul>{% for fault in faults %}<li><code>{{ fault.kind }}</code> pada
<code>{{ fault.match or "semua" }}</code>, setelah {{ fault.after }} panggilan,
{{ fault.times }} kali</li>{% else %}<li class="muted">Tidak ada.</li>{% endfor %}</ul>

<h2>Panggilan terakhir</h2>
<div class="scroll"><table><thead><tr><th>Fungsi</th><th>Isian</th><th>Bita</th></tr></thead><tbody>
{% for call in calls %}<tr><td><code>{{ call.function or "(tanpa nama)" }}</code></td>
<td data-label="Isian">{{ call.fields }}</td><td data-label="Bita">{{ call.bytes }}</td></tr>
{% else %}<tr><td colspan="3" class="muted">Belum ada.</td></tr>{% endfor %}
</tbody></table></div>
</body></html>
"""


def render(
    state: State, calls: Sequence[CallRecord], faults: Faults, *, plugin: bool = False
) -> str:
    """The whole page as HTML; everything from outside is escaped. Times are UTC."""
    transaction = state.transaction()
    now = state.now
    return render_template_string(
        TEMPLATE,
        courses=[
            _course(transaction, course, now)
            for course in transaction.all("courses")
            if course["id"] != SITE_COURSE_ID
        ],
        users=[user for user in transaction.all("users") if not user["deleted"]],
        site_events=[
            {"when": _time(event["timestart"]), "name": event["name"], "type": event["eventtype"]}
            for event in transaction.all("events")
            if event["courseid"] in (0, SITE_COURSE_ID)
        ],
        sender=state.sender.facts() if plugin else None,
        queue=[
            {**row, "when": _time(row["queued"]), "state": QUEUED[row["state"]]}
            for row in reversed(state.sender.queue.rows()[-RECENT_CALLS:])
        ],
        faults=faults.armed,
        calls=list(reversed(calls))[:RECENT_CALLS],
        call_count=len(calls),
    )


def _course(transaction: Transaction, course: Row, now: int) -> dict[str, Any]:
    groups = transaction.find("groups", "course", course["id"])
    names = {group["id"]: group["name"] for group in groups}
    context = context_id(transaction, course["id"])
    people = [
        _person(transaction, enrolment, context, names, is_active(enrolment, instance, now))
        for enrolment, instance in enrolments_of(transaction, course["id"])
    ]
    instances = transaction.find("instances", "course", course["id"])
    events = sorted(
        transaction.find("events", "course", course["id"]),
        key=lambda event: int(event["timestart"]),
    )
    return {
        **course,
        "people": people,
        "manual": any(instance["status"] == 0 for instance in instances),
        "modules": ours(transaction, course["id"]),
        "groups": [
            {"name": group["name"], "size": len(transaction.find("members", "group", group["id"]))}
            for group in groups
        ],
        "events": [
            {
                "when": _time(event["timestart"]),
                "name": event["name"],
                "minutes": event["timeduration"] // 60,
            }
            for event in events
        ],
    }


def _person(
    transaction: Transaction, enrolment: Row, context: int, groups: dict[int, str], active: bool
) -> dict[str, Any]:
    user = transaction.must_get("users", enrolment["userid"])
    roles = transaction.find("role_assignments", "place", (context, user["id"]))
    member_of = transaction.find("members", "user", user["id"])
    status = "aktif" if active else "ditangguhkan" if enrolment["status"] else "di luar masa"
    return {
        "name": f"{user['firstname']} {user['lastname']}",
        "email": user["email"],
        "idnumber": user["idnumber"],
        "roles": [ROLES.get(row["roleid"], str(row["roleid"])) for row in roles],
        "status": status,
        "active": active,
        "start": _time(enrolment["timestart"]),
        "end": _time(enrolment["timeend"]),
        "groups": [groups[row["groupid"]] for row in member_of if row["groupid"] in groups],
    }


def _time(seconds: int) -> str:
    """Minutes are enough to look at; 0 means no limit."""
    if not seconds:
        return "–"
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError):
        return str(seconds)
