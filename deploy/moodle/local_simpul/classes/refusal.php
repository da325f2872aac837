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
 * The ways in which a call is refused as a whole, before anything was written.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class refusal {
    /**
     * Refuse what was sent.
     *
     * @param string $key of the link, file or person concerned
     * @param string $reason end of the name of a language string that begins with `reason_`
     * @return \moodle_exception
     */
    public static function bad_content(string $key, string $reason): \moodle_exception {
        $about = ['key' => shorten_text(s($key), 120, true), 'reason' => get_string('reason_' . $reason, 'local_simpul')];
        return new \moodle_exception('badcontent', 'local_simpul', '', (object) $about);
    }

    /**
     * Refuse a file that is larger than the course takes.
     *
     * @param string $key
     * @param int $size bytes
     * @param int $limit bytes
     * @return \moodle_exception
     */
    public static function file_too_big(string $key, int $size, int $limit): \moodle_exception {
        $about = ['key' => s($key), 'size' => $size, 'limit' => $limit];
        return new \moodle_exception('filetoobig', 'local_simpul', '', (object) $about);
    }

    /**
     * Refuse to touch a module that is not ours.
     *
     * @param int $cmid
     * @return \moodle_exception
     */
    public static function not_ours(int $cmid): \moodle_exception {
        return new \moodle_exception('notours', 'local_simpul', '', $cmid);
    }

    /**
     * Ask to come back later: another call is at work in the same course.
     *
     * @return \moodle_exception
     */
    public static function busy(): \moodle_exception {
        return new \moodle_exception('busy', 'local_simpul');
    }
}
