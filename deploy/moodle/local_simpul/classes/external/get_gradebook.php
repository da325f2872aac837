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
use local_simpul\gradebook;

/**
 * Web service function: our own column of a course's gradebook.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_gradebook extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters(['courseid' => self::number('course id')]);
    }

    /**
     * Read the column.
     *
     * @param int $courseid
     * @return array
     */
    public static function execute(int $courseid): array {
        $params = self::validate_parameters(self::execute_parameters(), ['courseid' => $courseid]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managegrades',
            'moodle/grade:viewall',
            'moodle/grade:viewhidden',
        ]);
        $gradebook = new gradebook($course);
        $item = $gradebook->item();
        $answer = ['item' => $item, 'grades' => $gradebook->grades()];
        if ($item === null && !property_exists(external_single_structure::class, 'allownull')) {
            unset($answer['item']); // Moodle 4.1 cannot answer with null in place of an object.
        }
        return $answer;
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'item' => new external_single_structure([
                'id' => self::number('grade item id'),
                'name' => self::text('name of the column'),
                'maximum' => self::decimal('maximum'),
                'locked' => self::truth('nothing in it can be changed'),
            ], 'null, or in Moodle 4.1 absent: there is none yet', VALUE_OPTIONAL, null, NULL_ALLOWED),
            'grades' => new external_multiple_structure(new external_single_structure([
                'userid' => self::number('user id'),
                'grade' => self::decimal_or_null('grade'),
                'locked' => self::truth('it cannot be changed'),
                'overridden' => self::truth('somebody gave it by hand'),
            ])),
        ]);
    }
}
