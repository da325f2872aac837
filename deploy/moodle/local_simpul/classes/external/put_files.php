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

namespace local_simpul\external;

use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use local_simpul\module_writer;
use local_simpul\refusal;
use local_simpul\wish;

/**
 * Web service function: put files into a course, or replace them.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class put_files extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => self::number('course id'),
            'files' => new external_multiple_structure(new external_single_structure([
                'key' => self::text('ID number, begins with simpul:'),
                'name' => self::text('name'),
                'description' => self::text('plain text under the name; may be empty'),
                'filename' => self::text('name of the file'),
                'content' => self::text('the file in base64'),
                'sha256' => self::text('digest of the file, hexadecimal'),
                'visible' => self::truth('participants see it'),
            ])),
        ]);
    }

    /**
     * Make or replace the files, all or none.
     *
     * @param int $courseid
     * @param array[] $files
     * @return array
     */
    public static function execute(int $courseid, array $files): array {
        $params = self::validate_parameters(self::execute_parameters(), ['courseid' => $courseid, 'files' => $files]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managecontent',
            'moodle/course:manageactivities',
            'moodle/course:activityvisibility',
            'mod/resource:addinstance',
        ]);
        $limit = self::limit($course);
        $wishes = [];
        foreach ($params['files'] as $row) {
            if (isset($wishes[$row['key']])) {
                throw refusal::bad_content($row['key'], 'twice');
            }
            $wishes[$row['key']] = wish::for_file($row, $limit);
        }
        return ['modules' => (new module_writer($course))->put(array_values($wishes))];
    }

    /**
     * Tell how large a file may be in a course; the limits of PHP for uploads do not concern this call.
     *
     * @param \stdClass $course
     * @return int bytes, 0 for no limit
     */
    private static function limit(\stdClass $course): int {
        global $CFG;
        $limits = array_filter([(int) ($CFG->maxbytes ?? 0), (int) $course->maxbytes], function (int $limit): bool {
            return $limit > 0;
        });
        return $limits ? min($limits) : 0;
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return self::put_modules();
    }
}
