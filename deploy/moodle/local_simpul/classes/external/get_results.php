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
use local_simpul\results;

/**
 * Web service function: how far everybody of a course is, a thousand people in one call.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_results extends endpoint {
    /** @var int People of one page at most. */
    const MOST = 2000;

    /** @var string[] What the same reading needs in Moodle's own functions, and our own capability. */
    const CAPABILITIES = [
        'local/simpul:readresults',
        'moodle/course:enrolreview',
        'report/completion:view',
        'report/progress:view',
        'moodle/grade:viewall',
    ];

    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => self::number('course id'),
            'userids' => new external_multiple_structure(self::number('user id'), 'only these; empty: all', VALUE_DEFAULT, []),
            'after' => new external_value(PARAM_INT, 'only user ids above this one', VALUE_DEFAULT, 0),
            'limit' => new external_value(PARAM_INT, 'people of a page, 1 to 2000', VALUE_DEFAULT, 1000),
        ]);
    }

    /**
     * Read completion, totals and attempts of a page of people.
     *
     * @param int $courseid
     * @param int[] $userids
     * @param int $after
     * @param int $limit
     * @return array
     */
    public static function execute(int $courseid, array $userids = [], int $after = 0, int $limit = 1000): array {
        $params = self::validate_parameters(self::execute_parameters(), [
            'courseid' => $courseid,
            'userids' => $userids,
            'after' => $after,
            'limit' => $limit,
        ]);
        if ($params['limit'] < 1 || $params['limit'] > self::MOST || count($params['userids']) > self::MOST) {
            throw new \invalid_parameter_exception('A page has 1 to ' . self::MOST . ' people.');
        }
        [$course, $context] = self::enter_course($params['courseid'], self::CAPABILITIES);
        if (groups_get_course_groupmode($course) == SEPARATEGROUPS) {
            require_capability('moodle/site:accessallgroups', $context);
        }
        $results = new results($course);
        $people = $results->people(array_unique($params['userids']), $params['after'], $params['limit'] + 1);
        $next = count($people) > $params['limit'] ? $people[$params['limit'] - 1] : 0;
        $people = array_slice($people, 0, $params['limit']);
        $quizzes = $results->quizzes();
        return [
            'criteria' => $results->has_criteria(),
            'quizzes' => $quizzes,
            'users' => $results->learners($people),
            'attempts' => $results->attempts($people, array_column($quizzes, 'id')),
            'next' => $next,
        ];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'criteria' => self::truth('the course has rules for its completion'),
            'quizzes' => new external_multiple_structure(new external_single_structure([
                'id' => self::number('quiz id'),
                'cmid' => self::number('course module id'),
                'name' => self::text('name'),
                'grade' => self::decimal('maximum of the grade'),
                'sumgrades' => self::decimal('sum of the marks of its questions'),
                'visible' => self::truth('the caller could open it'),
            ])),
            'users' => new external_multiple_structure(new external_single_structure([
                'id' => self::number('user id'),
                'active' => self::truth('the enrolment counts now'),
                'completed' => new external_value(
                    PARAM_BOOL,
                    'the course is complete; null: no rules, or the person is not tracked',
                    VALUE_REQUIRED,
                    null,
                    NULL_ALLOWED
                ),
                'timecompleted' => self::number('when, 0: never'),
                'done' => self::number('activities completed'),
                'activities' => self::number('activities whose completion is tracked'),
                'grade' => self::decimal_or_null('course total'),
                'grademax' => self::decimal_or_null('maximum of the course total'),
            ])),
            'attempts' => new external_multiple_structure(new external_single_structure([
                'id' => self::number('attempt id'),
                'userid' => self::number('user id'),
                'quizid' => self::number('quiz id'),
                'number' => self::number('first, second, …'),
                'state' => new external_value(PARAM_ALPHA, 'state, in Moodle\'s words'),
                'sumgrades' => self::decimal_or_null('marks'),
                'timestart' => self::number('begun'),
                'timefinish' => self::number('handed in, 0: not yet'),
            ])),
            'next' => self::number('continue after this user id, 0: nobody is left'),
        ]);
    }
}
