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
use local_simpul\papers;

/**
 * Web service function: the question and answer sheets of a quiz, a page at a time.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_papers extends endpoint {
    /** @var int Attempts of one page at most. */
    const MOST = 200;

    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'quizid' => self::number('quiz id'),
            'after' => new external_value(PARAM_INT, 'only attempt ids above this one', VALUE_DEFAULT, 0),
            'limit' => new external_value(PARAM_INT, 'attempts of a page, 1 to 200', VALUE_DEFAULT, 50),
        ]);
    }

    /**
     * Read a page of attempts that are over.
     *
     * @param int $quizid
     * @param int $after
     * @param int $limit
     * @return array
     */
    public static function execute(int $quizid, int $after = 0, int $limit = 50): array {
        global $DB;
        $params = self::validate_parameters(self::execute_parameters(), [
            'quizid' => $quizid,
            'after' => $after,
            'limit' => $limit,
        ]);
        if ($params['limit'] < 1 || $params['limit'] > self::MOST) {
            throw new \invalid_parameter_exception('A page has 1 to ' . self::MOST . ' attempts.');
        }
        $quiz = $DB->get_record('quiz', ['id' => $params['quizid']], 'id, course, name, grade, sumgrades');
        $cm = $quiz ? get_coursemodule_from_instance('quiz', $quiz->id, $quiz->course) : null;
        if (!$cm) {
            throw self::not_there();
        }
        // The course is entered and not the quiz, which may be hidden by the time its papers are filed.
        [$course] = self::enter_course($quiz->course, []);
        $context = \context_module::instance($cm->id);
        require_capability('local/simpul:readpapers', $context);
        require_capability('mod/quiz:viewreports', $context);
        if (groups_get_activity_groupmode($cm, $course) == SEPARATEGROUPS) {
            require_capability('moodle/site:accessallgroups', $context);
        }
        $ids = papers::attempts($quiz->id, $params['after'], $params['limit'] + 1);
        $next = count($ids) > $params['limit'] ? $ids[$params['limit'] - 1] : 0;
        return [
            'quiz' => [
                'id' => (int) $quiz->id,
                'cmid' => (int) $cm->id,
                'courseid' => (int) $quiz->course,
                'name' => $quiz->name,
                'grade' => decimal::text($quiz->grade),
                'sumgrades' => decimal::text($quiz->sumgrades),
            ],
            'attempts' => array_map([papers::class, 'read'], array_slice($ids, 0, $params['limit'])),
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
            'quiz' => new external_single_structure([
                'id' => self::number('quiz id'),
                'cmid' => self::number('course module id'),
                'courseid' => self::number('course id'),
                'name' => self::text('name'),
                'grade' => self::decimal('maximum of the grade'),
                'sumgrades' => self::decimal('sum of the marks of its questions'),
            ]),
            'attempts' => new external_multiple_structure(new external_single_structure([
                'id' => self::number('attempt id'),
                'userid' => self::number('user id'),
                'number' => self::number('first, second, …'),
                'state' => new external_value(PARAM_ALPHA, 'finished or abandoned'),
                'timestart' => self::number('begun'),
                'timefinish' => self::number('handed in, 0: never'),
                'sumgrades' => self::decimal_or_null('marks'),
                'questions' => new external_multiple_structure(self::question()),
            ])),
            'next' => self::number('continue after this attempt id, 0: nothing is left'),
        ]);
    }

    /**
     * Describe a question and its answer.
     *
     * @return external_single_structure
     */
    private static function question(): external_single_structure {
        return new external_single_structure([
            'slot' => self::number('place in the quiz'),
            'number' => self::text('number as participants saw it; i: information only'),
            'type' => self::text('type of question'),
            'name' => self::text('name in the question bank'),
            'text' => self::text('what was asked, plain text'),
            'answer' => self::text('what was answered, plain text; empty: nothing'),
            'right' => self::text('what would have been right, plain text; empty: nothing is'),
            'mark' => self::decimal_or_null('mark'),
            'maxmark' => self::decimal('mark at most'),
            'state' => new external_value(PARAM_ALPHA, 'state, in the words of the question engine'),
        ]);
    }
}
