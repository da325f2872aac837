"""Words for our plugin: is it there, does it reach us, what became of a test message."""

from connector.lms.moodle.menu_words import (
    DELIVERY_EN,
    DELIVERY_ID,
    FUNCTIONS_EN,
    FUNCTIONS_ID,
    INSTALL_EN,
    INSTALL_ID,
    PREPARE_EN,
    PREPARE_ID,
    SECURITY_EN,
    SECURITY_ID,
    SETTINGS_EN,
    SETTINGS_ID,
)
from connector.messages import Catalogue, Wording

_ZIP_ID = "simpul moodle plugin, atau halaman Kondisi sistem di Simpul"
_ZIP_EN = "simpul moodle plugin, or the page System health in Simpul"

PLUGIN: Catalogue = {
    "plugin_there": Wording(
        "Plugin Simpul {release} terpasang di Moodle.",
        "The Simpul plugin {release} is installed in Moodle.",
    ),
    "plugin_old": Wording(
        "Plugin Simpul {release} ({version}) di Moodle lebih lama daripada yang dibawa Simpul ini"
        " ({shipped}).",
        "The Simpul plugin {release} ({version}) in Moodle is older than the one this Simpul ships"
        " ({shipped}).",
        f"Ambil ZIP-nya ({_ZIP_ID}) dan pasang lewat {INSTALL_ID}.",
        f"Take its ZIP ({_ZIP_EN}) and install it at {INSTALL_EN}.",
    ),
    "plugin_newer": Wording(
        "Plugin Simpul {release} ({version}) di Moodle lebih baru daripada Simpul ini ({shipped}).",
        "The Simpul plugin {release} ({version}) in Moodle is newer than this Simpul ({shipped}).",
        "Perbarui Simpul.",
        "Update Simpul.",
    ),
    "plugin_absent": Wording(
        "Plugin Simpul tidak terpasang, atau fungsinya tidak ada dalam layanan token ini. Semua"
        " berjalan tanpa plugin; dengan plugin, penyelesaian kursus datang dalam hitungan detik,"
        " tautan sesi tampil di kursus, perubahan di Moodle segera terlihat, dan pemeriksaan ini"
        " menjadi lengkap.",
        "The Simpul plugin is not installed, or its functions are not in this token's service."
        " Everything works without; with it completions arrive within seconds, the course shows"
        " the link of each session, changes made in Moodle are noticed, and this examination is"
        " complete.",
        f"Bila diinginkan: ambil ZIP-nya ({_ZIP_ID}) dan pasang lewat {INSTALL_ID}.",
        f"If wanted: take its ZIP ({_ZIP_EN}) and install it at {INSTALL_EN}.",
    ),
    "plugin_function_missing": Wording(
        "Fungsi {function} dari plugin tidak ada dalam layanan token ini.",
        "The plugin's function {function} is not in this token's service.",
        f"Pakai layanan “Simpul (plugin)” bawaan plugin untuk token, atau {FUNCTIONS_ID}: tambahkan"
        " {function}.",
        "Use the plugin's own service “Simpul (plugin)” for the token, or"
        f" {FUNCTIONS_EN}: add {{function}}.",
    ),
    "delivery_no_key_here": Wording(
        "SIMPUL_MOODLE_WEBHOOK_SECRET belum diisi: kabar dari Moodle ditolak, perubahan baru"
        " diketahui pada pembacaan berkala.",
        "SIMPUL_MOODLE_WEBHOOK_SECRET is not set: messages from Moodle are turned away, changes"
        " are found by the regular reading only.",
        f"{PREPARE_ID}: centang “Buat kunci pesan baru”, salin baris SIMPUL_MOODLE_WEBHOOK_SECRET"
        " ke pengaturan Simpul, lalu jalankan ulang Simpul.",
        f"{PREPARE_EN}: tick “Make a new key for messages”, copy the line"
        " SIMPUL_MOODLE_WEBHOOK_SECRET to Simpul's settings and start Simpul again.",
    ),
    "delivery_not_set_up": Wording(
        "Plugin terpasang, tetapi alamat atau kunci Simpul belum diisi di sana: Moodle tidak"
        " memberi kabar.",
        "The plugin is installed, but the address or key of Simpul is not set there: Moodle tells"
        " nothing.",
        f"{PREPARE_ID}: isi Alamat Simpul dengan SIMPUL_BASE_URL, lalu tekan Siapkan.",
        f"{PREPARE_EN}: enter SIMPUL_BASE_URL as Address of Simpul, then press Prepare.",
    ),
    "delivery_paused": Wording(
        "Pengiriman kabar dari Moodle ditahan di sana; kabar menunggu di Moodle.",
        "Moodle's messages are held back there; they wait in Moodle.",
        f"{SETTINGS_ID}: kosongkan “Tahan semua pengiriman”, atau {DELIVERY_ID}: tekan “Mulai"
        " mengirim lagi”.",
        f"{SETTINGS_EN}: untick “Wait with everything”, or {DELIVERY_EN}: press “Send again from"
        " now on”.",
    ),
    "delivery_address": Wording(
        "Plugin mengirim kabar ke alamat Simpul ini.",
        "The plugin sends its messages to this Simpul's address.",
    ),
    "delivery_elsewhere": Wording(
        "Plugin mengirim kabar ke {there}, sedangkan SIMPUL_BASE_URL adalah {here} (atau skema atau"
        " jalurnya berbeda).",
        "The plugin sends its messages to {there}, while SIMPUL_BASE_URL is {here} (or scheme or"
        " path differ).",
        f"{SETTINGS_ID}: samakan Alamat Simpul dengan SIMPUL_BASE_URL, kecuali memang disengaja.",
        f"{SETTINGS_EN}: make Address of Simpul equal to SIMPUL_BASE_URL, unless it is meant so.",
    ),
    "delivery_blocked": Wording(
        "Moodle sendiri melarang panggilan ke alamat Simpul (keamanan HTTP).",
        "Moodle itself forbids calls to Simpul's address (HTTP security).",
        f"{SETTINGS_ID}: centang “Simpul berada di jaringan kami sendiri”. Untuk seluruh Moodle:"
        f" {SECURITY_ID}, keluarkan alamat itu dari “cURL daftar host yang diblokir” dan tambahkan"
        " portnya ke “cURL daftar port yang diizinkan”.",
        f"{SETTINGS_EN}: tick “Simpul stands in our own network”. For all of Moodle:"
        f" {SECURITY_EN}, take the address out of “cURL blocked hosts list” and add its port to"
        " “cURL allowed ports list”.",
    ),
    "delivery_parked": Wording(
        "{count} kabar disisihkan di Moodle karena berhari-hari tidak diterima.",
        "{count} messages were set aside in Moodle because nobody took them for days.",
        f"Perbaiki sebabnya, lalu {DELIVERY_ID}: “Kirim ulang semua yang diparkir”.",
        f"Mend the cause, then {DELIVERY_EN}: “Send everything parked again”.",
    ),
    "delivery_stuck": Wording(
        "{count} kabar tertahan di Moodle, yang terlama sejak {minutes} menit.",
        "{count} messages are stuck in Moodle, the oldest for {minutes} minutes.",
        "Lihat hasil percobaan kirim dan cron di daftar ini.",
        "See the test message and cron in this list.",
    ),
    "delivery_waits": Wording(
        "{count} kabar menunggu di Moodle, yang terlama sejak {minutes} menit.",
        "{count} messages wait in Moodle, the oldest for {minutes} minutes.",
    ),
    "delivery_empty": Wording(
        "Tidak ada kabar yang tertahan di Moodle ({count} dalam perjalanan).",
        "No message is stuck in Moodle ({count} on their way).",
    ),
    "delivery_wrong_key": Wording(
        "Simpul menolak kabar percobaan (HTTP {status}): kunci di Moodle bukan kunci di sini, atau"
        " jam kedua server berbeda lebih dari 5 menit.",
        "Simpul turned the test message away (HTTP {status}): the key in Moodle is not the key"
        " here, or the two servers' clocks differ by more than 5 minutes.",
        f"{PREPARE_ID}: centang “Buat kunci pesan baru”, salin baris SIMPUL_MOODLE_WEBHOOK_SECRET"
        " ke pengaturan Simpul, jalankan ulang Simpul; samakan jam kedua server (NTP).",
        f"{PREPARE_EN}: tick “Make a new key for messages”, copy the line"
        " SIMPUL_MOODLE_WEBHOOK_SECRET to Simpul's settings, start Simpul again; set both clocks"
        " (NTP).",
    ),
    "delivery_wrong_address": Wording(
        "Alamat yang diisi di Moodle bukan pintu Simpul (HTTP {status}), atau kunci belum diisi"
        " di Simpul.",
        "The address set in Moodle is not Simpul's door (HTTP {status}), or no key is set in"
        " Simpul.",
        f"{SETTINGS_ID}: isi Alamat Simpul persis seperti SIMPUL_BASE_URL, tanpa /webhooks; isi"
        " SIMPUL_MOODLE_WEBHOOK_SECRET di Simpul.",
        f"{SETTINGS_EN}: enter Address of Simpul exactly as SIMPUL_BASE_URL has it, without"
        " /webhooks; set SIMPUL_MOODLE_WEBHOOK_SECRET in Simpul.",
    ),
    "delivery_redirected": Wording(
        "Alamat yang diisi di Moodle mengalihkan ke alamat lain (HTTP {status}); pengalihan tidak"
        " diikuti.",
        "The address set in Moodle redirects elsewhere (HTTP {status}); a redirect is not"
        " followed.",
        f"{SETTINGS_ID}: isi alamat akhirnya, biasanya dengan https:// dan tanpa garis miring"
        " penutup.",
        f"{SETTINGS_EN}: enter the final address, mostly with https:// and without a closing"
        " slash.",
    ),
    "delivery_busy": Wording(
        "Simpul (atau proksi di depannya) sedang tidak menerima kabar (HTTP {status}).",
        "Simpul (or the proxy in front of it) takes no messages just now (HTTP {status}).",
        "Jalankan `simpul serve`, periksa basis datanya, lalu ulangi pemeriksaan ini.",
        "Start `simpul serve`, look at its database, then examine again.",
    ),
    "delivery_refused": Wording(
        "Jawaban atas kabar percobaan: HTTP {status}; bukan dari Simpul yang sehat.",
        "The test message was answered HTTP {status}; a healthy Simpul does not.",
        "Periksa `simpul serve` dan proksi di depannya (jalur /webhooks/, besar kiriman).",
        "Look at `simpul serve` and the proxy before it (path /webhooks/, size of bodies).",
    ),
    "delivery_name_unknown": Wording(
        "Server Moodle tidak mengenal nama host Simpul.",
        "Moodle's server does not know the name of Simpul's host.",
        f"{SETTINGS_ID}: periksa ejaan alamatnya; di server Moodle, periksa DNS.",
        f"{SETTINGS_EN}: check the spelling of the address; on Moodle's server check the DNS.",
    ),
    "delivery_unreachable": Wording(
        "Server Moodle tidak dapat mencapai Simpul.",
        "Moodle's server cannot reach Simpul.",
        "Jalankan `simpul serve`; buka jalan dari server Moodle ke alamat dan port Simpul"
        " (firewall).",
        "Start `simpul serve`; open the way from Moodle's server to Simpul's address and port"
        " (firewall).",
    ),
    "delivery_tls": Wording(
        "Server Moodle tidak mempercayai sertifikat TLS Simpul.",
        "Moodle's server does not trust Simpul's TLS certificate.",
        "Pasang sertifikat lengkap dengan rantainya pada proksi Simpul; sertifikat buatan sendiri"
        " harus ditambahkan ke server Moodle.",
        "Install the certificate with its whole chain at Simpul's proxy; one of your own making"
        " must be added to Moodle's server.",
    ),
    "delivery_unanswered": Wording(
        "Moodle tidak mendapat jawaban dari Simpul.",
        "Moodle got no answer from Simpul.",
        f"{DELIVERY_ID}: tekan “Uji jalan” dan lihat jawabannya.",
        f"{DELIVERY_EN}: press “Test the way” and see the answer.",
    ),
    "roundtrip_arrived": Wording(
        "Kabar percobaan dari Moodle sampai di sini ({milliseconds} milidetik).",
        "A test message from Moodle arrived here ({milliseconds} milliseconds).",
    ),
    "roundtrip_lost": Wording(
        "Kabar percobaan dijawab HTTP {status}, tetapi tidak sampai di basis data ini: alamat di"
        " Moodle adalah Simpul yang lain, atau proksi yang menjawab sendiri.",
        "The test message was answered HTTP {status} but did not arrive in this database: the"
        " address in Moodle is another Simpul, or a proxy that answers by itself.",
        f"{SETTINGS_ID}: isi alamat Simpul ini; pastikan perintah ini dan `simpul serve` memakai"
        " SIMPUL_HOME atau SIMPUL_DATABASE_URL yang sama.",
        f"{SETTINGS_EN}: enter this Simpul's address; make sure that this command and `simpul"
        " serve` use the same SIMPUL_HOME or SIMPUL_DATABASE_URL.",
    ),
    "news_unheard": Wording(
        "Belum ada kabar dari Moodle.", "Nothing has been heard from Moodle yet."
    ),
    "news_heard": Wording(
        "Kabar terakhir dari Moodle {hours} jam lalu.",
        "Moodle's last message came {hours} hours ago.",
    ),
    "plugin_written": Wording(
        "{file}: plugin Simpul {release} untuk Moodle.",
        "{file}: the Simpul plugin {release} for Moodle.",
        f"Pasang lewat {INSTALL_ID}.",
        f"Install it at {INSTALL_EN}.",
    ),
    "plugin_sources_missing": Wording(
        "Sumber plugin Moodle tidak ada di pemasangan ini; tidak ada yang ditulis.",
        "The Moodle plugin's sources are not in this installation; nothing was written.",
        "Pasang Simpul dari paket lengkapnya, atau jalankan dari salinan repositori.",
        "Install Simpul from its whole package, or run it from a checkout.",
    ),
    "plugin_version_unreadable": Wording(
        "version.php plugin tidak menyebut nomor dan rilisnya; tidak ada yang ditulis.",
        "The plugin's version.php names no number and release; nothing was written.",
        "Pulihkan berkas itu dari repositori.",
        "Restore that file from the repository.",
    ),
    "plugin_not_written": Wording(
        "ZIP tidak dapat ditulis ({reason}).",
        "The ZIP could not be written ({reason}).",
        "Pilih berkas lain dengan --out.",
        "Choose another file with --out.",
    ),
}
