"""Words for what becomes of an event, whatever its source; a source's own stand in its folder."""

from connector.messages import Catalogue, Wording

INBOX: Catalogue = {
    "event_unforeseen": Wording(
        "Peristiwa ini gagal diolah dengan cara yang tidak terduga ({error}).",
        "Working on this event failed in an unforeseen way ({error}).",
        "Laporkan jejaknya; setelah diperbaiki jalankan `simpul inbox replay`.",
        "Report its trace; once it is mended, run `simpul inbox replay`.",
    ),
    "event_worker_died": Wording(
        "Setiap pekerja yang mengolah peristiwa ini berhenti mendadak.",
        "Every worker that took this event up died.",
        "Simpan isinya (`simpul inbox show --raw`) dan laporkan kepada pengembang.",
        "Keep its body (`simpul inbox show --raw`) and report it to the developers.",
    ),
    "event_by_person": Wording(
        "Disisihkan oleh petugas: {reason}", "Set aside by a person: {reason}"
    ),
    "inbox_absent": Wording(
        "Peristiwa {number} tidak ada; tidak ada yang diubah.",
        "There is no event {number}; nothing was changed.",
        "Lihat nomornya dengan `simpul inbox list`.",
        "Look its number up with `simpul inbox list`.",
    ),
    "inbox_not_parkable": Wording(
        "Peristiwa {number} sudah selesai atau sudah disisihkan; tidak ada yang diubah.",
        "Event {number} is done or set aside already; nothing was changed.",
        "Lihat keadaannya dengan `simpul inbox show {number}`.",
        "See how it stands with `simpul inbox show {number}`.",
    ),
    "inbox_waiting": Wording("menunggu", "waiting"),
    "inbox_done": Wording("selesai", "done"),
    "inbox_ignored": Wording("diabaikan", "ignored"),
    "inbox_unknown": Wording("tidak dikenal", "unknown"),
    "inbox_parked": Wording("disisihkan", "parked"),
    "inbox_from_zoom": Wording("Zoom", "Zoom"),
    "inbox_from_moodle": Wording("Moodle", "Moodle"),
    "inbox_from_office": Wording("kantor diklat", "training office"),
}
