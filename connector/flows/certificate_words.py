"""Sentences for drafts and approvals: what is missing, what is refused, what to do."""

from connector.messages import Catalogue, Wording

_LINES_KEPT_ID = "Perbaiki isian itu, lalu kirim kembali; tidak ada yang disimpan."
_LINES_KEPT_EN = "Mend that line and send it again; nothing was kept."
_COMPLETE_ID = "Lengkapi pada konsep ini, atau pada data peserta lalu unggah kembali."
_COMPLETE_EN = "Complete it on this draft, or in the roster and upload it again."

PROBLEMS: Catalogue = {
    "draft_name_capitals": Wording(
        "Nama ditulis dengan huruf kapital semua.",
        "The name is in capitals only.",
        "Periksa ejaannya: nama dicetak persis seperti ini.",
        "Check its spelling: it is printed exactly so.",
    ),
    "draft_name_small": Wording(
        "Nama ditulis dengan huruf kecil semua.",
        "The name is in small letters only.",
        "Periksa ejaannya: nama dicetak persis seperti ini.",
        "Check its spelling: it is printed exactly so.",
    ),
    "draft_name_long": Wording(
        "Nama dan gelar sepanjang {length} karakter; hurufnya akan diperkecil.",
        "Name and degrees have {length} characters; they will be set smaller.",
        "Lihat pratinjaunya.",
        "Look at the preview.",
    ),
    "draft_line_long": Wording(
        "Baris sepanjang {length} karakter: “{line}…”.",
        "A line of {length} characters: “{line}…”.",
        "Lihat pratinjaunya; singkat bila perlu.",
        "Look at the preview; shorten it if need be.",
    ),
    "draft_service_unknown": Wording(
        "Jenis kepegawaian belum diketahui, sehingga nomor tidak dicetak.",
        "The kind of service is not known, so no number is printed.",
        "Pilih PNS, PPPK, TNI/Polri, atau non-ASN pada konsep ini.",
        "Choose PNS, PPPK, TNI/Polri or non-ASN on this draft.",
    ),
    "draft_nip_missing": Wording(
        "NIP belum ada.", "The NIP is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_nrp_missing": Wording(
        "NRP belum ada.", "The NRP is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_number_of_other_service": Wording(
        "Nomornya berbentuk nomor kepegawaian lain (PNS atau PPPK).",
        "The number is of another kind of service (PNS or PPPK).",
        "Pastikan jenis kepegawaian dan nomornya.",
        "Make sure of the kind of service and of the number.",
    ),
    "draft_birthplace_missing": Wording(
        "Tempat lahir belum ada.", "The birthplace is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_birth_date_missing": Wording(
        "Tanggal lahir belum ada.", "The birth date is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_birth_date_differs": Wording(
        "Tanggal lahir berbeda dengan yang tertulis dalam NIP.",
        "The birth date differs from the one in the NIP.",
        "Pastikan dengan yang bersangkutan, lalu perbaiki salah satunya.",
        "Make sure with the person, and mend one of them.",
    ),
    "draft_rank_missing": Wording(
        "Pangkat atau golongan belum ada.",
        "Rank or grade is missing.",
        _COMPLETE_ID,
        _COMPLETE_EN,
    ),
    "draft_grade_missing": Wording(
        "Golongan PPPK belum ada.", "The PPPK grade is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_rank_differs": Wording(
        "Pangkat {rank} tidak sesuai dengan golongan {grade}.",
        "The rank {rank} does not belong to grade {grade}.",
        "Perbaiki salah satunya.",
        "Mend one of them.",
    ),
    "draft_position_missing": Wording(
        "Jabatan belum ada.", "The position is missing.", _COMPLETE_ID, _COMPLETE_EN
    ),
    "draft_unit_missing": Wording(
        "Unit kerja dan instansi belum ada.",
        "Unit and agency are missing.",
        _COMPLETE_ID,
        _COMPLETE_EN,
    ),
    "draft_photo_missing": Wording(
        "Pas foto belum ada, sedangkan desainnya mencetak pas foto.",
        "There is no portrait, and the design prints one.",
        "Unggah pas fotonya pada konsep ini.",
        "Upload the portrait on this draft.",
    ),
    "draft_roster_moved": Wording(
        "Data peserta terbaru menyebut “{roster}”; koreksi “{value}” tetap dipakai.",
        "The newest roster says “{roster}”; the accepted correction, “{value}”, still holds.",
        "Bila data terbaru yang benar, batalkan koreksinya.",
        "If the newest roster is right, take the correction back.",
    ),
    "draft_roster_number_moved": Wording(
        "Data peserta terbaru menyebut nomor lain; nomor yang dikoreksi tetap dipakai.",
        "The newest roster has another number; the corrected one still holds.",
        "Bila data terbaru yang benar, batalkan koreksinya.",
        "If the newest roster is right, take the correction back.",
    ),
    "draft_nothing_taught": Wording(
        "Jadwal tidak memuat mata pelatihan atas nama pengajar ini.",
        "No subject of the timetable bears this instructor's name.",
        "Samakan namanya dalam jadwal dan data pengajar.",
        "Make the name the same in the timetable and in the list of instructors.",
    ),
    "draft_teaching_ambiguous": Wording(
        "Nama “{name}” dalam jadwal dapat berarti lebih dari satu pengajar.",
        "“{name}” in the timetable may be more than one instructor.",
        "Tulis nama yang membedakan keduanya dalam jadwal.",
        "Write a name in the timetable that tells them apart.",
    ),
    "teaching_unmatched": Wording(
        "Pengajar “{name}” dalam jadwal tidak ada dalam data pengajar.",
        "“{name}” in the timetable is not on the list of instructors.",
        "Samakan namanya, atau tambahkan pengajarnya.",
        "Make the names the same, or add the instructor.",
    ),
    "course_days_missing": Wording(
        "Tanggal pelatihan belum diketahui, sehingga konsep belum dapat dicetak.",
        "The days of the training are not known, so no draft can be printed yet.",
        "Unggah jadwalnya, atau isi tanggal pada pengaturan STTP.",
        "Upload the timetable, or fill in the days in the STTP settings.",
    ),
    "course_hours_missing": Wording(
        "Jumlah jam pelajaran belum diketahui.",
        "The number of lesson hours is not known.",
        "Unggah jadwal dengan JP, atau isi JP pada pengaturan STTP.",
        "Upload a timetable with JP, or fill in the JP in the STTP settings.",
    ),
    "course_hours_differ": Wording(
        "STTP menyebut {stated} JP, sedangkan jumlah dalam jadwal {sum} JP.",
        "The STTP states {stated} JP, the timetable adds up to {sum} JP.",
        "Pastikan angka pada pengaturan STTP.",
        "Make sure of the figure in the STTP settings.",
    ),
    "course_place_missing": Wording(
        "Tempat penyelenggaraan belum diisi.",
        "The place of the training is not filled in.",
        "Isi pada pengaturan STTP.",
        "Fill it in in the STTP settings.",
    ),
    "number_listed_twice": Wording(
        "Nomor kepegawaiannya juga dipakai peserta lain dalam daftar ini.",
        "Another participant on this list has the same service number.",
        "Perbaiki nomor salah satunya pada data peserta atau pada konsepnya.",
        "Mend one of the numbers, in the roster or on the draft.",
    ),
}
"""Problems of drafts and lists: to be looked at, most of them no obstacle."""

REFUSALS: Catalogue = {
    "seat_without_draft": Wording(
        "Orang itu bukan peserta atau pengajar pelatihan {training}, atau tidak lagi.",
        "That person is no participant or instructor of {training}, or no more.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "draft_changed": Wording(
        "Datanya baru saja berubah, sehingga konfirmasi tidak dicatat.",
        "The lines have just changed, so nothing was confirmed.",
        "Baca datanya sekali lagi, lalu konfirmasi.",
        "Read them once more, then confirm.",
    ),
    "proposals_too_many": Wording(
        "Usul perbaikan sudah terlalu sering dikirim dari alamat ini.",
        "Too many corrections were proposed from this address.",
        "Hubungi panitia pelatihan.",
        "Ask the organisers of the training.",
    ),
    "proposal_gone": Wording(
        "Usul itu sudah diputuskan atau diganti usul yang lebih baru.",
        "That proposal was decided already, or replaced by a newer one.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "correction_gone": Wording(
        "Koreksi itu tidak berlaku atau sudah dibatalkan.",
        "That correction is not in force, or was taken back already.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "correction_empty": Wording(
        "Tidak ada isian yang berbeda dari data sekarang.",
        "Nothing differs from the lines as they are.",
        "Ubah baris yang keliru, atau konfirmasi datanya.",
        "Change the line that is wrong, or confirm the draft.",
    ),
    "correction_not_yours": Wording(
        "Baris itu hanya dapat diperbaiki oleh panitia.",
        "Only the office may correct that line.",
        "Hubungi panitia dengan dokumen pendukungnya.",
        "Ask the organisers, with the document that shows it.",
    ),
    "correction_name_unfit": Wording(
        "Nama harus berisi huruf, paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "A name has letters, at most {limit} characters, and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_birthplace_unfit": Wording(
        "Tempat lahir paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "A birthplace has at most {limit} characters and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_birth_date_unfit": Wording(
        "Tanggal lahir tidak mungkin atau tidak terbaca.",
        "The birth date is impossible or cannot be read.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_rank_unfit": Wording(
        "Pangkat paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "A rank has at most {limit} characters and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_grade_unfit": Wording(
        "Golongan ditulis seperti III/b, atau IX untuk PPPK.",
        "A grade is written as III/b, or IX for a PPPK.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_position_unfit": Wording(
        "Jabatan paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "A position has at most {limit} characters and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_unit_unfit": Wording(
        "Unit kerja paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "A unit has at most {limit} characters and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_agency_unfit": Wording(
        "Instansi paling banyak {limit} karakter, tanpa tanda yang tak terlihat.",
        "An agency has at most {limit} characters and no invisible signs.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_identity_unfit": Wording(
        "Nomor itu bukan NIP, NI PPPK, atau NRP; NIK tidak pernah dicetak.",
        "That number is no NIP, NI PPPK or NRP; a NIK is never printed.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "correction_employment_unfit": Wording(
        "Jenis kepegawaian itu tidak dikenal.",
        "That kind of service is not known.",
        _LINES_KEPT_ID,
        _LINES_KEPT_EN,
    ),
    "reason_unfit": Wording(
        "Catatan mengandung tanda yang tak terlihat.",
        "The note holds signs that cannot be seen.",
        "Ketik ulang catatannya.",
        "Type the note again.",
    ),
    "certificate_options_unfit": Wording(
        "Pengaturan tidak dapat dipakai: teks paling banyak 80 karakter, JP 0–2000, tahun "
        "2000–2100, hari terakhir tidak sebelum hari pertama.",
        "The settings cannot be used: texts of at most 80 characters, JP 0–2000, years "
        "2000–2100, the last day not before the first.",
        "Perbaiki isiannya; pengaturan lama tetap berlaku.",
        "Mend them; the earlier settings still hold.",
    ),
    "design_unfit": Wording(
        "Desain yang dipilih tidak ada atau untuk jenis sertifikat lain.",
        "The chosen design does not exist, or is for another kind of certificate.",
        "Pilih desain lain; pengaturan lama tetap berlaku.",
        "Choose another one; the earlier settings still hold.",
    ),
    "approver_needed": Wording(
        "Hanya pengguna dengan hak menyetujui yang dapat melakukan ini.",
        "Only a user with the right to approve may do this.",
        "Mintalah pimpinan membuka daftarnya dan menyetujuinya.",
        "Ask the approver to open the list and approve it.",
    ),
    "list_changed": Wording(
        "Daftarnya baru saja berubah, sehingga tidak disetujui.",
        "The list has just changed, so it was not approved.",
        "Baca daftar yang sekarang, lalu setujui.",
        "Read the list as it is now, then approve it.",
    ),
    "nobody_listed": Wording(
        "Belum ada seorang pun dalam daftar.",
        "Nobody is on the list yet.",
        "Lihat alasan tiap orang di bawah, lalu putuskan pada Kelayakan STTP.",
        "See everybody's reasons below, then decide under STTP eligibility.",
    ),
    "sessions_not_over": Wording(
        "Sesi terakhir belum selesai; daftarnya masih dapat berubah.",
        "The last session is not over; the list may still change.",
        "Setujui setelah sesi terakhir selesai.",
        "Approve it once the last session is over.",
    ),
    "approval_gone": Wording(
        "Persetujuan itu tidak lagi berlaku.",
        "That approval is no longer in force.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "approval_used": Wording(
        "Sertifikat sudah diberi nomor berdasarkan persetujuan ini, sehingga tidak dapat ditarik.",
        "Certificates were numbered on this approval, so it cannot be withdrawn.",
        "Cabut atau ganti sertifikatnya satu per satu.",
        "Revoke or replace the certificates one by one.",
    ),
}
"""What a deed refuses."""

CERTIFICATES: Catalogue = {**PROBLEMS, **REFUSALS}
