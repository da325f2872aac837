"""Sentences of reports on their way: what was refused and what to do, and lines on the paper."""

from connector.messages import Catalogue, Wording

_AGAIN = ("Muat ulang halamannya.", "Load the page again.")
_LOOK = (
    "Muat ulang halamannya dan lihat versi yang terbaru.",
    "Load the page again and look at the newest version.",
)
_UNIT = (
    "Mintalah pengelola mengangkat pejabatnya di Pengaturan › Unit kerja.",
    "Have an administrator appoint somebody in Settings › Units.",
)

REPORTS: Catalogue = {
    # what cannot be done
    "report_unknown": Wording(
        "Laporan ini belum disusun.",
        "This report has not been drafted yet.",
        "Susun dulu konsepnya di tab Laporan.",
        "Draft it first, on the Reports tab.",
    ),
    "report_version_unknown": Wording(
        "Laporan ini tidak mempunyai versi {version}.",
        "This report has no version {version}.",
        *_LOOK,
    ),
    "report_moved": Wording(
        "Keadaan laporan ini sudah berubah; tidak ada yang dilakukan.",
        "This report has moved on meanwhile; nothing was done.",
        *_AGAIN,
    ),
    "report_outdated": Wording(
        "Anda melihat versi {version}; yang terbaru versi {newest}. Tidak ada yang dilakukan.",
        "You looked at version {version}; the newest is {newest}. Nothing was done.",
        *_LOOK,
    ),
    "report_not_yours": Wording(
        "Bukan giliran Anda: langkah ini untuk pejabat yang diangkat pada unitnya.",
        "It is not your turn: this is for whoever holds the role in its unit.",
        *_UNIT,
    ),
    "report_without_unit": Wording(
        "Belum ditentukan laporan ini milik unit mana, jadi tidak ada yang dapat memeriksanya.",
        "Nobody has said whose unit this report belongs to, so nobody can check it.",
        "Pilih unitnya pada halaman laporan ini (pengelola), atau mulai prosedurnya dengan unit.",
        "Choose its unit on the report's page (administrators), or begin its procedure for a unit.",
    ),
    "report_unit_unknown": Wording(
        "Unit itu tidak ada atau sudah dinonaktifkan.",
        "That unit is not there, or was retired.",
        "Pilih unit yang lain.",
        "Choose another unit.",
    ),
    "report_settled": Wording(
        "Laporan ini sudah diperiksa; isinya tidak diubah lagi.",
        "This report has been checked; what it says is not changed any more.",
        "Pemeriksa dapat menyusunnya kembali dengan menyebutkan alasannya.",
        "Whoever checks it can take it back to its draft and say why.",
    ),
    "report_frozen": Wording(
        "Versi {version} sudah pernah diperiksa dan disimpan apa adanya.",
        "Version {version} was checked before and is kept as it is.",
        "Susun versi baru, lalu periksa yang itu.",
        "Build a new version, then check that one.",
    ),
    "report_differs": Wording(
        "Laporan belum diperiksa: {count} hal berbeda dengan keadaan sekarang, {unread} sistem "
        "tidak dapat dibaca.",
        "The report is not checked: {count} things differ from what is there now, {unread} "
        "systems could not be read.",
        "Lihat perbedaannya; susun versi baru, atau periksa dengan menerima perbedaan itu.",
        "Look at what differs; build a new version, or check it and accept the differences.",
    ),
    "report_note_missing": Wording(
        "Catatannya masih kosong.",
        "There is no note yet.",
        "Tuliskan alasannya atau kepada siapa diserahkan.",
        "Write why, or to whom it was handed.",
    ),
    "report_note_long": Wording(
        "Catatannya terlalu panjang: paling banyak {most} karakter.",
        "The note is too long: at most {most} characters.",
        "Persingkat catatannya.",
        "Make it shorter.",
    ),
    "report_text_long": Wording(
        "Bagian ini terlalu panjang: paling banyak {most} karakter.",
        "This section is too long: at most {most} characters.",
        "Persingkat tulisannya.",
        "Make it shorter.",
    ),
    "report_section_unknown": Wording(
        "Laporan ini tidak mempunyai bagian {section}.",
        "This report has no section {section}.",
        *_LOOK,
    ),
    "report_no_target": Wording(
        "Belum ada tujuan yang dipilih.",
        "No target was chosen.",
        "Pilih sistem tujuannya, atau catat penyerahan langsung.",
        "Choose where it goes, or note that you handed it over yourself.",
    ),
    # signing
    "report_official_unclear": Wording(
        "Belum jelas siapa yang menandatangani: ada {count} pejabat yang cocok.",
        "It is not clear who signs: {count} officials fit.",
        "Pilih penanda tangannya sebelum memeriksa.",
        "Choose who signs before you check it.",
    ),
    "report_official_not_head": Wording(
        "Pejabat itu tidak memimpin unit laporan ini hari ini.",
        "That official does not head the unit of this report today.",
        "Pilih pejabat lain, atau perbaiki pengangkatannya.",
        "Choose another official, or put the appointment right.",
    ),
    "report_other_official": Wording(
        "Pada laporan ini tercetak penanda tangan lain: {official}.",
        "Another official is printed to sign this report: {official}.",
        "Kembalikan laporannya, lalu periksa lagi dengan penanda tangan yang tepat.",
        "Return the report, then have it checked again with the right official.",
    ),
    "report_signing_unsettled": Wording(
        "Laporan ini sedang ditandatangani, atau belum diketahui apakah sudah ditandatangani.",
        "This report is being signed, or nobody knows yet whether it was.",
        "Selesaikan dulu tanda tangan itu di halaman laporan ini.",
        "Settle that signature first, on the report's page.",
    ),
    "report_not_handed_out": Wording(
        "Laporan ini belum diambil untuk ditandatangani di luar.",
        "This report was not taken along to be signed.",
        "Unduh dulu berkasnya dari halaman ini.",
        "Download it from this page first.",
    ),
    "report_damaged": Wording(
        "Berkas laporan yang diperiksa tidak sama lagi dengan saat disimpan.",
        "The report that was checked is no longer what was kept.",
        "Jangan tanda tangani apa pun. Beri tahu pengelola server: pulihkan dari cadangan.",
        "Sign nothing. Tell whoever runs the server: restore from a backup.",
    ),
    # lines on the paper
    "report_paper_checked": Wording(
        "Diperiksa oleh {name} ({role}), {moment}", "Checked by {name} ({role}), {moment}"
    ),
    "report_paper_electronic": Wording("Ditandatangani secara elektronik", "Signed electronically"),
    "report_role_head": Wording("Kepala", "Head"),
    "report_role_section_head": Wording("Kepala Seksi", "Head of section"),
    "report_role_team_lead": Wording("Ketua Tim Kerja", "Team lead"),
    "report_role_team_member": Wording("Anggota Tim Kerja", "Team member"),
    "report_role_executing_staff": Wording("Pelaksana", "Executing staff"),
    "report_role_committee": Wording("Panitia", "Committee"),
    "report_role_companion": Wording("Pendamping", "Companion"),
}
