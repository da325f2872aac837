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
 * What people were asked in a quiz and what they answered, as plain text for the archive.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class papers {
    /** @var string[] States of attempts that are over. */
    const OVER = ['finished', 'abandoned'];

    /**
     * List attempts that are over, in the order of their ids; previews of teachers are left out.
     *
     * @param int $quizid
     * @param int $after only ids above this one
     * @param int $limit
     * @return int[] ids
     */
    public static function attempts(int $quizid, int $after, int $limit): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal(self::OVER, SQL_PARAMS_NAMED);
        $params += ['quiz' => $quizid, 'after' => $after];
        $where = "quiz = :quiz AND id > :after AND preview = 0 AND state $in";
        $found = $DB->get_records_select('quiz_attempts', $where, $params, 'id', 'id', 0, $limit);
        return array_map('intval', array_keys($found));
    }

    /**
     * Read one attempt with all its questions.
     *
     * @param int $id
     * @return array
     */
    public static function read(int $id): array {
        $attempt = self::load($id);
        $row = $attempt->get_attempt();
        $questions = [];
        foreach ($attempt->get_slots() as $slot) {
            $questions[] = self::question($attempt->get_question_attempt($slot), (string) $attempt->get_question_number($slot));
        }
        return [
            'id' => $id,
            'userid' => (int) $row->userid,
            'number' => (int) $row->attempt,
            'state' => $row->state,
            'timestart' => (int) $row->timestart,
            'timefinish' => (int) $row->timefinish,
            'sumgrades' => decimal::text($row->sumgrades),
            'questions' => $questions,
        ];
    }

    /**
     * Load an attempt; Moodle 4.2 moved the class.
     *
     * @param int $id
     * @return \mod_quiz\quiz_attempt|\quiz_attempt
     */
    private static function load(int $id) {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        return class_exists('mod_quiz\quiz_attempt') ? \mod_quiz\quiz_attempt::create($id) : \quiz_attempt::create($id);
    }

    /**
     * Write down one question and its answer.
     *
     * @param \question_attempt $asked
     * @param string $number as participants saw it
     * @return array
     */
    private static function question(\question_attempt $asked, string $number): array {
        $question = $asked->get_question(false);
        return [
            'slot' => (int) $asked->get_slot(),
            'number' => $number,
            'type' => $question->get_type_name(),
            'name' => (string) $question->name,
            'text' => self::wording($asked, $question),
            'answer' => (string) $asked->get_response_summary(),
            'right' => (string) $asked->get_right_answer_summary(),
            'mark' => decimal::text($asked->get_mark()),
            'maxmark' => decimal::text($asked->get_max_mark()),
            'state' => (string) $asked->get_state(),
        ];
    }

    /**
     * Tell what was asked, with the choices there were.
     *
     * @param \question_attempt $asked
     * @param \question_definition $question
     * @return string
     */
    private static function wording(\question_attempt $asked, \question_definition $question): string {
        $summary = (string) $asked->get_question_summary();
        if ($summary !== '') {
            return $summary;
        }
        return trim($question->html_to_text((string) $question->questiontext, $question->questiontextformat));
    }
}
