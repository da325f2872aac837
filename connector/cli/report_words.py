"""What `simpul report` says, in both languages; refusals have their words beside the flows."""

from connector.messages import Catalogue, Wording

REPORT_COMMAND: Catalogue = {
    "report_built": Wording(
        "{title}, versi {version}: dibuat dari data.",
        "{title}, version {version}: written from the records.",
    ),
    "report_same": Wording(
        "{title}, versi {version}: data tidak berubah; tidak ada versi baru.",
        "{title}, version {version}: the records say nothing new; there is no new version.",
    ),
    "report_stands": Wording(
        "{title}, versi {version}: {state}.",
        "{title}, version {version}: {state}.",
    ),
    "report_differences": Wording(
        "Yang dibaca ulang tidak sama dengan laporan",
        "What was read again is not what the report says",
    ),
    "report_accept": Wording(
        "Periksa dahulu. Bila memang benar demikian: ulangi dengan --accept {fingerprint}",
        "Look at it first. If it is right so: run it again with --accept {fingerprint}",
    ),
    "report_unread": Wording(
        "{system} tidak dapat dibaca ulang: {reason}",
        "{system} could not be read again: {reason}",
    ),
    "report_signed_now": Wording(
        "{title}, versi {version}: ditandatangani.", "{title}, version {version}: signed."
    ),
    "report_signature_open": Wording(
        "Belum ditandatangani ({state}). {reason}", "Not signed yet ({state}). {reason}"
    ),
    "report_handed_out": Wording(
        "{file} ditulis; tandatangani dengan alat Anda, lalu bawa kembali dengan --take-in.",
        "{file} is written; sign it with your own tool, then bring it back with --take-in.",
    ),
    "report_outside": Wording(
        "Laporan ini ditandatangani di luar: pakai --hand-out, lalu --take-in.",
        "This report is signed outside: use --hand-out, then --take-in.",
    ),
    "report_on_its_way": Wording(
        "Diserahkan ke {targets}; tanda terimanya menyusul.",
        "Handed to {targets}; the receipt follows.",
    ),
    "report_written": Wording("{file} ditulis.", "{file} is written."),
    "report_none": Wording(
        "Belum ada laporan pada pelatihan {training}.",
        "{training} has no report yet.",
        "Buat dengan `simpul report build {training} work_done`.",
        "Write one with `simpul report build {training} work_done`.",
    ),
    "report_heading_type": Wording("Laporan", "Report"),
    "report_heading_training": Wording("Pelatihan", "Training"),
    "report_heading_state": Wording("Keadaan", "State"),
    "report_heading_version": Wording("Versi", "Version"),
    "report_heading_unit": Wording("Unit", "Unit"),
    "report_heading_turn": Wording("Berikutnya", "Next"),
    "report_heading_when": Wording("Waktu", "When"),
    "report_heading_deed": Wording("Tindakan", "Deed"),
    "report_heading_actor": Wording("Oleh", "By"),
    "report_heading_note": Wording("Catatan", "Note"),
    "report_heading_source": Wording("Sumber", "Source"),
    "report_heading_what": Wording("Yang berbeda", "What differs"),
    "report_heading_printed": Wording("Pada laporan", "In the report"),
    "report_heading_found": Wording("Sekarang", "Now"),
    "report_state_draft": Wording("konsep", "draft"),
    "report_state_returned": Wording("dikembalikan", "returned"),
    "report_state_checked": Wording("diperiksa", "checked"),
    "report_state_signed": Wording("ditandatangani", "signed"),
    "report_state_received": Wording("diterima", "received"),
    "report_state_filed": Wording("diarsipkan", "filed"),
    "report_state_delivered": Wording("terkirim", "delivered"),
    "report_deed_build": Wording("dibuat dari data", "built"),
    "report_deed_edit": Wording("teks diubah", "text changed"),
    "report_deed_reopen": Wording("dibuka kembali", "reopened"),
    "report_deed_hand_out": Wording("dibawa untuk ditandatangani", "taken along to be signed"),
    "report_deed_send": Wording("diserahkan ke pengiriman", "handed to delivery"),
    "report_deed_check": Wording("periksa", "check"),
    "report_deed_return": Wording("kembalikan", "return"),
    "report_deed_sign": Wording("tanda tangan", "sign"),
    "report_deed_receive": Wording("terima", "receive"),
    "report_deed_file": Wording("arsipkan", "file"),
    "report_deed_deliver": Wording("kirim", "deliver"),
}
