"""Which files the plugin takes into a course: none that a browser would run; needs PHP."""

import base64
import hashlib
import json
import shutil
import subprocess

import pytest

from tests.deploy.php_text import SOURCES

PHP = shutil.which("php")

pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP here: the plugin's own code cannot run")

RUN = r"""
namespace core\antivirus { class manager { public static function scan_data($content) {} } }
namespace {
define('PARAM_TEXT', 'text'); define('PARAM_FILE', 'file');
function clean_param($value, $kind) { return $value; }
function fix_utf8($value) { return $value; }
function shorten_text($value) { return $value; }
function s($value) { return $value; }
function get_string($name) { return $name; }
function mimeinfo($element, $filename) {
    $end = strtolower(pathinfo($filename, PATHINFO_EXTENSION));
    return $GLOBALS['types'][$end] ?? 'document/unknown';
}
class core_text { public static function strlen($value) { return strlen($value); } }
class moodle_exception extends \Exception {
    public function __construct($code, $module = '', $link = '', $about = null) {
        parent::__construct($about->reason);
    }
}
class columns {
    public function get_columns() { return ['name' => (object) ['max_length' => 255]]; }
}
$folder = sys_get_temp_dir() . '/' . uniqid('simpul', true);
mkdir($folder); touch($folder . '/filelib.php');
$CFG = (object) ['libdir' => $folder];
$DB = new columns();
foreach (['wish', 'modules', 'refusal'] as $name) {
    require $argv[1] . '/' . $name . '.php';
}
[$row, $types] = json_decode(stream_get_contents(STDIN), true);
try {
    echo \local_simpul\wish::for_file($row, 0)->filename;
} catch (\moodle_exception $refused) {
    echo $refused->getMessage();
}
unlink($folder . '/filelib.php'); rmdir($folder);
}
"""

TYPES = {
    "html": "text/html",
    "xhtml": "application/xhtml+xml",
    "svg": "image/svg+xml",
    "xml": "application/xml",
    "js": "application/x-javascript",
    "mht": "message/rfc822",
    "swf": "application/x-shockwave-flash",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
}
"""As Moodle tells them (lib/classes/filetypes.php)."""


def answered(filename: str) -> str:
    """Return the name under which the file is taken, or why it is not."""
    assert PHP is not None
    content = b"%PDF-1.7"
    row = {
        "key": "simpul:file:1",
        "name": "Jadwal",
        "description": "",
        "visible": True,
        "filename": filename,
        "content": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    done = subprocess.run(
        [PHP, "-n", "-r", RUN, "--", str(SOURCES / "classes")],
        input=json.dumps([row, TYPES]),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("end", ["html", "HTML", "xhtml", "svg", "xml", "js", "mht", "swf"])
def test_what_a_browser_would_run_is_not_taken_into_a_course(end: str) -> None:
    assert answered(f"jadwal.pdf.{end}") == "reason_filetype"


@pytest.mark.parametrize("end", ["pdf", "docx", "xlsx", "csv", "txt", "png", "unknown"])
def test_papers_are_taken(end: str) -> None:
    assert answered(f"jadwal.html.{end}") == f"jadwal.html.{end}"
