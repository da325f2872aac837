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
use core_external\external_value;
use local_simpul\modules;

/**
 * Web service function: the links and files of ours in a course.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_modules extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters(['courseid' => self::number('course id')]);
    }

    /**
     * List our modules; nothing that people put there.
     *
     * @param int $courseid
     * @return array
     */
    public static function execute(int $courseid): array {
        $params = self::validate_parameters(self::execute_parameters(), ['courseid' => $courseid]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managecontent',
            'moodle/course:manageactivities',
        ]);
        $rows = [];
        foreach (modules::in_course($course->id) as $one) {
            $rows[] = [
                'key' => $one->idnumber,
                'cmid' => (int) $one->cmid,
                'modname' => $one->modname,
                'name' => $one->name,
                'description' => $one->intro,
                'section' => (int) $one->section,
                'visible' => $one->shown,
                'address' => $one->address,
                'filename' => $one->filename,
                'sha256' => $one->sha256,
                'timemodified' => $one->timemodified,
            ];
        }
        return ['modules' => $rows];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'modules' => new external_multiple_structure(new external_single_structure([
                'key' => self::text('ID number, begins with simpul:'),
                'cmid' => self::number('course module id'),
                'modname' => new external_value(PARAM_ALPHA, 'url or resource'),
                'name' => self::text('name'),
                'description' => self::text('description as it is stored'),
                'section' => self::number('number of the section it is in'),
                'visible' => self::truth('participants see it'),
                'address' => self::text('where the link leads; empty for files'),
                'filename' => self::text('name of the file; empty for links, and where there is not exactly one'),
                'sha256' => self::text('digest of the file, hexadecimal; empty likewise'),
                'timemodified' => self::number('last change'),
            ]), 'oldest first'),
        ]);
    }
}
