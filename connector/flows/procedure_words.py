"""Sentences about loading procedures: refusals, and what differs between two versions."""

from __future__ import annotations

from connector.messages import Catalogue, Wording

PROCEDURE_WORDS: Catalogue = {
    "procedure_unknown": Wording(
        "Tidak ada SOP “{procedure}”.",
        "There is no procedure “{procedure}”.",
        "Lihat yang ada dengan `simpul procedure show` atau di Pengaturan → SOP.",
        "`simpul procedure show` and Settings → SOP list those there are.",
    ),
    "procedure_version_taken": Wording(
        "SOP “{slug}” versi {version} sudah ada dengan isi lain; yang tersimpan tidak diubah.",
        "Version {version} of “{slug}” is there with other content, which was not changed.",
        "Naikkan “version” pada berkas, lalu muat lagi.",
        "Raise “version” in the file, then load it again.",
    ),
    "procedure_version_old": Wording(
        "Versi {version} dari SOP “{slug}” lebih rendah dari versi {newest} yang sudah berlaku.",
        "Version {version} of “{slug}” is below version {newest}, which is in force.",
        "Beri berkas versi yang lebih tinggi dari {newest}.",
        "Give the file a version above {newest}.",
    ),
    "procedure_field_changed": Wording(
        "{field}: {before} → {after}",
        "{field}: {before} → {after}",
    ),
    "procedure_step_added": Wording(
        "Langkah baru {printed} ({slug})",
        "New step {printed} ({slug})",
    ),
    "procedure_step_removed": Wording(
        "Langkah {printed} ({slug}) dihapus",
        "Step {printed} ({slug}) is gone",
    ),
    "procedure_step_changed": Wording(
        "Langkah {printed} ({slug}), {field}: {before} → {after}",
        "Step {printed} ({slug}), {field}: {before} → {after}",
    ),
    "procedure_steps_moved": Wording(
        "Urutan langkah berubah",
        "The order of the steps changed",
    ),
}
