"""Sentences of signing in at a class, and of bringing a list of Zoom's: what, and what to do."""

from connector.messages import Catalogue, Wording

_SCAN = (
    "Pindai lagi kode QR yang sedang tampil di layar ruang kelas.",
    "Scan the code that stands on the room's screen now.",
)

CHECK_IN_WORDS: Catalogue = {
    # signing by the room's code (connector.flows.check_in)
    "room_token_unknown": Wording(
        "Alamat ini bukan kode kehadiran yang sah.",
        "This address is no valid attendance code.",
        *_SCAN,
    ),
    "room_token_old": Wording(
        "Kode QR ini sudah kedaluwarsa; kodenya berganti setiap menit.",
        "This QR code is too old; it changes every minute.",
        *_SCAN,
    ),
    "room_code_wrong": Wording(
        "Enam angka itu tidak cocok.",
        "Those six digits do not fit.",
        "Ketik angka yang sedang tampil di layar ruang kelas; angkanya berganti setiap menit.",
        "Type the digits that stand on the room's screen now; they change every minute.",
    ),
    "room_code_often": Wording(
        "Terlalu banyak percobaan dengan angka yang salah.",
        "Too many tries with wrong digits.",
        "Tunggu 15 menit, pindai kode QR di layar, atau minta pendamping menandai kehadiran Anda.",
        "Wait 15 minutes, scan the QR code on the screen, or ask the class companion to mark you.",
    ),
    # a name typed into the queue of those not recognised (connector.web.unmatched)
    "person_unclear": Wording(
        "“{typed}” cocok dengan {count} orang dalam daftar.",
        "“{typed}” fits {count} people on the list.",
        "Ketik nomor atau nama lengkapnya, atau pilih dari daftar seluruh peserta.",
        "Type the number or the whole name, or choose from the list of everybody.",
    ),
    # a list exported by hand (connector.flows.record_attendance)
    "record_meeting_unknown": Wording(
        "Berkas tidak menyebut kelas Zoom mana, dan pelatihan {training} memiliki beberapa.",
        "The file does not say which Zoom meeting it is of, and {training} has several.",
        "Pilih nomor kelas Zoom-nya, lalu unggah lagi.",
        "Choose the meeting's number and upload the file again.",
    ),
    "record_meeting_differs": Wording(
        "Berkas ini milik kelas Zoom {file}, padahal yang dipilih {given}.",
        "The file is of Zoom meeting {file}, but {given} was chosen.",
        "Periksa berkasnya, atau pilih nomor yang tertulis di dalamnya.",
        "Check the file, or choose the number written in it.",
    ),
    "record_ambiguous": Wording(
        "Kelas Zoom {meeting} dibuka {count} kali pada jam yang tercantum dalam berkas, sehingga "
        "tidak jelas yang mana.",
        "Zoom meeting {meeting} was opened {count} times within the hours of the file, so it is "
        "not clear which one is meant.",
        "Ekspor setiap pertemuan sebagai berkas sendiri, lalu unggah satu per satu.",
        "Export each of them as a file of its own and upload one at a time.",
    ),
    "record_exists": Wording(
        "Laporan lengkap Zoom untuk kelas {meeting} sudah ada dan lebih dapat dipercaya daripada "
        "berkas ini.",
        "Zoom's complete report of meeting {meeting} is here already and says more than this file.",
        "Berkas tidak diperlukan; buka kehadirannya untuk melihat menitnya.",
        "The file is not needed; open the attendance to see the minutes.",
    ),
}
