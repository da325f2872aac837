"""A small procedure of an invented office, as a file; tests break it line by line."""

SOP = """\
# SOP X9
slug = "x9"
version = 3
title.id = "Peminjaman ruang kelas"
title.en = "Lending a class room"
number = "X9/2026"
unit = "Bagian Umum"
subject = "training"
effective = 2026-02-01
basis = ["UU 1/2000", "Perpres 2/2001"]
related = []
remarks = ["Contoh."]

[[step]]
slug = "ask"
printed = "1"
title.id = "Meminta ruang"
title.en = "Ask for the room"
actors = ["team_member"]
inputs = ["Surat", "Jadwal"]
limit_printed = "15 menit"
limit = { amount = 15, unit = "minute", time = "working", measure = "effort" }
output = "Permintaan"

[[step]]
slug = "decide"
printed = "2"
title.id = "Memutuskan"
title.en = "Decide"
actors = [
    "head",
    "section_head",
]
actor_derived = true
limit_printed = "2 hari"
limit = { amount = 2, unit = "day", time = "working", measure = "deadline" }
output = "Disposisi"
after = ["ask"]
starts_on = "roster_confirmed"
assigns = true

[[step]]
slug = "use"
printed = "2"
title.id = "Memakai ruang"
title.en = "Use the room"
actors = ["participant", "instructor"]
limit_printed = "sesuai jadwal"
by_schedule = true
parallel_with = ["watch"]
after = ["decide"]
ends_on = ["last_session_over", "report.training.checked"]
report = "training"

[[step]]
slug = "watch"
printed = "3"
title.id = "Mengawasi"
title.en = "Watch"
actors = ["companion"]
optional = true
parallel_with = ["use"]
after = ["decide"]
basis = "Perpres 2/2001 pasal 3"
remark = "Tanpa batas waktu."
"""


def line_of(part: str, source: str = SOP) -> int:
    """Line of the only place where that stands."""
    found = [number for number, line in enumerate(source.split("\n"), 1) if part in line]
    assert len(found) == 1, f"{part!r} stands on lines {found}"
    return found[0]


def with_line(part: str, *instead: str) -> str:
    """The file with the line that has `part` replaced, by none, one or several."""
    lines = SOP.split("\n")
    at = line_of(part) - 1
    return "\n".join([*lines[:at], *instead, *lines[at + 1 :]])
