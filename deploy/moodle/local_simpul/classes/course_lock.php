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
 * Lets one call at a time change what we own in a course, so that two like calls make no twins.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class course_lock {
    /** @var int Seconds that a call waits for another one. */
    const PATIENCE = 30;

    /**
     * Do something while no other call changes our things in the course.
     *
     * @param int $courseid
     * @param callable $work
     * @return mixed what the work returns
     */
    public static function hold(int $courseid, callable $work) {
        $factory = \core\lock\lock_config::get_lock_factory('local_simpul');
        $lock = $factory->get_lock('course_' . $courseid, self::PATIENCE);
        if (!$lock) {
            throw refusal::busy();
        }
        try {
            return $work();
        } finally {
            $lock->release();
        }
    }
}
