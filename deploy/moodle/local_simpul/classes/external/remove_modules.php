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
use local_simpul\course_lock;
use local_simpul\modules;

/**
 * Web service function: take links and files of ours out of a course.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class remove_modules extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => self::number('course id'),
            'cmids' => new external_multiple_structure(self::number('course module id')),
        ]);
    }

    /**
     * Remove modules; one that is not ours refuses them all.
     *
     * @param int $courseid
     * @param int[] $cmids
     * @return array
     */
    public static function execute(int $courseid, array $cmids): array {
        $params = self::validate_parameters(self::execute_parameters(), ['courseid' => $courseid, 'cmids' => $cmids]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managecontent',
            'moodle/course:manageactivities',
        ]);
        $cmids = array_values(array_unique($params['cmids']));
        [$removed, $missing] = course_lock::hold($course->id, function () use ($course, $cmids): array {
            return modules::remove($course->id, $cmids);
        });
        return ['removed' => $removed, 'missing' => $missing];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'removed' => new external_multiple_structure(self::number('course module id')),
            'missing' => new external_multiple_structure(self::number('course module id of one that was gone already')),
        ]);
    }
}
