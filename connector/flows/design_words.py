"""Sentences for designs of certificates, their pictures and their officials."""

from __future__ import annotations

from collections.abc import Mapping

from connector.messages import Catalogue, Wording

ISSUERS: Mapping[str, str] = {"bsre": "BSrE"}
"""Way of signing → who issues the certificates it signs with, as printed."""

SIGNERS: Mapping[str, tuple[str, str]] = {
    "local": ("kunci di server ini", "a key on this server"),
    "manual": ("di luar Simpul: unduh, tanda tangani, unggah", "outside: download, sign, upload"),
    "bsre": ("BSrE, dengan passphrase di halaman", "BSrE, with the passphrase on the page"),
}
"""Way of signing → its words, Indonesian and English."""

DESIGNS: Catalogue = {
    "template_unknown": Wording(
        "Templat {template} tidak ada pada versi Simpul ini.",
        "This version of Simpul has no template {template}.",
        "Pilih templat lain pada desain sertifikatnya.",
        "Choose another template in the design of the certificate.",
    ),
    "design_unknown": Wording(
        "Desain sertifikat itu tidak ada.",
        "There is no such design.",
        "Kembali ke daftar desain.",
        "Go back to the list of designs.",
    ),
    "design_changed": Wording(
        "Desain {name} sudah diubah orang lain sejak halaman ini dibuka.",
        "Somebody else changed the design {name} since this page was opened.",
        "Muat ulang halamannya, lalu ulangi perubahan Anda.",
        "Load the page again and repeat your change.",
    ),
    "design_name_taken": Wording(
        "Sudah ada desain bernama {name}.",
        "There already is a design called {name}.",
        "Beri nama lain.",
        "Give it another name.",
    ),
    "design_name": Wording(
        "Desain perlu nama, paling panjang {limit} huruf.",
        "A design needs a name of at most {limit} letters.",
        "Isi atau pendekkan namanya.",
        "Fill in or shorten the name.",
    ),
    "design_unit": Wording(
        "Nama unit lebih panjang dari {limit} huruf.",
        "The unit's name is longer than {limit} letters.",
        "Pendekkan nama unitnya.",
        "Shorten the unit's name.",
    ),
    "design_kind": Wording(
        "Templat {template} bukan untuk jenis sertifikat ini.",
        "The template {template} is for another kind of certificate.",
        "Pilih templat yang sejenis, atau buat desain baru.",
        "Choose a template of the same kind, or make a new design.",
    ),
    "design_officials": Wording(
        "Paling banyak {limit} penanda tangan, masing-masing satu kali.",
        "At most {limit} officials sign, each of them once.",
        "Kosongkan salah satu pilihan.",
        "Leave one of the choices empty.",
    ),
    "design_text_unknown": Wording(
        "Templat ini tidak mempunyai teks {text}.",
        "This template has no text {text_en}.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "design_text_long": Wording(
        "Teks “{text}” lebih panjang dari {limit} huruf.",
        "The text “{text_en}” is longer than {limit} letters.",
        "Pendekkan teksnya.",
        "Shorten the text.",
    ),
    "design_text_unprintable": Wording(
        "Teks “{text}” memuat tanda yang tidak dapat dicetak, misalnya emoji atau tanda tak kasat "
        "mata.",
        "The text “{text_en}” holds a sign that cannot be printed, such as an emoji or something "
        "invisible.",
        "Ketik ulang bagian itu dengan huruf biasa.",
        "Type that part again with plain letters.",
    ),
    "design_field_unknown": Wording(
        "Teks “{text}” memuat {field}, yang bukan salah satu isian.",
        "The text “{text_en}” holds {field}, which is no field.",
        "Pilih isian dari daftar di samping teks; kurung kurawal hanya untuk isian.",
        "Choose a field from the list beside the text; braces are for fields alone.",
    ),
    "design_option": Wording(
        "Pilihan {option} tidak dapat diisi begitu.",
        "The option {option} cannot be set to that.",
        "Pilih salah satu yang ditawarkan.",
        "Choose one of those offered.",
    ),
    "design_unprintable": Wording(
        "Desain ini tidak dapat dicetak; biasanya karena gambar logonya rusak.",
        "This design cannot be printed; most often its logo is damaged.",
        "Simpan ulang logonya sebagai PNG dengan program gambar, lalu unggah lagi.",
        "Save the logo again as PNG with a drawing program, then upload it again.",
    ),
    "photo_unusable": Wording(
        "Pas foto tidak dapat dipakai: harus JPEG atau PNG yang utuh, paling besar 1 MB.",
        "The portrait cannot be used: it must be an intact JPEG or PNG of at most 1 MB.",
        "Unggah ulang fotonya, atau matikan pas foto pada desain sertifikatnya.",
        "Upload the portrait again, or switch portraits off in the design.",
    ),
    "picture_kind": Wording(
        "Berkas itu bukan gambar PNG, JPEG atau SVG.",
        "That file is no PNG, JPEG or SVG picture.",
        "Simpan gambarnya sebagai PNG, lalu unggah lagi.",
        "Save the picture as PNG, then upload it again.",
    ),
    "picture_too_large": Wording(
        "Gambar lebih besar dari {limit} KB.",
        "The picture is larger than {limit} KB.",
        "Kecilkan gambarnya; 1.000 piksel sudah cukup tajam untuk dicetak.",
        "Make it smaller; 1,000 pixels are sharp enough in print.",
    ),
    "picture_too_wide": Wording(
        "Sisi gambar lebih dari {limit} piksel.",
        "A side of the picture is longer than {limit} pixels.",
        "Kecilkan gambarnya; 1.000 piksel sudah cukup tajam untuk dicetak.",
        "Make it smaller; 1,000 pixels are sharp enough in print.",
    ),
    "picture_too_large_inside": Wording(
        "Gambar SVG ini terlalu rumit: lebih dari {limit} bagian.",
        "This SVG is too elaborate: more than {limit} parts.",
        "Simpan gambarnya sebagai PNG, lalu unggah lagi.",
        "Save the picture as PNG, then upload it again.",
    ),
    "picture_unreadable": Wording(
        "Gambar itu rusak atau tidak lengkap.",
        "The picture is damaged or incomplete.",
        "Simpan ulang sebagai PNG dengan program gambar, lalu unggah lagi.",
        "Save it again as PNG with a drawing program, then upload it again.",
    ),
    "picture_colours": Wording(
        "Gambar JPEG ini memakai warna cetak (CMYK).",
        "This JPEG is in the colours of printing presses (CMYK).",
        "Simpan ulang sebagai RGB atau PNG, lalu unggah lagi.",
        "Save it again as RGB or PNG, then upload it again.",
    ),
    "picture_active": Wording(
        "Gambar SVG ini memuat {found}: skrip, teks, tautan dan gambar dari luar tidak diterima.",
        "This SVG holds {found}: scripts, text, links and pictures from outside are refused.",
        "Simpan gambarnya sebagai PNG, atau ubah teks di dalamnya menjadi garis (paths).",
        "Save the picture as PNG, or turn its text into paths.",
    ),
    "official_unknown": Wording(
        "Pejabat itu tidak ada dalam daftar.",
        "There is no such official.",
        "Kembali ke daftar pejabat.",
        "Go back to the list of officials.",
    ),
    "official_name": Wording(
        "Nama pejabat harus 3 sampai {limit} huruf yang dapat dicetak.",
        "An official's name must be 3 to {limit} printable letters.",
        "Isi nama lengkap dengan gelar.",
        "Fill in the full name with degrees.",
    ),
    "official_title": Wording(
        "Jabatan harus diisi: paling banyak {lines} baris dan {limit} huruf yang dapat dicetak.",
        "The title must be filled in: at most {lines} lines and {limit} printable letters.",
        "Isi jabatan seperti tertera di bawah surat, tanpa Plt. atau Plh.",
        "Fill in the title as it stands under a letter, without Plt. or Plh.",
    ),
    "official_acting_in_title": Wording(
        "Jabatan dimulai dengan Plt. atau Plh.",
        "The title begins with Plt. or Plh.",
        "Hapus dari jabatan dan pilih pada isian “Sebagai”.",
        "Take it out of the title and choose it in the field “Acting”.",
    ),
    "official_rank": Wording(
        "Pangkat lebih panjang dari {limit} huruf atau memuat tanda yang tidak dapat dicetak.",
        "The rank is longer than {limit} letters or holds a sign that cannot be printed.",
        "Perbaiki pangkatnya, atau kosongkan.",
        "Mend the rank, or leave it empty.",
    ),
    "official_nik": Wording(
        "Nomor itu adalah NIK, yang tidak pernah dicetak pada sertifikat.",
        "That number is a NIK, which is never printed on a certificate.",
        "Isi NIP atau NRP, atau kosongkan.",
        "Fill in a NIP or NRP, or leave it empty.",
    ),
    "official_signer": Wording(
        "Cara menandatangani itu tidak tersedia di kantor ini.",
        "That way of signing is not available in this office.",
        "Pilih salah satu yang ditawarkan.",
        "Choose one of those offered.",
    ),
    "official_account": Wording(
        "Akun penanda tangan lebih panjang dari {limit} huruf atau memuat spasi di dalamnya.",
        "The signing account is longer than {limit} letters or has a blank inside.",
        "Isi akun seperti terdaftar pada layanan tanda tangan.",
        "Fill in the account as it is registered with the signing service.",
    ),
    "official_user": Wording(
        "Pengguna yang dipilih tidak ada atau sudah tidak aktif.",
        "The chosen user does not exist or is no longer active.",
        "Pilih pengguna lain.",
        "Choose another user.",
    ),
    "official_in_use": Wording(
        "Pejabat ini masih menandatangani desain {design}.",
        "This official still signs the design {design}.",
        "Ganti penanda tangan pada desain itu lebih dulu.",
        "Change who signs that design first.",
    ),
    "secrets_missing": Wording(
        "Akun tidak dapat disimpan: kunci rahasia layanan ini belum diatur.",
        "The account cannot be stored: this service has no secret key.",
        "Atur SIMPUL_SECRET_KEY, lalu jalankan ulang layanannya.",
        "Set SIMPUL_SECRET_KEY and start the service again.",
    ),
}
