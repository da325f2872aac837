"""Sentences for why a stay is whose it is, waits, or might be somebody's: what, and what to do."""

from connector.messages import Catalogue, Wording

_DECIDE = (
    "Tentukan siapa orangnya pada halaman Belum dikenali; waktunya belum dihitung.",
    "Say on the unmatched page who it was; the time is not counted yet.",
)
_NOTHING = (
    "Tidak perlu tindakan; waktunya sudah dihitung.",
    "Nothing to do; the time is counted.",
)

ATTRIBUTION: Catalogue = {
    # Waits for a person.
    "device_name": Wording(
        "Nama tampilannya tidak menyebut orang: “{name}”.",
        "The display name names no person: “{name}”.",
        "Terima bila memang orang itu, atau pilih orang lain; boleh sekaligus banyak.",
        "Accept it if it was that person, or choose another; several at once if you like.",
    ),
    "room_name": Wording(
        "Nama tampilannya nama kantor atau ruangan: “{name}”.",
        "The display name is an office's or a room's: “{name}”.",
        "Pilih siapa yang hadir di sana; boleh beberapa orang pada satu perangkat.",
        "Choose who was there; several people may have shared the device.",
    ),
    "name_unknown": Wording(
        "Nama tampilannya sama sekali lain dari pemilik tautan: “{name}”.",
        "The display name has nothing of the link owner's name: “{name}”.",
        "Terima bila itu nama panggilannya, atau pilih orang lain; keputusan ini diingat.",
        "Accept it if the owner is called so, or choose another; it will be remembered.",
    ),
    "name_of_another": Wording(
        "Tautannya milik satu orang, tetapi nama tampilannya cocok dengan {name}.",
        "The link is one person's, but the display name is {name}'s.",
        *_DECIDE,
    ),
    "link_twice": Wording(
        "Satu tautan pribadi dipakai dua perangkat sekaligus dengan nama yang berbeda.",
        "One personal link was used on two devices at once under different names.",
        *_DECIDE,
    ),
    "elsewhere": Wording(
        "Pada jam yang sama orang ini mengikuti kelas pelatihan {training}.",
        "This person was in a class of training {training} at the same hour.",
        "Tanyakan kelas mana yang benar diikuti, lalu tentukan; waktunya belum dihitung.",
        "Ask which class was attended, then decide; the time is not counted yet.",
    ),
    "two_meetings": Wording(
        "Pada jam yang sama orang ini juga tersambung ke kelas Zoom {meeting}.",
        "This person was also connected to the Zoom class {meeting} at the same hour.",
        "Tanyakan kelas mana yang benar diikuti, lalu tentukan; waktunya belum dihitung.",
        "Ask which class was attended, then decide; the time is not counted yet.",
    ),
    "bases_differ": Wording(
        "Bukti yang ada menunjuk orang yang berbeda, di antaranya {name}.",
        "The evidence points to different people, {name} among them.",
        *_DECIDE,
    ),
    "opener_on_link": Wording(
        "Akun pembuka kelas masuk dengan tautan pribadi seorang peserta.",
        "The account that opens the room came in by somebody's personal link.",
        *_DECIDE,
    ),
    "name_twice": Wording(
        "Nama tampilan ini dipakai dua sambungan sekaligus, sehingga keputusan yang diingat "
        "tidak diterapkan.",
        "Two connections had this display name at once, so no remembered decision is applied.",
        "Tentukan untuk pertemuan ini saja, setelah memastikan siapa orangnya.",
        "Decide for this meeting alone, once you know who they were.",
    ),
    "registrant_unknown": Wording(
        "Masuk dengan pendaftaran Zoom yang bukan dari daftar peserta ini.",
        "Came in by a Zoom registration that is not from this roster.",
        *_DECIDE,
    ),
    "phone_unbound": Wording(
        "Tersambung lewat telepon; nomornya belum dikenal.",
        "Connected by telephone; the number is not known yet.",
        *_DECIDE,
    ),
    # Counted; worth knowing.
    "name_differs": Wording(
        "Nama tampilannya berbeda dari daftar peserta: “{name}”.",
        "The display name differs from the roster: “{name}”.",
        *_NOTHING,
    ),
    "seat_not_accepted": Wording(
        "{name} hadir, tetapi tidak (lagi) diterima sebagai peserta.",
        "{name} was there, but is not, or no longer, accepted.",
        "Periksa status pesertanya.",
        "Check the standing on the roster.",
    ),
    # Why somebody is suggested.
    "link_owner": Wording("pemilik tautan", "owner of the link"),
    "decided_before": Wording("keputusan sebelumnya", "decided so before"),
    "name_on_link": Wording(
        "nama tampilan “{name}” pada tautan orang lain",
        "display name “{name}” on somebody else's link",
    ),
    "same_email": Wording("e-mail sama, belum dikonfirmasi", "same e-mail, not confirmed"),
    "same_phone": Wording("akhir nomor telepon sama", "same last digits of the telephone"),
    "number_and_name": Wording("nomor {number} + “{token}”", "number {number} + “{token}”"),
    "number_only": Wording("hanya nomor {number}", "number {number} only"),
    "same_name": Wording("nama sama", "same name"),
    "similar_name": Wording("nama mirip {percent} %", "name alike {percent} %"),
    "same_unit": Wording("unit {unit}", "unit {unit}"),
    "already_present": Wording(
        "sudah hadir lewat sambungan lain pada saat itu",
        "was there already on another connection",
    ),
}
