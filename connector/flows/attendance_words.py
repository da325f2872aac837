"""Sentences for what attendance finds and what its deeds refuse: what happened, what to do."""

from connector.messages import Catalogue, Wording

ATTENDANCE: Catalogue = {
    # why a seat has its mark, or none (connector.domain.attendance_rule)
    "minimum_met": Wording(
        "{minutes} dari {of} menit ({percent} %), batas minimal {minimum} %.",
        "{minutes} of {of} minutes ({percent} %), the minimum is {minimum} %.",
    ),
    "room_check_in": Wording(
        "Hadir melalui kode di ruang kelas.", "Signed with the code in the room."
    ),
    "late": Wording(
        "Datang {minutes} menit setelah mulai; toleransi {grace} menit.",
        "Came {minutes} minutes after the start; {grace} are tolerated.",
    ),
    "not_signed": Wording(
        "Menitnya cukup, tetapi daftar hadir sesi ini belum diisi.",
        "The minutes suffice, but the list of this session was not signed.",
        "Tanyakan kepada peserta, lalu tandai dengan tangan.",
        "Ask the participant, then mark by hand.",
    ),
    "signed_not_seen": Wording(
        "Mengisi daftar hadir, tetapi hanya {minutes} dari {of} menit terlihat ({percent} %, "
        "batas minimal {minimum} %).",
        "Signed the list, but only {minutes} of {of} minutes were seen ({percent} %, the minimum "
        "is {minimum} %).",
        "Periksa antrean nama yang belum dikenali, lalu tandai dengan tangan.",
        "Look through the names not recognised yet, then mark by hand.",
    ),
    "waits_for_attribution": Wording(
        "{minutes} dari {of} menit pasti; {waiting} menit lagi menunggu dipastikan.",
        "{minutes} of {of} minutes are certain; {waiting} more wait to be recognised.",
        "Putuskan namanya pada antrean yang belum dikenali.",
        "Decide on the name in the queue of those not recognised.",
    ),
    "disruption_open": Wording(
        "{minutes} dari {of} menit; ada gangguan yang belum diputuskan.",
        "{minutes} of {of} minutes; a disruption is not decided yet.",
        "Putuskan gangguannya pada halaman sesi.",
        "Decide on the disruption on the session's page.",
    ),
    "nothing_to_measure": Wording(
        "Istirahat atau gangguan tidak menyisakan menit yang dihitung.",
        "Breaks or disruptions leave no minute to measure.",
        "Tandai dengan tangan, atau perbaiki gangguannya.",
        "Mark by hand, or mend the disruption.",
    ),
    "record_provisional": Wording(
        "Sementara {minutes} dari {of} menit ({percent} %, batas minimal {minimum} %); laporan "
        "Zoom belum lengkap.",
        "So far {minutes} of {of} minutes ({percent} %, the minimum is {minimum} %); Zoom's report "
        "is not complete yet.",
        "Tunggu laporan Zoom, atau unggah daftar yang diekspor dari Zoom.",
        "Wait for Zoom's report, or import the list exported from Zoom.",
    ),
    "below_minimum": Wording(
        "{minutes} dari {of} menit ({percent} %), di bawah batas minimal {minimum} %.",
        "{minutes} of {of} minutes ({percent} %), below the minimum of {minimum} %.",
        "Tanyakan sebabnya, lalu tandai.",
        "Ask why, then mark.",
    ),
    "no_trace": Wording(
        "Tidak terlihat sama sekali dan tidak mengisi daftar hadir.",
        "Not seen at all, and did not sign.",
        "Hubungi peserta, lalu tandai: S, I, DL, atau TK.",
        "Reach the participant, then mark: S, I, DL or TK.",
    ),
    "no_record": Wording(
        "Tidak ada catatan Zoom untuk sesi ini, dari siapa pun.",
        "There is no record of this session in Zoom, of anybody.",
        "Periksa Kondisi sistem; impor daftar dari Zoom, atau tandai dengan tangan.",
        "Look at System health; import the list from Zoom, or mark by hand.",
    ),
    "session_ahead": Wording("Sesi belum dimulai.", "The session has not begun."),
    "session_running": Wording("Sesi sedang berlangsung.", "The session is going on."),
    "marked_by_hand": Wording("Ditandai {mark} oleh petugas.", "Marked {mark} by a person."),
    "mark_differs": Wording("Menurut aturan saja: {automatic}.", "By the rule alone: {automatic}."),
    "mark_awaits_approval": Wording(
        "Tanda {mark} menunggu persetujuan petugas kedua.",
        "The mark {mark} waits for a second person.",
        "Petugas lain menyetujuinya pada halaman sesi.",
        "Another person approves it on the session's page.",
    ),
    # what a deed refuses (connector.flows.decide_attendance)
    "card_gone": Wording(
        "Nama itu tidak lagi menunggu keputusan; mungkin orang lain baru saja memutuskannya.",
        "That name no longer waits for a decision; somebody else may just have decided it.",
        "Muat ulang antreannya.",
        "Load the queue again.",
    ),
    "card_not_rememberable": Wording(
        "Keputusan tentang nama ini tidak dapat diingat: lain kali nama itu bisa orang lain.",
        "A decision about this name cannot be remembered: next time it may be somebody else.",
        "Putuskan untuk pertemuan ini saja.",
        "Decide it for this meeting alone.",
    ),
    "reason_missing": Wording(
        "Alasannya belum diisi.",
        "There is no reason.",
        "Tulis alasan singkat, misalnya: surat sakit tanggal 3 Agustus.",
        "Write a short one, for instance: doctor's letter of 3 August.",
    ),
    "seats_missing": Wording(
        "Belum ada orang yang dipilih.",
        "Nobody was chosen.",
        "Centang paling sedikit satu nama, lalu ulangi.",
        "Tick at least one name and try again.",
    ),
    "decision_unknown": Wording(
        "Keputusan itu tidak ada atau sudah dibatalkan.",
        "There is no such decision, or it was taken back already.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "session_unknown": Wording(
        "Sesi itu tidak ada dalam jadwal {training}; mungkin jadwalnya baru diganti.",
        "There is no such session in the timetable of {training}; it may just have changed.",
        "Muat ulang jadwalnya.",
        "Load the timetable again.",
    ),
    "session_not_counted": Wording(
        "Kehadiran tidak dicatat untuk istirahat dan upacara.",
        "No attendance is kept for breaks and ceremonies.",
        "Pilih sesi kelas atau tes.",
        "Choose a class or a test.",
    ),
    "mark_unknown": Wording(
        "Tanda itu tidak ada atau sudah dibatalkan.",
        "There is no such mark, or it was taken back already.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "mark_own": Wording(
        "Tanda ini Anda buat sendiri; persetujuan harus dari orang lain.",
        "You made this mark yourself; somebody else has to approve it.",
        "Mintalah petugas lain membukanya dan menyetujuinya.",
        "Ask another person to open it and approve it.",
    ),
    "disruption_unfit": Wording(
        "Gangguan harus punya jam mulai, jam selesai sesudahnya, dan paling sedikit satu orang.",
        "A disruption has a start, a later end, and at least one person.",
        "Perbaiki jam atau pilih orangnya, lalu ulangi.",
        "Mend the times or choose the people, and try again.",
    ),
    "disruption_unknown": Wording(
        "Gangguan itu tidak ada atau sudah dibatalkan.",
        "There is no such disruption, or it was taken back already.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "rule_unfit": Wording(
        "Aturan tidak dapat dipakai: batas minimal 0–100 %, toleransi 0–240 menit.",
        "The rule cannot be used: a minimum of 0–100 %, a tolerance of 0–240 minutes.",
        "Perbaiki angkanya.",
        "Mend the figures.",
    ),
    "sign_in_closed": Wording(
        "Daftar hadir sesi ini sedang tidak dibuka.",
        "The list of this session is not open now.",
        "Daftar dibuka setengah jam sebelum sesi sampai setengah jam sesudahnya; "
        "hubungi pendamping bila terlewat.",
        "It is open from half an hour before the session until half an hour after it; "
        "tell the class companion if you missed it.",
    ),
}
