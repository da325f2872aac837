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

namespace local_simpul;

/**
 * A link or a file as Simpul wants it to be in a course, cleaned as Moodle's own form cleans it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class wish {
    /** @var int Characters of an ID number in Moodle. */
    const KEY_LENGTH = 100;

    /** @var int Characters of a file name in Moodle. */
    const FILENAME_LENGTH = 255;

    /** @var int Bytes of a description; whatever is longer is no description. */
    const DESCRIPTION_LENGTH = 65535;

    /** @var string Kind of module: `url` or `resource`. */
    public $modname;

    /** @var string Its ID number in the course. */
    public $key;

    /** @var string Its name. */
    public $name;

    /** @var string Plain text under the name. */
    public $description;

    /** @var bool Participants see it. */
    public $visible;

    /** @var string Where a link leads; '' for a file. */
    public $address = '';

    /** @var string Name of the file; '' for a link. */
    public $filename = '';

    /** @var string The file itself; '' for a link. */
    public $content = '';

    /** @var string Its digest in lower case hexadecimal; '' for a link. */
    public $sha256 = '';

    /**
     * Clean what links and files have in common.
     *
     * @param string $modname
     * @param array $row as sent
     */
    private function __construct(string $modname, array $row) {
        $this->modname = $modname;
        $this->key = $row['key'];
        $this->name = trim(clean_param($row['name'], PARAM_TEXT));
        $this->description = trim(str_replace(["\r\n", "\r"], "\n", fix_utf8($row['description'])));
        $this->visible = $row['visible'];
        $fault = $this->fault();
        if ($fault !== '') {
            throw refusal::bad_content($this->key, $fault);
        }
    }

    /**
     * Find what is wrong with key, name or description.
     *
     * @return string '' when all is well
     */
    private function fault(): string {
        if (!modules::is_key($this->key)) {
            return 'key';
        }
        if ($this->name === '') {
            return 'name';
        }
        if (\core_text::strlen($this->name) > self::name_length($this->modname)) {
            return 'namelength';
        }
        return strlen($this->description) > self::DESCRIPTION_LENGTH ? 'description' : '';
    }

    /**
     * Tell how many characters the name of a module can have: 255, in later versions of Moodle more.
     *
     * @param string $modname
     * @return int
     */
    private static function name_length(string $modname): int {
        global $DB;
        return (int) $DB->get_columns($modname)['name']->max_length;
    }

    /**
     * Wish for a link to one session.
     *
     * @param array $row as sent
     * @param int $courseid
     * @return self
     */
    public static function for_link(array $row, int $courseid): self {
        $wish = new self('url', $row);
        if (!preg_match('/^[A-Za-z0-9_-]{1,64}$/D', $row['session'])) {
            throw refusal::bad_content($wish->key, 'session');
        }
        $address = new \moodle_url('/local/simpul/join.php', ['course' => $courseid, 'session' => $row['session']]);
        $wish->address = $address->out(false);
        return $wish;
    }

    /**
     * Tell whether Moodle would hand a file to browsers as something that may hold scripts.
     *
     * Whoever steals the token could else put a page into a course that acts as the administrator who looks at it.
     *
     * @param string $filename
     * @return bool
     */
    private static function runs_in_browsers(string $filename): bool {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $type = mimeinfo('type', $filename);
        return preg_match('~^text/(?!plain$|csv$|rtf$)|[/+-]xml$|/(x-)?javascript$|/x-shockwave-flash$|/rfc822$~', $type) === 1;
    }

    /**
     * Wish for a file.
     *
     * @param array $row as sent
     * @param int $limit bytes that the course takes; 0 for no limit
     * @return self
     */
    public static function for_file(array $row, int $limit): self {
        $wish = new self('resource', $row);
        $wish->filename = clean_param($row['filename'], PARAM_FILE);
        if ($wish->filename === '' || \core_text::strlen($wish->filename) > self::FILENAME_LENGTH) {
            throw refusal::bad_content($wish->key, 'filename');
        }
        if (self::runs_in_browsers($wish->filename)) {
            throw refusal::bad_content($wish->key, 'filetype');
        }
        $content = base64_decode($row['content'], true);
        if ($content === false || $content === '') {
            throw refusal::bad_content($wish->key, 'content');
        }
        if ($limit > 0 && strlen($content) > $limit) {
            throw refusal::file_too_big($wish->key, strlen($content), $limit);
        }
        $wish->sha256 = hash('sha256', $content);
        if (!hash_equals($wish->sha256, strtolower($row['sha256']))) {
            throw refusal::bad_content($wish->key, 'sha256');
        }
        \core\antivirus\manager::scan_data($content);
        $wish->content = $content;
        return $wish;
    }
}
