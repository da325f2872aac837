"""Fixed words of the MyASN sheets, in both languages; MyASN itself speaks Indonesian."""

from connector.messages import Wording

LABELS = {
    "jenisDiklatId": Wording("Jenis diklat", "Kind of training"),
    "latihanStrukturalId": Wording("Jenjang struktural", "Structural level"),
    "namaKursus": Wording("Nama diklat/kursus", "Name of the training"),
    "institusiPenyelenggara": Wording("Institusi penyelenggara", "Organising institution"),
    "nomorSertipikat": Wording("Nomor sertipikat", "Certificate number"),
    "nomor": Wording("Nomor sertipikat", "Certificate number"),
    "jenisKursusSertipikat": Wording("Jenis sertipikat", "Kind of certificate"),
    "jumlahJam": Wording("Jumlah jam", "Hours"),
    "tanggalKursus": Wording("Tanggal mulai", "First day"),
    "tanggal": Wording("Tanggal mulai", "First day"),
    "tanggalSelesaiKursus": Wording("Tanggal selesai", "Last day"),
    "tanggalSelesai": Wording("Tanggal selesai", "Last day"),
    "tahunKursus": Wording("Tahun", "Year"),
    "tahun": Wording("Tahun", "Year"),
    "path": Wording("Dokumen", "Document"),
    "id": Wording("Id riwayat", "Id of the entry"),
    "instansiId": Wording("Instansi", "Agency"),
    "jenisKursus": Wording("Jenis kursus", "Kind of course"),
    "lokasiId": Wording("Lokasi", "Place"),
    "pnsOrangId": Wording("Id ASN", "Id of the person"),
    "bobot": Wording("Bobot", "Weight"),
    "jenisKompetensi": Wording("Jenis kompetensi", "Kind of competence"),
}
"""What stands beside a field; the field's own name is always printed too."""

WORDS = {
    "title": Wording("LEMBAR DATA MyASN", "MyASN DATA SHEET"),
    "field": Wording("Isian", "Field"),
    "value": Wording("Isi dengan", "Fill in"),
    "name": Wording("Nama", "Name"),
    "training": Wording("Pelatihan", "Training"),
    "entry_kursus": Wording("Riwayat Diklat/Kursus", "Riwayat Diklat/Kursus (history of courses)"),
    "entry_diklat": Wording(
        "Riwayat Diklat Struktural", "Riwayat Diklat Struktural (structural trainings)"
    ),
    "by_myasn": Wording("diisi oleh MyASN atau oleh Anda", "filled in by MyASN or by you"),
    "document": Wording(
        "unggah PDF sertifikat yang bertanda tangan elektronik (jenis dokumen {number})",
        "upload the PDF with the electronic signature (document kind {number})",
    ),
    "part_hours": Wording(
        "Sertifikat menyebut {jp} JP; SIASN hanya menerima bilangan bulat.",
        "The certificate says {jp} JP; SIASN takes whole numbers only.",
    ),
    "how": Wording("Cara mengisi", "How to fill it in"),
    "how_1": Wording(
        "Masuk ke MyASN (myasn.bkn.go.id) dan buka {entry}.",
        "Sign in to MyASN (myasn.bkn.go.id) and open {entry}.",
    ),
    "how_2": Wording(
        "Periksa dulu apakah pelatihan ini sudah tercatat; bila sudah, jangan ditambah lagi.",
        "Look first whether this training is there already; if so, do not add it again.",
    ),
    "how_3": Wording(
        "Tambahkan riwayat, isi seperti tabel di atas, lalu unggah PDF sertifikat apa adanya: "
        "PDF yang dicetak, dipindai, atau disimpan ulang kehilangan tanda tangannya.",
        "Add an entry, fill it in as in the table, then upload the PDF as it is: one that was "
        "printed, scanned or saved again has lost its signature.",
    ),
    "check": Wording("Keaslian sertifikat diperiksa di {address}", "Check it at {address}"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "sheet": Wording("Data MyASN", "MyASN"),
    "sheet_types": Wording("Jenis diklat", "Kinds"),
    "sheet_left_out": Wording("Tidak disertakan", "Left out"),
    "number": Wording("No", "No"),
    "identity": Wording("NIP", "NIP"),
    "why": Wording("Alasan", "Why"),
    "not_asn": Wording(
        "bukan PNS atau PPPK: tidak memiliki akun MyASN", "no civil servant: no MyASN account"
    ),
    "kind_unknown": Wording(
        "jenis kepegawaian tidak diketahui", "the kind of service is not known"
    ),
    "type_id": Wording("jenisDiklatId", "jenisDiklatId"),
    "type_name": Wording("Nama", "Name"),
    "type_certificate": Wording("jenisKursusSertipikat", "jenisKursusSertipikat"),
}
"""The words around the fields."""
