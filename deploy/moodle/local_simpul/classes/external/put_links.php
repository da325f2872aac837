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
 * Web service function: put links to sessions into a course.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class put_links extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => self::number('course id'),
            'links' => new external_multiple_structure(new external_single_structure([
                'key' => self::text('ID number, begins with simpul:'),
                'name' => self::text('name'),
                'description' => self::text('plain text under the name; may be empty'),
                'session' => self::text('number of the session in Simpul'),
                'visible' => self::truth('participants see it'),
            ])),
        ]);
    }

    /**
     * Make or change the links, all or none.
     *
     * @param int $courseid
     * @param array[] $links
     * @return array
     */
    public static function execute(int $courseid, array $links): array {
        $params = self::validate_parameters(self::execute_parameters(), ['courseid' => $courseid, 'links' => $links]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managecontent',
            'moodle/course:manageactivities',
            'moodle/course:activityvisibility',
            'mod/url:addinstance',
        ]);
        $wishes = [];
        foreach ($params['links'] as $row) {
            if (isset($wishes[$row['key']])) {
                throw refusal::bad_content($row['key'], 'twice');
            }
            $wishes[$row['key']] = wish::for_link($row, $course->id);
        }
        return ['modules' => (new module_writer($course))->put(array_values($wishes))];
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
