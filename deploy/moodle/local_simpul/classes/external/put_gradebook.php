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
use local_simpul\decimal;
use local_simpul\gradebook;
use local_simpul\refusal;

/**
 * Web service function: write grades into our own column of a course's gradebook.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class put_gradebook extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => self::number('course id'),
            'name' => self::text('name of the column'),
            'maximum' => self::text('maximum, a decimal as text, above 0'),
            'grades' => new external_multiple_structure(new external_single_structure([
                'userid' => self::number('user id'),
                'grade' => self::text('0 to the maximum, a decimal as text'),
            ])),
        ]);
    }

    /**
     * Write grades. What is locked or was given by hand is left alone and told.
     *
     * @param int $courseid
     * @param string $name
     * @param string $maximum
     * @param array[] $grades
     * @return array
     */
    public static function execute(int $courseid, string $name, string $maximum, array $grades): array {
        $params = self::validate_parameters(self::execute_parameters(), [
            'courseid' => $courseid,
            'name' => $name,
            'maximum' => $maximum,
            'grades' => $grades,
        ]);
        [$course] = self::enter_course($params['courseid'], [
            'local/simpul:managegrades',
            'moodle/grade:viewall',
            'moodle/grade:edit',
        ]);
        $name = trim(clean_param($params['name'], PARAM_TEXT));
        if ($name === '' || \core_text::strlen($name) > gradebook::NAME_LENGTH) {
            throw refusal::bad_content(gradebook::IDNUMBER, $name === '' ? 'name' : 'namelength');
        }
        $highest = decimal::read($params['maximum']);
        if (!$highest) {
            throw refusal::bad_content(gradebook::IDNUMBER, 'maximum');
        }
        return (new gradebook($course))->put($name, $highest, self::checked($params['grades'], $highest));
    }

    /**
     * Check all grades.
     *
     * @param array[] $rows as sent
     * @param float $highest
     * @return float[] by user id
     */
    private static function checked(array $rows, float $highest): array {
        $grades = [];
        foreach ($rows as $row) {
            $grade = decimal::read($row['grade']);
            if ($grade === null || $grade > $highest) {
                throw refusal::bad_content((string) $row['userid'], 'grade');
            }
            if (isset($grades[$row['userid']])) {
                throw refusal::bad_content((string) $row['userid'], 'twice');
            }
            $grades[$row['userid']] = $grade;
        }
        return $grades;
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'itemid' => self::number('grade item id'),
            'written' => self::number('grades that changed'),
            'skipped' => new external_multiple_structure(new external_single_structure([
                'userid' => self::number('user id'),
                'reason' => new external_value(PARAM_ALPHA, 'locked, overridden or notenrolled'),
            ])),
        ]);
    }
}
