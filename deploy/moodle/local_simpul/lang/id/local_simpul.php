<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * Indonesian words of the plugin.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accountlastname'] = 'integrasi';
$string['address'] = 'Alamat Simpul';
$string['address_desc'] = 'Misalnya https://simpul.example.org. Tanpa enkripsi (http) hanya di mesin ini sendiri.';
$string['addressnothttps'] = 'Alamat harus diawali https:// (http:// hanya di mesin ini sendiri).';
$string['addresstoomuch'] = 'Alamat tidak boleh memuat nama pengguna, tanda tanya, atau tanda pagar.';
$string['addressunreadable'] = 'Ini bukan alamat yang dapat dihubungi.';
$string['answerblocked'] = 'Keamanan HTTP Moodle melarang alamat ini. Tidak ada yang dikirim.';
$string['answercertificate'] = 'Sertifikat server Simpul tidak tepercaya. Tidak ada yang dikirim.';
$string['answerconnect'] = 'Tidak ada yang menjawab di alamat ini.';
$string['answername'] = 'Nama server Simpul tidak dikenal di jaringan.';
$string['answernothing'] = 'Server memutus hubungan tanpa jawaban.';
$string['answernotready'] = 'Alamat atau kunci belum ada.';
$string['answerother'] = 'Tidak dapat dikirim.';
$string['answerstatus'] = 'Simpul menjawab dengan status {$a}.';
$string['answertaken'] = 'Diterima Simpul.';
$string['answertimeout'] = 'Simpul tidak menjawab pada waktunya.';
$string['answertls'] = 'Hubungan terenkripsi tidak terjalin.';
$string['attempts'] = 'Percobaan';
$string['badcontent'] = 'Tidak ada yang diubah. “{$a->key}”: {$a->reason}';
$string['blockednote'] = 'Keamanan HTTP Moodle melarang alamat Simpul ({$a}): Moodle menolak jaringan pribadi, mesin ini sendiri, dan porta selain 80 dan 443. Jika Simpul berada di jaringan Anda sendiri, centang "Simpul berada di jaringan kami sendiri" pada pengaturan plugin ini: itu mengizinkan satu alamat ini saja, hanya bagi plugin ini. Menghapus alamat dari daftar di Administrasi situs > Umum > Keamanan > Keamanan HTTP akan mengizinkannya bagi seluruh Moodle.';
$string['busy'] = 'Panggilan lain sedang mengubah kursus ini. Coba lagi sebentar.';
$string['clihelp'] = 'Menyiapkan situs ini untuk Simpul, atau memperbaiki yang sudah disiapkan: layanan web, akun, peran, layanan, token, dan kunci.
Mencetak baris yang harus masuk ke pengaturan Simpul. Token dan kunci hanya ditampilkan ketika dibuat.

Pilihan:
--address=URL    alamat Simpul (https, atau http di mesin ini sendiri)
--site=NAMA      nama situs ini di Simpul (bawaan: default)
--own-network    Simpul berada di jaringan kami sendiri: izinkan alamatnya walau dilarang keamanan HTTP
--new-token      buat token baru; yang lama tidak berlaku lagi
--new-key        buat kunci pesan baru; yang lama tidak berlaku lagi
--json           cetak JSON
-h, --help       cetak ini

Contoh:
$ php local/simpul/cli/prepare.php --address=https://simpul.example.org';
$string['clioldkey'] = 'Kunci pesan ditampilkan ketika dibuat dan tetap berlaku. Hilang? --new-key membuat yang baru.';
$string['clioldtoken'] = 'Token ditampilkan ketika dibuat dan tetap berlaku. Hilang? --new-token membuat yang baru.';
$string['copylines'] = 'Salin baris';
$string['courses'] = 'Kursus';
$string['courses_desc'] = 'Kursus mana yang diberitakan kepada Simpul. Kursus yang dikelola Simpul memiliki nomor ID.';
$string['coursesall'] = 'Semua kursus';
$string['coursesnumbered'] = 'Kursus dengan nomor ID';
$string['cronlate'] = 'Cron Moodle sudah lama tidak menjalankan pengiriman (terakhir: {$a}). Selama itu hanya sebagian yang terkirim. Lihat Administrasi situs > Server > Tugas.';
$string['deliverypage'] = 'Pengiriman ke Simpul';
$string['drop'] = 'Buang';
$string['dropall'] = 'Buang semua yang diparkir';
$string['dropped'] = 'Dibuang. Simpul akan mengetahuinya pada pembacaan berikutnya.';
$string['filetoobig'] = 'Tidak ada yang diubah. “{$a->key}”: ukuran berkas {$a->size} bita, kursus ini menerima {$a->limit}.';
$string['findingaccountbad'] = 'Akun untuk Simpul belum ada atau ditangguhkan.';
$string['findingaccountgood'] = 'Akun untuk Simpul sudah ada.';
$string['findingaddressbad'] = 'Alamat Simpul belum ada.';
$string['findingaddressgood'] = 'Alamat Simpul sudah diisi.';
$string['findingkeybad'] = 'Kunci pesan belum ada.';
$string['findingkeygood'] = 'Kunci pesan sudah ada.';
$string['findingopenbad'] = 'Keamanan HTTP Moodle melarang alamat Simpul: lihat "Pengiriman ke Simpul".';
$string['findingopengood'] = 'Tidak ada yang melarang alamat Simpul di Moodle.';
$string['findingrolebad'] = 'Peran "Simpul" belum ada, atau kapabilitasnya kurang.';
$string['findingrolegood'] = 'Peran "Simpul" memiliki semua kapabilitas yang diperlukan.';
$string['findingroleheldbad'] = 'Akun belum memegang peran "Simpul".';
$string['findingroleheldgood'] = 'Akun memegang peran "Simpul" untuk seluruh situs.';
$string['findingservicebad'] = 'Layanan web "Simpul" mati atau belum terbuka bagi akun.';
$string['findingservicegood'] = 'Layanan web "Simpul" terbuka bagi akun itu saja.';
$string['findingsitebad'] = 'Layanan web atau protokol REST masih mati.';
$string['findingsitegood'] = 'Layanan web dan protokol REST sudah menyala.';
$string['findingtokenbad'] = 'Belum ada token yang berlaku.';
$string['findingtokengood'] = 'Token sudah ada.';
$string['joinguest'] = 'Tamu tidak dapat bergabung. Masuklah dengan akun Anda sendiri, lalu buka tautan ini lagi.';
$string['joinloginas'] = 'Anda sedang masuk sebagai orang lain. Hanya orang itu sendiri yang dapat bergabung, dengan akunnya.';
$string['joinnotready'] = 'Jalan masuk ke sesi belum dibuka. Beri tahu penyelenggara pelatihan Anda; tidak ada yang perlu Anda lakukan.';
$string['jointitle'] = 'Ikuti sesi';
$string['joinunknown'] = 'Tautan ini tidak menuju sesi mana pun. Kembalilah ke kursus dan buka tautan di sana.';
$string['keyisset'] = 'Kunci sudah ada. Biarkan kosong untuk mempertahankannya.';
$string['keyisunset'] = 'whsec_…';
$string['keyunreadable'] = 'Kunci diawali whsec_ dan memuat 24 sampai 64 bita dalam base64.';
$string['last'] = 'Percobaan terakhir';
$string['lastsent'] = 'Terakhir terkirim';
$string['lasttried'] = 'Terakhir dicoba';
$string['linesintro'] = 'Masukkan baris ini ke pengaturan Simpul:';
$string['linesonce'] = 'Token dan kunci ditampilkan sekali ini saja. Salin sekarang; jangan kirim lewat surel atau obrolan.';
$string['newkey'] = 'Buat kunci pesan baru (yang lama tidak berlaku lagi)';
$string['newtoken'] = 'Buat token baru (yang lama, tertanggal {$a}, tidak berlaku lagi)';
$string['nothingwaits'] = 'Tidak ada yang menunggu.';
$string['notours'] = 'Tidak ada yang dihapus. Modul {$a} bukan tautan atau berkas Simpul di kursus ini.';
$string['oldkey'] = 'Kunci pesan ditampilkan ketika dibuat dan tetap berlaku. Hilang? Buat yang baru di bawah.';
$string['oldtoken'] = 'Token ditampilkan ketika dibuat dan tetap berlaku. Hilang? Buat yang baru di bawah.';
$string['ownnetwork'] = 'Simpul berada di jaringan kami sendiri';
$string['ownnetwork_desc'] = 'Mengizinkan plugin ini menghubungi alamat di atas walau dilarang keamanan HTTP Moodle (jaringan pribadi, mesin ini sendiri, porta tidak lazim). Berlaku hanya untuk alamat ini dan plugin ini.';
$string['parked'] = 'Diparkir';
$string['paused'] = 'Tahan semua pengiriman';
$string['paused_desc'] = 'Tidak ada yang dikirim; yang terjadi disimpan selama tujuh hari.';
$string['pausednote'] = 'Pengiriman ditahan pada pengaturan.';
$string['pluginname'] = 'Simpul';
$string['prepare'] = 'Siapkan';
$string['prepareagain'] = 'Periksa dan perbaiki';
$string['prepareintro'] = 'Satu klik membuat semua yang diperlukan Simpul di sini: menyalakan layanan web dan REST, membuat akun yang tidak dapat dipakai masuk oleh siapa pun, peran dengan kapabilitas yang tepat, token, dan kunci pesan. Mengulanginya memperbaiki yang berubah dan tidak menampilkan rahasia.';
$string['preparepage'] = 'Penyiapan untuk Simpul';
$string['privacy:metadata:queue'] = 'Yang diberitakan kepada Simpul: disimpan sampai terkirim ditambah satu hari, paling lama 37 hari.';
$string['privacy:metadata:queue:actorid'] = 'Siapa yang melakukannya.';
$string['privacy:metadata:queue:body'] = 'Pesan itu sendiri; hanya memuat id.';
$string['privacy:metadata:queue:courseid'] = 'Kursus tempat hal itu terjadi.';
$string['privacy:metadata:queue:timecreated'] = 'Kapan hal itu dicatat.';
$string['privacy:metadata:queue:type'] = 'Apa yang terjadi.';
$string['privacy:metadata:queue:userid'] = 'Siapa yang bersangkutan.';
$string['privacy:metadata:simpul'] = 'Simpul, layanan pelatihan milik penyelenggara, diberi tahu apa yang terjadi di kursusnya dan dapat membaca hasilnya.';
$string['privacy:metadata:simpul:at'] = 'Kapan hal itu terjadi.';
$string['privacy:metadata:simpul:by'] = 'Id pelakunya.';
$string['privacy:metadata:simpul:course'] = 'Id kursus.';
$string['privacy:metadata:simpul:event'] = 'Apa yang terjadi.';
$string['privacy:metadata:simpul:join'] = 'Id orang yang membuka tautan sesi, beserta kursus dan sesinya.';
$string['privacy:metadata:simpul:module'] = 'Id aktivitas.';
$string['privacy:metadata:simpul:person'] = 'Id orang yang bersangkutan.';
$string['privacy:metadata:simpul:reports'] = 'Lewat layanan webnya: nama, alamat surel, pendaftaran, penyelesaian, nilai, dan lembar tes orang di kursusnya.';
$string['reason_content'] = 'berkas kosong, atau tidak ditulis dalam base64.';
$string['reason_description'] = 'keterangannya terlalu panjang.';
$string['reason_filename'] = 'nama berkas kosong atau terlalu panjang.';
$string['reason_filetype'] = 'jenis berkas ini akan dijalankan peramban sebagai halaman.';
$string['reason_grade'] = 'nilainya bukan angka dari 0 sampai nilai maksimum.';
$string['reason_key'] = 'kuncinya bukan kunci Simpul: diawali simpul: dan paling banyak 100 karakter.';
$string['reason_keyheld'] = 'modul jenis lain di kursus ini memakai nomor ID itu.';
$string['reason_maximum'] = 'nilai maksimumnya bukan angka di atas 0.';
$string['reason_name'] = 'namanya kosong.';
$string['reason_namelength'] = 'namanya terlalu panjang.';
$string['reason_session'] = 'ini bukan nomor sesi.';
$string['reason_sha256'] = 'berkasnya tidak sampai utuh.';
$string['reason_twice'] = 'dikirim dua kali.';
$string['resend'] = 'Kirim ulang';
$string['resendall'] = 'Kirim ulang semua yang diparkir';
$string['resent'] = 'Akan dikirim saat cron berjalan berikutnya.';
$string['resume'] = 'Mulai mengirim lagi';
$string['resumed'] = 'Pengiriman berlanjut saat cron berjalan berikutnya.';
$string['roledescription'] = 'Dibuat plugin Simpul untuk akun yang dipakai Simpul: tepat kapabilitas yang diperlukan. Bukan untuk orang.';
$string['rolename'] = 'Simpul (integrasi)';
$string['servicemissing'] = 'Layanan web plugin ini tidak ada. Jalankan pemutakhiran Moodle (Administrasi situs > Pemberitahuan).';
$string['settingslinks'] = '<a href="{$a->prepare}">Penyiapan untuk Simpul</a> membuat akun, peran, token, dan kunci dengan satu klik. <a href="{$a->delivery}">Pengiriman ke Simpul</a> menguji jalannya dan menampilkan yang menunggu.';
$string['settingspage'] = 'Pengaturan Simpul';
$string['simpul:managecontent'] = 'Menaruh tautan dan berkas Simpul di kursus';
$string['simpul:managegrades'] = 'Menulis nilai kehadiran dari Simpul';
$string['simpul:readpapers'] = 'Membaca lembar tes untuk Simpul';
$string['simpul:readresults'] = 'Membaca hasil sekaligus untuk Simpul';
$string['simpul:readsite'] = 'Membaca keterangan situs untuk Simpul';
$string['since'] = 'Sejak';
$string['site'] = 'Nama situs ini di Simpul';
$string['site_desc'] = 'Biarkan "default" kecuali Simpul bekerja dengan beberapa situs Moodle. Huruf, angka, - dan _.';
$string['siteunreadable'] = 'Nama hanya boleh memuat huruf, angka, - dan _.';
$string['stoppednote'] = 'Simpul menjawab tidak ingin menerima pesan lagi (status 410). Yang terjadi disimpan selama tujuh hari.';
$string['taskdeliver'] = 'Beri tahu Simpul apa yang terjadi';
$string['test'] = 'Uji jalan';
$string['testresult'] = '{$a->words} ({$a->milliseconds} md)';
$string['troublenote'] = 'Hubungan ke Simpul terganggu: {$a} Dicoba lagi setiap cron berjalan; setelah pulih, semua yang menunggu dikirim.';
$string['type'] = 'Pesan';
$string['typeaccountchanged'] = 'Akun berubah';
$string['typeaccountdeleted'] = 'Akun dihapus';
$string['typeactivitycompleted'] = 'Penyelesaian aktivitas berubah';
$string['typecoursechanged'] = 'Kursus berubah';
$string['typecoursecompleted'] = 'Kursus diselesaikan';
$string['typeenrolled'] = 'Seseorang didaftarkan';
$string['typeenrolmentupdated'] = 'Pendaftaran berubah';
$string['typegroupchanged'] = 'Kelompok berubah';
$string['typequizsubmitted'] = 'Kuis diserahkan atau dinilai';
$string['typerolechanged'] = 'Peran berubah';
$string['typeunenrolled'] = 'Seseorang dikeluarkan';
$string['unsetnote'] = 'Alamat atau kunci belum ada: tidak ada yang dicatat dan dikirim.';
$string['waiting'] = 'Menunggu';
$string['webhookkey'] = 'Kunci pesan';
$string['webhookkey_desc'] = 'Dibuat halaman penyiapan. Isi di sini hanya untuk memakai kunci yang sudah dimiliki Simpul; tidak pernah ditampilkan lagi.';
