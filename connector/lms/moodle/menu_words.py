"""Where things stand in Moodle's own menus, in the words of its Indonesian and English packs.

What the Indonesian pack leaves in English, or words differently from release to release, has the
English name behind it.
"""

SITE_ID, SITE_EN = "Administrasi situs", "Site administration"

ROLES_ID = f"{SITE_ID} › Pengguna › Perizinan › Definisikan peranan (Define roles)"
ROLES_EN = f"{SITE_EN} › Users › Permissions › Define roles"

ALLOW_ASSIGN_ID = f"{ROLES_ID} › Izinkan penunjukkan peranan (Allow role assignments)"
ALLOW_ASSIGN_EN = f"{ROLES_EN} › Allow role assignments"

SERVICES_ID = f"{SITE_ID} › Server › Web service"
SERVICES_EN = f"{SITE_EN} › Server › Web services"

EXTERNAL_ID = f"{SERVICES_ID} › Layanan eksternal (External services)"
EXTERNAL_EN = f"{SERVICES_EN} › External services"

FUNCTIONS_ID = f"{EXTERNAL_ID} › Fungsi (Functions)"
FUNCTIONS_EN = f"{EXTERNAL_EN} › Functions"

TOKENS_ID = f"{SERVICES_ID} › Mengatur token (Manage tokens)"
TOKENS_EN = f"{SERVICES_EN} › Manage tokens"

SECURITY_ID = f"{SITE_ID} › Umum (General) › Keamanan (Security) › HTTP security"
SECURITY_EN = f"{SITE_EN} › General › Security › HTTP security"

INSTALL_ID = f"{SITE_ID} › Pengaya (Plugins) › Install plugins"
INSTALL_EN = f"{SITE_EN} › Plugins › Install plugins"

_PLUGIN_ID = f"{SITE_ID} › Pengaya (Plugins) › Local plugins › Simpul"
_PLUGIN_EN = f"{SITE_EN} › Plugins › Local plugins › Simpul"

PREPARE_ID = f"{_PLUGIN_ID} › Penyiapan untuk Simpul"
PREPARE_EN = f"{_PLUGIN_EN} › Set up for Simpul"

DELIVERY_ID = f"{_PLUGIN_ID} › Pengiriman ke Simpul"
DELIVERY_EN = f"{_PLUGIN_EN} › Delivery to Simpul"

SETTINGS_ID = f"{_PLUGIN_ID} › Pengaturan Simpul"
SETTINGS_EN = f"{_PLUGIN_EN} › Settings of Simpul"

TASKS_ID = f"{SITE_ID} › Server › Tugas (Tasks) › Scheduled tasks"
TASKS_EN = f"{SITE_EN} › Server › Tasks › Scheduled tasks"

AUTHENTICATION_ID = (
    f"{SITE_ID} › Pengaya (Plugins) › Autentikasi (Authentication) › Kelola autentikasi"
)
AUTHENTICATION_EN = f"{SITE_EN} › Plugins › Authentication › Manage authentication"
