"""Sentences for everything Zoom, or our use of it, can bring up; Zoom's own menu words inside."""

from connector.meetings.zoom.report_messages import REPORT_MESSAGES
from connector.messages import Catalogue, Wording

_APP = "marketplace.zoom.us > Manage > Server-to-Server OAuth"

_TROUBLE: Catalogue = {
    f"zoom_http_{status}": Wording(
        f"Zoom sedang bermasalah, dalam pemeliharaan, atau terlalu sibuk ({status}).",
        f"Zoom has trouble, is under maintenance or too busy ({status}).",
        "Tunggu beberapa menit, lalu buat rencana lagi; lihat status.zoom.us.",
        "Wait some minutes, then plan again; see status.zoom.us.",
    )
    for status in (429, *range(500, 600))
}

REMOTE: Catalogue = {
    "zoom_token_refused": Wording(
        "Zoom menolak kunci akses, juga yang baru saja dibuat.",
        "Zoom refused the access token, and a fresh one as well.",
        f"Periksa di {_APP} bahwa aplikasi aktif (Activated), lalu buat rencana lagi.",
        f"Check at {_APP} that the app is activated, then plan again.",
    ),
    "zoom_credentials_refused": Wording(
        "Zoom menolak Account ID, Client ID, atau Client Secret.",
        "Zoom refused the Account ID, Client ID or Client Secret.",
        f"Salin ketiganya lagi dari {_APP} > App Credentials ke pengaturan.",
        f"Copy the three again from {_APP} > App Credentials into the settings.",
    ),
    "zoom_scope_missing": Wording(
        "Aplikasi Zoom tidak memiliki izin (scope) untuk panggilan {call}.",
        "The Zoom app lacks the scope for the call {call}.",
        f"Jalankan `simpul doctor`, tambahkan scope yang disebut di {_APP} > Scopes, lalu ulangi.",
        f"Run `simpul doctor`, add the scopes it names at {_APP} > Scopes, then try again.",
    ),
    "zoom_not_paid": Wording(
        "Zoom hanya mengizinkan ini untuk akun berlisensi.",
        "Zoom allows this only to licensed accounts.",
        "Beri akun host lisensi: admin Zoom > User Management > Users > Edit > License type.",
        "License the host: Zoom admin > User Management > Users > Edit > License type.",
    ),
    "zoom_no_user": Wording(
        "Zoom tidak mengenal akun itu.",
        "Zoom does not know that user.",
        "Periksa akun host di pengaturan dan di admin Zoom > User Management > Users.",
        "Check the host in the settings and in Zoom admin > User Management > Users.",
    ),
    "zoom_other_account": Wording(
        "Pengguna itu berada di akun Zoom lain.",
        "That user belongs to another Zoom account.",
        "Pilih host dari akun Zoom kantor ini.",
        "Choose a host from this office's Zoom account.",
    ),
    "zoom_no_meeting": Wording(
        "Rapat Zoom itu tidak ada lagi (dihapus atau kedaluwarsa).",
        "That Zoom meeting is gone (deleted or expired).",
        "Buat rencana lagi; rapat yang belum lewat akan dibuat baru.",
        "Plan again; a meeting that is still to come will be made anew.",
    ),
    "zoom_not_allowed": Wording(
        "Zoom tidak mengizinkan ini untuk rapat atau pengguna itu.",
        "Zoom does not allow this for that meeting or user.",
        "Buka rapat di Zoom > Meetings dan periksa pemilik dan jenisnya.",
        "Open the meeting in Zoom > Meetings and check its owner and type.",
    ),
    "zoom_may_not_host": Wording(
        "Akun host tidak boleh menjadwalkan rapat.",
        "The host account may not schedule meetings.",
        "Ubah jenis pengguna di admin Zoom > User Management > Users > Edit.",
        "Change the user type in Zoom admin > User Management > Users > Edit.",
    ),
    "zoom_not_scheduled_type": Wording(
        "Rapat itu bukan lagi rapat tunggal terjadwal.",
        "That meeting is no longer a single scheduled meeting.",
        "Buka Zoom > Meetings > Edit dan hapus centang Recurring meeting.",
        "Open Zoom > Meetings > Edit and clear Recurring meeting.",
    ),
    "zoom_registration_off": Wording(
        "Pendaftaran (Registration) pada rapat itu mati.",
        "Registration is off for that meeting.",
        "Buka Zoom > Meetings > Edit dan centang Registration: Required; host harus berlisensi.",
        "Open Zoom > Meetings > Edit, tick Registration: Required; the host must be licensed.",
    ),
    "zoom_host_registers": Wording(
        "Host atau alternative host tidak dapat didaftarkan sebagai peserta rapat.",
        "A host or alternative host cannot be registered for the meeting.",
        "Tidak perlu apa-apa bila orang itu membuka ruang; jika tidak, hapus dari Alternative "
        "Hosts di Zoom > Meetings > Edit > Options.",
        "Nothing to do if that person opens the room; otherwise take them off Alternative Hosts "
        "in Zoom > Meetings > Edit > Options.",
    ),
    "zoom_meeting_over": Wording(
        "Rapat itu sudah lewat; tidak ada yang diubah.",
        "That meeting is over; nothing was changed.",
        "Buat rencana lagi; hari yang sudah lewat tidak ikut.",
        "Plan again; days that are over are left out.",
    ),
    "zoom_meeting_full": Wording(
        "Rapat itu sudah penuh.",
        "That meeting is full.",
        "Naikkan kapasitas (Large Meetings) di admin Zoom, atau bagi kelas.",
        "Raise the capacity (Large Meetings) in Zoom admin, or split the class.",
    ),
    "zoom_invalid_value": Wording(
        "Zoom menolak nilai yang dikirim: {fields}.",
        "Zoom refused a value that was sent: {fields}.",
        "Perbaiki nilai itu di daftar peserta atau jadwal, lalu buat rencana lagi.",
        "Mend that value in the roster or timetable, then plan again.",
    ),
    "zoom_unknown_code": Wording(
        "Zoom menolak {call} dengan kode {status}/{zoom_code} yang belum kami kenal.",
        "Zoom refused {call} with code {status}/{zoom_code}, which we do not know.",
        "Catat kode itu dan laporkan; tidak ada yang diubah oleh panggilan itu.",
        "Note the code and report it; that call changed nothing.",
    ),
    "zoom_redirected": Wording(
        "Alamat Zoom mengalihkan ke tempat lain; kunci akses tidak diteruskan.",
        "The Zoom address redirects elsewhere; the token was not sent on.",
        "Periksa alamat API Zoom di pengaturan.",
        "Check the Zoom API address in the settings.",
    ),
    "zoom_no_answer": Wording(
        "Zoom tidak menjawab {call}.",
        "Zoom did not answer {call}.",
        "Buat rencana lagi: yang sudah telanjur terlaksana akan ditemukan, sisanya dikerjakan.",
        "Plan again: what took effect all the same is found, the rest is done.",
    ),
    "zoom_not_understood": Wording(
        "Jawaban Zoom untuk {call} tidak dapat dibaca.",
        "Zoom's answer to {call} could not be read.",
        "Buat rencana lagi; keadaan di Zoom dibaca ulang lebih dulu.",
        "Plan again; the state at Zoom is read first.",
    ),
    **_TROUBLE,
    "zoom_rate_second": Wording(
        "Zoom membatasi jumlah panggilan per detik.",
        "Zoom limits the calls a second.",
        "Rencana berikutnya mengerjakan sisanya; mungkin aplikasi lain memakai jatah yang sama.",
        "The next plan does the rest; another app may be using the same allowance.",
    ),
    "zoom_quota_daily": Wording(
        "Jatah harian Zoom habis; menunggu sampai {until}.",
        "Zoom's daily quota is spent; waiting until {until}.",
        "Tidak perlu apa-apa: rencana sesudah waktu itu (07.00 WIB) melanjutkan.",
        "Nothing to do: a plan after that time (00:00 UTC) goes on.",
    ),
    "zoom_list_incomplete": Wording(
        "Zoom memberi daftar yang tidak lengkap ({call}).",
        "Zoom gave an incomplete list ({call}).",
        "Buat rencana lagi.",
        "Plan again.",
    ),
    "zoom_page_token_repeats": Wording(
        "Daftar dari Zoom berputar di tempat ({call}).",
        "Zoom's list goes round in circles ({call}).",
        "Buat rencana lagi; laporkan bila berulang.",
        "Plan again; report it if it happens again.",
    ),
    "zoom_page_token_refused": Wording(
        "Zoom memutus pembacaan daftar ({call}).",
        "Zoom broke off the reading of a list ({call}).",
        "Buat rencana lagi.",
        "Plan again.",
    ),
    **REPORT_MESSAGES,
    "zoom_ignored": Wording(
        "Zoom menjawab berhasil tetapi tidak memakai nilai: {fields}.",
        "Zoom answered success but did not take over: {fields}.",
        "Periksa di admin Zoom > Account Settings apakah pengaturan itu dikunci (gembok), atau "
        "samakan pilihan di pengaturan Simpul.",
        "Check in Zoom admin > Account Settings whether that setting is locked, or set the same "
        "choice in Simpul's settings.",
    ),
    "zoom_alternative_host_refused": Wording(
        "Zoom tidak menerima pengajar ini sebagai alternative host.",
        "Zoom did not accept this instructor as an alternative host.",
        "Tambahkan sendiri di Zoom > Meetings > Edit > Options > Alternative Hosts, lalu buat "
        "rencana lagi.",
        "Add them yourself in Zoom > Meetings > Edit > Options > Alternative Hosts, then plan "
        "again.",
    ),
    "zoom_left_out": Wording(
        "Zoom melewatkan orang ini tanpa alasan saat mendaftarkan serombongan.",
        "Zoom left this person out of a batch without a reason.",
        "Buat rencana lagi; bila berulang, daftarkan di Zoom > Meetings > Registration.",
        "Plan again; if it happens again, register them in Zoom > Meetings > Registration.",
    ),
    "zoom_not_done_here": Wording(
        "Simpul tidak melakukan {action} di Zoom.",
        "Simpul does not do {action} in Zoom.",
        "Lakukan di Zoom > Meetings bila memang perlu.",
        "Do it in Zoom > Meetings if it is needed.",
    ),
}
"""Codes of errors and outcomes."""

UNDECIDED: Catalogue = {
    "email_missing": Wording(
        "Belum ada alamat e-mail; tautan Zoom pribadi belum dapat dibuat.",
        "No e-mail address yet; no personal Zoom link can be made.",
        "Tambahkan e-mail di daftar peserta, atau aktifkan domain alias di pengaturan Zoom.",
        "Add the e-mail to the roster, or set an alias domain in the Zoom settings.",
    ),
    "email_shared": Wording(
        "Alamat e-mail ini dipakai lebih dari satu orang.",
        "More than one person uses this e-mail address.",
        "Minta alamat milik sendiri dari masing-masing orang.",
        "Ask each person for an address of their own.",
    ),
    "seat_repeated": Wording(
        "Orang ini duduk dua kali dalam pelatihan ini; tempat pertama sudah punya tautan.",
        "This person has two seats in this training; the first one has the link.",
        "Hapus salah satu peran dari daftar bila tidak perlu.",
        "Take one of the roles off the roster if it is not needed.",
    ),
    "host_clash": Wording(
        "Pada jam itu host sudah mempunyai rapat lain ({number}).",
        "The host has another meeting ({number}) at that time.",
        "Pindahkan salah satunya di jadwal atau di Zoom > Meetings, atau pakai host lain.",
        "Move one of them in the timetable or in Zoom > Meetings, or use another host.",
    ),
    "meeting_repeated": Wording(
        "Ada beberapa rapat dengan penanda kami untuk hari yang sama ({numbers}).",
        "Several meetings carry our marker for the same day ({numbers}).",
        "Hapus yang berlebih di Zoom > Meetings, lalu buat rencana lagi.",
        "Delete the surplus ones in Zoom > Meetings, then plan again.",
    ),
    "meeting_not_in_timetable": Wording(
        "Rapat {number} tidak ada lagi di jadwal; dibiarkan karena orang mungkin memegangnya.",
        "Meeting {number} left the timetable; it is kept because people may hold its link.",
        "Hapus di Zoom > Meetings > Delete bila memang batal.",
        "Delete it in Zoom > Meetings > Delete if it is off.",
    ),
    "registration_off": Wording(
        "Pendaftaran pada rapat itu dimatikan; rencana ini menyalakannya lagi.",
        "Registration was switched off for that meeting; this plan switches it on again.",
        "Terapkan rencana, lalu buat rencana lagi untuk melihat pendaftarnya.",
        "Apply the plan, then plan again to see the registrants.",
    ),
    "alternative_host_refused": REMOTE["zoom_alternative_host_refused"],
}
"""Codes of things that wait for a person."""

CHECKS: Catalogue = {
    "zoom_check_token": Wording("Kunci akses Zoom diterima.", "Zoom's access token is accepted."),
    "zoom_check_token_failed": Wording(
        "Kunci akses Zoom tidak didapat ({reason}).",
        "No access token from Zoom ({reason}).",
        f"Periksa Account ID, Client ID, Client Secret di {_APP} > App Credentials, dan bahwa "
        "aplikasi sudah Activated.",
        f"Check Account ID, Client ID and Client Secret at {_APP} > App Credentials, and that "
        "the app is activated.",
    ),
    "zoom_check_away": Wording(
        "Zoom tidak dapat dihubungi sekarang ({reason}).",
        "Zoom cannot be reached now ({reason}).",
        "Periksa jaringan, SIMPUL_ZOOM_API_URL dan SIMPUL_ZOOM_OAUTH_URL, lalu ulangi.",
        "Check the network, SIMPUL_ZOOM_API_URL and SIMPUL_ZOOM_OAUTH_URL, then try again.",
    ),
    "zoom_check_scopes_held": Wording(
        "Semua {count} izin (scope) aplikasi Zoom ada.",
        "The Zoom app has all {count} scopes.",
    ),
    "zoom_check_scopes": Wording(
        "Izin (scope) aplikasi Zoom: {count} kurang: {scopes}.",
        "Scopes of the Zoom app: {count} missing: {scopes}.",
        f"Tambahkan di {_APP} > Scopes > Add Scopes, lalu Activate lagi.",
        f"Add them at {_APP} > Scopes > Add Scopes, then activate again.",
    ),
    "zoom_check_reports": Wording(
        "Aplikasi Zoom boleh membaca laporan kehadiran.",
        "The Zoom app may read attendance reports.",
    ),
    "zoom_check_reports_closed": Wording(
        "Laporan kehadiran Zoom tidak dapat dibaca; {count} izin (scope) kurang: {scopes}.",
        "Zoom's attendance reports cannot be read; {count} scopes are missing: {scopes}.",
        f"Tambahkan di {_APP} > Scopes > Add Scopes, lalu Activate lagi. Rencana dan pendaftaran "
        "tetap jalan; sampai itu ada, unggah daftar peserta hasil ekspor.",
        f"Add them at {_APP} > Scopes > Add Scopes, then activate again. Plans and registration "
        "go on; until then upload the exported participant list.",
    ),
    "zoom_check_events": Wording(
        "Aplikasi Zoom boleh mengirim kejadian masuk dan keluar peserta.",
        "The Zoom app may send events of people joining and leaving.",
    ),
    "zoom_check_events_unseen": Wording(
        "Izin (scope) untuk kejadian masuk dan keluar tidak terlihat: {scopes}.",
        "The scope for events of joining and leaving is not seen: {scopes}.",
        f"Tambahkan di {_APP} > Scopes, dan langganannya di Feature > Event Subscriptions. Tanpa "
        "itu kehadiran baru terlihat sesudah kelas, dari laporan.",
        f"Add it at {_APP} > Scopes, and the subscription at Feature > Event Subscriptions. "
        "Without it attendance shows only after the class, from the report.",
    ),
    "zoom_check_host": Wording("Akun host aktif dan berlisensi.", "The host is active, licensed."),
    "zoom_check_host_failed": Wording(
        "Akun host tidak dapat dibaca ({reason}).",
        "The host account cannot be read ({reason}).",
        "Periksa SIMPUL_ZOOM_HOST dan admin Zoom > User Management > Users.",
        "Check SIMPUL_ZOOM_HOST and Zoom admin > User Management > Users.",
    ),
    "zoom_check_host_inactive": Wording(
        "Akun host tidak aktif ({status}).",
        "The host account is not active ({status}).",
        "Aktifkan di admin Zoom > User Management > Users, atau terima undangannya.",
        "Activate it in Zoom admin > User Management > Users, or accept the invitation.",
    ),
    "zoom_check_host_unlicensed": Wording(
        "Akun host tidak berlisensi; tanpa itu tidak ada pendaftaran rapat.",
        "The host has no licence; without it meetings take no registration.",
        "Beri lisensi di admin Zoom > User Management > Users > Edit > License type.",
        "License it in Zoom admin > User Management > Users > Edit > License type.",
    ),
    "zoom_check_clock": Wording(
        "Jam server ini berbeda {seconds} detik dari Zoom.",
        "This server's clock differs by {seconds} seconds from Zoom's.",
        "Bila lebih dari 60 detik, nyalakan sinkronisasi waktu (NTP) di server.",
        "Beyond 60 seconds, switch on time synchronisation (NTP) on the server.",
    ),
    "zoom_check_clock_unknown": Wording(
        "Jam Zoom tidak dapat dibaca.", "Zoom's clock could not be read."
    ),
}
"""Codes of the doctor."""

MESSAGES: Catalogue = {**REMOTE, **UNDECIDED, **CHECKS}
