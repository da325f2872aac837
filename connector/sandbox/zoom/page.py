"""The page to look at the sandbox: meetings, registrants, users, quotas, calls, faults."""

from collections.abc import Sequence

from flask import render_template_string

from connector.sandbox.faults import Faults
from connector.sandbox.zoom.calls import Call
from connector.sandbox.zoom.limits import utc_day
from connector.sandbox.zoom.rows import personal_link
from connector.sandbox.zoom.world import World

SHOWN = 50
"""Recent calls and rejections shown."""

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1b2733}
main{max-width:70rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
.mark{background:#7a4b00;color:#fff;display:inline-block;padding:.1rem .6rem;border-radius:.3rem}
.wide{overflow-x:auto;background:#fff;border:1px solid #d5dce3;border-radius:.4rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .6rem;text-align:left;border-bottom:1px solid #e6ebf0;vertical-align:top}
th{background:#eef2f6}tr:last-child td{border-bottom:0}
details{margin:.5rem 0;background:#fff;border:1px solid #d5dce3;border-radius:.4rem;padding:.5rem}
summary{cursor:pointer;min-height:1.8rem}a{color:#0b5cab}.none{color:#5a6875}
.long{overflow-wrap:anywhere}
@media(max-width:600px){table{font-size:.85rem}th,td{padding:.3rem .35rem}}
""".strip()

PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Zoom tiruan (sandbox)</title><style>{{ style }}</style></head><body><main>
<p class="mark">sandbox</p><h1>Zoom tiruan (sandbox)</h1>
<p>Bukan Zoom: server percobaan di komputer ini. Waktu server {{ now }} UTC,
paket {{ rules.plan }}.</p>
<h2>Rapat ({{ meetings|length }})</h2>
{% for meeting, people in meetings %}<details><summary><strong>{{ meeting.topic }}</strong>,
{{ meeting.start_time or "tanpa waktu" }}, {{ meeting.duration }} menit,
{{ people|length }} pendaftar</summary>
<p>Nomor {{ meeting.id }}, jenis {{ meeting.type }}, persetujuan
{{ meeting.settings.approval_type }}, host pengganti:
{{ meeting.settings.alternative_hosts or "tidak ada" }}<br>
UUID <code class="long">{{ meeting.uuid }}</code></p>
{% if meeting.agenda %}<p>{{ meeting.agenda }}</p>{% endif %}
{% if people %}<div class="wide"><table>
<tr><th>Nama</th><th>E-mail</th><th>Status</th><th>Tautan</th></tr>
{% for person, link in people %}<tr><td>{{ person.first_name }} {{ person.last_name }}</td>
<td class="long">{{ person.email }}</td><td>{{ person.status }}</td>
<td>{% if link %}<a href="{{ link }}">masuk</a>{% else %}–{% endif %}</td></tr>{% endfor %}
</table></div>{% endif %}</details>{% else %}<p class="none">Belum ada rapat.</p>{% endfor %}
<h2>Pengguna ({{ users|length }})</h2><div class="wide"><table>
<tr><th>Nama</th><th>E-mail</th><th>Lisensi</th><th>Tulis rapat hari ini</th></tr>
{% for user in users %}<tr><td>{{ user.first_name }} {{ user.last_name }}</td>
<td class="long">{{ user.email }}</td><td>{{ kinds.get(user.type, user.type) }}</td>
<td>{{ quotas.get("meeting:" ~ user.id, 0) }} / {{ rules.meeting_writes_a_day }}</td></tr>
{% endfor %}</table></div>
<h2>Kuota hari ini ({{ day }})</h2><div class="wide"><table>
<tr><th>Hitungan</th><th>Dipakai</th></tr>
{% for name, count in counted.items() %}<tr><td>Panggilan {{ name }}</td>
<td>{{ count }}</td></tr>{% endfor %}
<tr><td>Penambahan pendaftar (alamat berbeda)</td><td>{{ adds }}</td></tr>
<tr><td>Ditolak (429)</td><td>{{ rejections|length }}</td></tr></table></div>
{% if rejections %}<details><summary>Penolakan terakhir</summary><ul>
{% for each in rejections[-shown:]|reverse %}<li>{{ each.when }} {{ each.call }}:
{{ each.limit }}</li>{% endfor %}</ul></details>{% endif %}
<h2>Gangguan terpasang</h2>{% if faults %}<ul>{% for each in faults %}<li>{{ each.kind }},
panggilan “{{ each.match or "semua" }}”, lewati {{ each.after }}, {{ each.times }} kali</li>
{% endfor %}</ul>{% else %}<p class="none">Tidak ada.</p>{% endif %}
<h2>Panggilan terakhir</h2>{% if calls %}<div class="wide"><table>
<tr><th>Waktu (UTC)</th><th>Panggilan</th><th>Jawaban</th><th>Tidak dikenal</th></tr>
{% for call in calls %}<tr><td>{{ call.when.strftime("%H:%M:%S") }}</td><td>{{ call.name }}</td>
<td>{{ call.status }}{% if call.code %} ({{ call.code }}){% endif %}</td>
<td class="long">{{ call.unknown|join(", ") }}</td></tr>{% endfor %}</table></div>
{% else %}<p class="none">Belum ada panggilan.</p>{% endif %}
</main></body></html>
"""

KINDS = {1: "Basic", 2: "Licensed", 99: "None"}


def render_page(world: World, calls: Sequence[Call], faults: Faults) -> str:
    """Render the whole page; every value is escaped by the template engine."""
    day = utc_day(world.now)
    ledger = world.limits.ledger
    quotas = dict(ledger.quotas.get(day, {}))
    meetings = [
        (
            meeting,
            [
                (
                    person,
                    personal_link(world, meeting, person) if person.status == "approved" else "",
                )
                for person in meeting.registrants
            ],
        )
        for meeting in world.state.meetings.values()
    ]
    return render_template_string(
        PAGE,
        style=STYLE,
        now=world.now.strftime("%Y-%m-%d %H:%M"),
        rules=world.rules,
        meetings=meetings,
        users=world.state.users,
        kinds=KINDS,
        quotas=quotas,
        day=day,
        counted=dict(ledger.calls.get(day, {})),
        adds=sum(1 for name in quotas if name.startswith("registrant:")),
        rejections=ledger.rejections,
        shown=SHOWN,
        faults=faults.armed,
        calls=list(reversed(calls[-SHOWN:])),
    )
