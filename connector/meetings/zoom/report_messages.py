"""Sentences for what reading Zoom's participant reports can bring up."""

from connector.messages import Catalogue, Wording

REPORT_MESSAGES: Catalogue = {
    "zoom_too_old": Wording(
        "Rapat itu sudah lebih dari setahun; Zoom tidak menunjukkannya lagi.",
        "That meeting is more than a year old; Zoom no longer shows it.",
        "Pakai bukti lain, misalnya daftar hadir yang ditandatangani.",
        "Use other evidence, such as the signed attendance list.",
    ),
    "zoom_report_not_ready": Wording(
        "Laporan peserta Zoom belum ada; kehadiran masih sementara.",
        "Zoom's participant report is not there yet; attendance is still provisional.",
        "Tidak perlu apa-apa: ditanyakan lagi setiap jam. Zoom biasanya perlu sampai 30 menit.",
        "Nothing to do: it is asked for again every hour. Zoom usually needs up to 30 minutes.",
    ),
    "zoom_report_absent": Wording(
        "Zoom tidak membuat laporan peserta untuk rapat ini (hanya satu orang, atau terlalu lama).",
        "Zoom keeps no participant report of this meeting (one person only, or too old).",
        "Yang terlihat langsung tetap berlaku; lengkapi dengan tanda manual bila perlu.",
        "What was seen live still counts; complete it with marks by hand where needed.",
    ),
    "zoom_report_unreadable": Wording(
        "Laporan peserta Zoom memuat baris tanpa waktu yang masuk akal; tidak ada yang diambil.",
        "Zoom's participant report has a row without sensible times; nothing was taken from it.",
        "Ekspor dari zoom.us > Reports > Usage > Participants tanpa Show unique users, periksa "
        "barisnya, lalu unggah.",
        "Export it at zoom.us > Reports > Usage > Participants without Show unique users, check "
        "its rows and upload it.",
    ),
    "zoom_report_changed": Wording(
        "Laporan peserta Zoom berubah selagi dibaca; tidak ada yang diambil.",
        "Zoom's participant report changed while it was read; nothing was taken from it.",
        "Tidak perlu apa-apa: dibaca lagi dari awal nanti.",
        "Nothing to do: it is read again later, from the start.",
    ),
    "zoom_report_incomplete": Wording(
        "Zoom memberi laporan peserta yang tidak lengkap; tidak ada yang diambil.",
        "Zoom gave an incomplete participant report; nothing was taken from it.",
        "Tidak perlu apa-apa: dibaca lagi dari awal nanti; laporkan bila berulang.",
        "Nothing to do: it is read again later; report it if it goes on.",
    ),
    "zoom_report_broken_off": Wording(
        "Zoom memutus pembacaan laporan peserta; tidak ada yang diambil.",
        "Zoom broke off the reading of a participant report; nothing was taken from it.",
        "Tidak perlu apa-apa: dibaca lagi dari awal nanti.",
        "Nothing to do: it is read again later, from the start.",
    ),
    "zoom_report_loops": Wording(
        "Laporan peserta Zoom berputar di tempat; tidak ada yang diambil.",
        "Zoom's participant report goes round in circles; nothing was taken from it.",
        "Dibaca lagi nanti; laporkan bila berulang.",
        "It is read again later; report it if it goes on.",
    ),
}
"""Codes of errors."""
