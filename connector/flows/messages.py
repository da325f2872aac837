"""Sentences for what flows and the core refuse or report: what happened, and what to do."""

from connector.messages import Catalogue, Wording

FLOWS: Catalogue = {
    "training_unknown": Wording(
        "Pelatihan {training} tidak ada.",
        "There is no training {training}.",
        "Periksa kodenya pada daftar pelatihan, atau buat dahulu.",
        "Check its code in the list of trainings, or add it first.",
    ),
    "webhooks_closed": Wording(
        "Webhook Zoom belum dibuka: kehadiran baru diketahui dari laporan Zoom setelah kelas.",
        "Zoom's webhooks are not open: attendance is known from Zoom's report after class only.",
        "Isi SIMPUL_ZOOM_WEBHOOK_SECRET dan daftarkan alamat /webhooks/zoom pada aplikasi Zoom.",
        "Set SIMPUL_ZOOM_WEBHOOK_SECRET and subscribe /webhooks/zoom in the Zoom app.",
    ),
    "outside_unrooted": Wording(
        "{count} pejabat menandatangani di luar Simpul, dan belum diketahui sertifikat siapa yang "
        "dipercaya: setiap tanda tangan yang utuh diterima.",
        "{count} officials sign outside, and it is not known whose certificates to trust: any "
        "intact signature is taken.",
        "Isi SIMPUL_SIGN_TRUST dengan sertifikat induk penerbitnya.",
        "Set SIMPUL_SIGN_TRUST to the root certificates of their issuers.",
    ),
    "webhooks_unheard": Wording(
        "Pintu webhook terbuka, tetapi belum ada peristiwa dari Zoom.",
        "The webhook door is open, but no event has come from Zoom yet.",
        "Tekan Validate pada langganan peristiwa aplikasi Zoom, lalu buka sebuah kelas percobaan.",
        "Press Validate at the Zoom app's event subscription, then open a class to try it.",
    ),
    "webhooks_heard": Wording(
        "Webhook Zoom masuk; yang terakhir {hours} jam lalu.",
        "Zoom's webhooks come in; the last one {hours} hours ago.",
    ),
    "training_exists": Wording(
        "Kode pelatihan {training} sudah dipakai; tidak ada yang diubah.",
        "The training code {training} is taken; nothing was changed.",
        "Pilih kode lain.",
        "Choose another code.",
    ),
    "training_code_unfit": Wording(
        "Kode pelatihan hanya boleh 2–40 huruf, angka, dan tanda hubung; tidak ada yang dibuat.",
        "A training code has 2–40 letters, digits and hyphens; nothing was added.",
        "Ubah kodenya, misalnya PTPP-2026-1.",
        "Change the code, for instance PTPP-2026-1.",
    ),
    "training_title_unfit": Wording(
        "Judul pelatihan harus 3–200 karakter; tidak ada yang dibuat.",
        "A training's title has 3–200 characters; nothing was added.",
        "Perbaiki judulnya.",
        "Mend the title.",
    ),
    "preview_gone": Wording(
        "Pratinjau ini sudah dikonfirmasi atau kedaluwarsa; tidak ada yang diimpor sekarang.",
        "This preview was confirmed already or has expired; nothing was imported now.",
        "Unggah berkasnya sekali lagi.",
        "Upload the file once more.",
    ),
    "roster_not_importable": Wording(
        "Berkas tidak diimpor karena {refused} baris ditolak; data yang lama tetap berlaku.",
        "The file was not imported because {refused} rows are refused; the old data stands.",
        "Perbaiki baris yang ditolak di lembar kerja, lalu unggah kembali.",
        "Mend the refused rows in the spreadsheet and upload it again.",
    ),
    "password_short": Wording(
        "Sandi kurang dari {least} karakter; pengguna tidak dibuat.",
        "The password has fewer than {least} characters; the user was not added.",
        "Pilih sandi yang lebih panjang.",
        "Choose a longer one.",
    ),
    "password_absent": Wording(
        "Tidak ada terminal untuk menanyakan sandi; pengguna tidak dibuat.",
        "There is no terminal to ask for a password on; the user was not added.",
        "Isi SIMPUL_USER_PASSWORD, atau jalankan di terminal.",
        "Set SIMPUL_USER_PASSWORD, or run it in a terminal.",
    ),
    "user_unfit": Wording(
        "Nama masuk hanya boleh 2–100 huruf, angka, dan . @ + - _, dan nama lengkap harus diisi; "
        "pengguna tidak dibuat.",
        "A login has 2–100 letters, digits and . @ + - _, and the full name must be given; "
        "the user was not added.",
        "Perbaiki lalu ulangi.",
        "Mend it and try again.",
    ),
    "user_exists": Wording(
        "Pengguna {login} sudah ada; tidak ada yang diubah.",
        "There is a user {login} already; nothing was changed.",
        "Pilih nama masuk lain.",
        "Choose another login.",
    ),
    "roster_empty": Wording(
        "Belum ada peserta pada pelatihan ini; rencana tidak dibuat.",
        "Nobody is on this training's roster; no plan was made.",
        "Unggah data peserta dahulu. Daftar kosong tidak pernah berarti mengeluarkan semua orang.",
        "Upload a participant list first. An empty list never means removing everyone.",
    ),
    "seat_unknown": Wording(
        "Orang itu tidak ada dalam daftar pelatihan ini; tidak ada yang diubah.",
        "That person is not on this training's list; nothing was changed.",
        "Muat ulang daftar peserta.",
        "Reload the list of participants.",
    ),
    "lms_missing": Wording(
        "Belum ada Moodle yang disambungkan; tidak ada yang diubah.",
        "No Moodle is connected; nothing was changed.",
        "Isi SIMPUL_MOODLE_URL; lihat deploy/env.example.",
        "Set SIMPUL_MOODLE_URL; see deploy/env.example.",
    ),
    "plan_unknown": Wording(
        "Rencana itu tidak ada.",
        "There is no such plan.",
        "Susun rencana dengan `simpul plan` atau tombol Susun rencana.",
        "Make one with `simpul plan` or the button on the training's page.",
    ),
    "plan_differs": Wording(
        "Rencana #{number} bukan rencana yang tadi dilihat; tidak ada yang ditulis.",
        "Plan #{number} is not the plan that was looked at; nothing was written.",
        "Lihat rencananya sekali lagi, lalu setujui.",
        "Look at the plan once more, then approve it.",
    ),
    "plan_stale": Wording(
        "Data peserta atau jadwal berubah sejak rencana #{number} disusun; tidak ada yang ditulis.",
        "The roster or timetable changed after plan #{number} was made; nothing was written.",
        "Susun rencana baru.",
        "Make a new plan.",
    ),
    "plan_not_open": Wording(
        "Rencana #{number} tidak menunggu persetujuan (keadaan: {state}); tidak ada yang diubah.",
        "Plan #{number} is not waiting for approval (state: {state}); nothing was changed.",
        "Susun rencana baru.",
        "Make a new plan.",
    ),
    "plan_not_approved": Wording(
        "Rencana #{number} belum disetujui atau sudah diterapkan (keadaan: {state}).",
        "Plan #{number} is not approved, or was applied already (state: {state}).",
        "Setujui rencananya, atau susun yang baru.",
        "Approve it, or make a new one.",
    ),
    "plan_not_applying": Wording(
        "Rencana #{number} tidak sedang diterapkan (keadaan: {state}).",
        "Plan #{number} is not being applied (state: {state}).",
        "Muat ulang halaman.",
        "Reload the page.",
    ),
    "plan_started": Wording(
        "Rencana #{number} sudah mulai diterapkan dan tidak dapat dibatalkan.",
        "Plan #{number} has been started and cannot be discarded.",
        "Tunggu hingga selesai, lalu susun rencana baru bila perlu.",
        "Wait until it is done, then make a new plan if needed.",
    ),
    "plan_not_agreed": Wording(
        "Rencana #{number} tidak diterapkan karena belum disetujui; tidak ada yang ditulis.",
        "Plan #{number} was not applied because nobody agreed to it; nothing was written.",
        "Jawab pertanyaannya, atau pakai --yes. Rencana yang ditahan memerlukan --fingerprint.",
        "Answer the question, or use --yes. A held plan needs --fingerprint.",
    ),
    "too_many_removed": Wording(
        "DITAHAN: {removed} dari {of} orang ({share} %) akan dinonaktifkan sementara, "
        "batasnya {limit} %.",
        "HELD: {removed} of {of} people ({share} %) would be suspended; the limit is {limit} %.",
        "Periksa apakah daftar pesertanya lengkap, lalu setujui dengan sengaja.",
        "Check that the participant list is complete, then approve it deliberately.",
    ),
    "need_missing": Wording(
        "Menunggu hal lain yang belum ada.",
        "Waits for something that is not there yet.",
        "Akan dilanjutkan oleh rencana berikutnya.",
        "The next plan goes on with it.",
    ),
    "changed_since_plan": Wording(
        "Keadaan di sistem berubah setelah rencana disusun; hal ini tidak disentuh.",
        "The system changed after the plan was made; this was not touched.",
        "Susun rencana baru dan lihat apa yang berbeda.",
        "Make a new plan and see what differs.",
    ),
    "no_outcome": Wording(
        "Sistem tidak memberi tahu hasilnya; mungkin sudah terlaksana.",
        "The system did not say how it ended; it may have worked.",
        "Susun rencana baru: keadaan dibaca kembali lebih dahulu.",
        "Make a new plan: the state is read again first.",
    ),
    "not_there": Wording(
        "Belum ada di sistem.",
        "Not there yet.",
        "Susun dan terapkan rencana.",
        "Make a plan and apply it.",
    ),
    "gone_there": Wording(
        "Tidak lagi ada di sana: dikeluarkan langsung di sistem itu, bukan oleh Simpul.",
        "No longer there: taken out in that system itself, not by Simpul.",
        "Susun rencana untuk mengembalikannya; bila memang harus keluar, keluarkan dari daftar.",
        "Make a plan to put them back; if they are to leave, take them off the list.",
    ),
    "suspended_there": Wording(
        "Ada di sana, tetapi dinonaktifkan.",
        "There, but suspended.",
        "Susun rencana untuk mengaktifkannya; bila memang harus keluar, keluarkan dari daftar.",
        "Make a plan to let them in again; if they are to leave, take them off the list.",
    ),
    "differs_there": Wording(
        "Ada di sana, tetapi tidak seperti pada daftar.",
        "There, but not as on the list.",
        "Susun rencana: di sana terlihat apa yang berbeda sebelum ada yang ditulis.",
        "Make a plan: it shows what differs before anything is written.",
    ),
    "store_busy": Wording(
        "Proses lain sedang menulis ke sistem yang sama; tidak ada yang ditulis.",
        "Another process is writing to the same system; nothing was written.",
        "Coba lagi beberapa menit lagi.",
        "Try again in a few minutes.",
    ),
    "store_lost": Wording(
        "Hak menulis berpindah ke proses lain; penulisan dihentikan.",
        "The right to write went to another process; writing stopped.",
        "Susun rencana baru: yang sudah ditulis akan terbaca.",
        "Make a new plan: what has been written will be found.",
    ),
}
