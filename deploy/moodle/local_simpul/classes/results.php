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
 * Completion, total grades and quiz attempts of a course, a page of people at a time.
 *
 * Every number is the one that Moodle's own function gives for the person alone, but the number of
 * queries does not depend on the number of people. Nothing is decided about a result here.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class results {
    /** @var \stdClass The course. */
    private $course;

    /** @var \context_course Its context. */
    private $context;

    /** @var \completion_info Its completion settings. */
    private $completion;

    /**
     * Look at a course. Who calls has made sure that the account may see all this.
     *
     * @param \stdClass $course
     */
    public function __construct(\stdClass $course) {
        global $CFG;
        require_once($CFG->libdir . '/completionlib.php');
        require_once($CFG->libdir . '/gradelib.php');
        $this->course = $course;
        $this->context = \context_course::instance($course->id);
        $this->completion = new \completion_info($course);
    }

    /**
     * Tell whether the course has rules for its completion, and completion is on.
     *
     * @return bool
     */
    public function has_criteria(): bool {
        return $this->completion->is_enabled() && $this->completion->get_criteria();
    }

    /**
     * List people who are enrolled, active or not, in the order of their ids.
     *
     * @param int[] $only these people alone; empty for everybody
     * @param int $after only ids above this one
     * @param int $limit
     * @return int[]
     */
    public function people(array $only, int $after, int $limit): array {
        global $DB;
        $params = ['courseid' => $this->course->id, 'after' => $after, 'guest' => guest_user()->id];
        $named = '';
        if ($only) {
            [$in, $inparams] = $DB->get_in_or_equal($only, SQL_PARAMS_NAMED, 'only');
            $named = "AND u.id $in";
            $params += $inparams;
        }
        $sql = "SELECT DISTINCT u.id
                  FROM {user} u
                  JOIN {user_enrolments} ue ON ue.userid = u.id
                  JOIN {enrol} e ON e.id = ue.enrolid AND e.courseid = :courseid
                 WHERE u.deleted = 0 AND u.id > :after AND u.id <> :guest $named
              ORDER BY u.id";
        return array_map('intval', array_keys($DB->get_records_sql($sql, $params, 0, $limit)));
    }

    /**
     * Tell how far people are.
     *
     * @param int[] $people ids of enrolled people
     * @return array[] a row for each person, in the order given
     */
    public function learners(array $people): array {
        if (!$people) {
            return [];
        }
        $active = $this->active($people);
        $tracked = $this->has_criteria() ? $this->tracked($people, $active) : [];
        $completed = $this->completed($people);
        $activities = $this->activities();
        $done = $this->done($people, $activities);
        $grades = $this->totals($people);
        $rows = [];
        foreach ($people as $id) {
            $time = isset($tracked[$id]) ? (int) ($completed[$id] ?? 0) : 0;
            $rows[] = [
                'id' => $id,
                'active' => isset($active[$id]),
                'completed' => isset($tracked[$id]) ? $time > 0 : null,
                'timecompleted' => $time,
                'done' => (int) ($done[$id] ?? 0),
                'activities' => count($activities),
                'grade' => $grades[$id][0],
                'grademax' => $grades[$id][1],
            ];
        }
        return $rows;
    }

    /**
     * Find whose enrolment counts now, exactly as is_enrolled() does for one person.
     *
     * @param int[] $people
     * @return array ids as keys
     */
    private function active(array $people): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED);
        $sql = "SELECT DISTINCT ue.userid
                  FROM {user_enrolments} ue
                  JOIN {enrol} e ON e.id = ue.enrolid AND e.courseid = :courseid
                 WHERE ue.userid $in AND ue.status = :active AND e.status = :enabled
                       AND ue.timestart <= :now1 AND (ue.timeend = 0 OR ue.timeend > :now2)";
        $now = time();
        $params += [
            'courseid' => $this->course->id,
            'active' => ENROL_USER_ACTIVE,
            'enabled' => ENROL_INSTANCE_ENABLED,
            'now1' => $now,
            'now2' => $now,
        ];
        return array_flip($DB->get_fieldset_sql($sql, $params));
    }

    /**
     * Find whose completion is tracked, exactly as completion_info::is_tracked_user() does.
     *
     * @param int[] $people
     * @param array $active ids as keys
     * @return array ids as keys
     */
    private function tracked(array $people, array $active): array {
        global $DB;
        $may = get_with_capability_join($this->context, 'moodle/course:isincompletionreports', 'u.id');
        [$in, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED);
        $sql = "SELECT u.id FROM {user} u {$may->joins} WHERE u.id $in AND {$may->wheres}";
        $found = array_flip($DB->get_fieldset_sql($sql, $params + $may->params));
        foreach ($people as $id) {
            if (is_siteadmin($id)) {
                $found[$id] = true; // An administrator has every capability without any role.
            }
        }
        return array_intersect_key($found, $active);
    }

    /**
     * Read when people completed the course.
     *
     * @param int[] $people
     * @return array id => epoch seconds, null while it is not complete
     */
    private function completed(array $people): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED);
        $params['course'] = $this->course->id;
        return $DB->get_records_select_menu(
            'course_completions',
            "course = :course AND userid $in",
            $params,
            '',
            'userid, timecompleted'
        );
    }

    /**
     * List the activities whose completion the caller would be told of for one person.
     *
     * @return int[] course module ids
     */
    private function activities(): array {
        $shown = array_filter($this->completion->get_activities(), function (\cm_info $cm): bool {
            return (bool) $cm->uservisible;
        });
        return array_map('intval', array_keys($shown));
    }

    /**
     * Count the activities that people completed, passing where they can be passed.
     *
     * @param int[] $people
     * @param int[] $activities course module ids
     * @return array id => number
     */
    private function done(array $people, array $activities): array {
        global $DB;
        if (!$activities) {
            return [];
        }
        [$inpeople, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED, 'u');
        [$inactivities, $moreparams] = $DB->get_in_or_equal($activities, SQL_PARAMS_NAMED, 'm');
        $sql = "SELECT userid, COUNT(DISTINCT coursemoduleid) AS done
                  FROM {course_modules_completion}
                 WHERE userid $inpeople AND coursemoduleid $inactivities
                       AND completionstate IN (:complete, :passed)
              GROUP BY userid";
        $params += $moreparams + ['complete' => COMPLETION_COMPLETE, 'passed' => COMPLETION_COMPLETE_PASS];
        return $DB->get_records_sql_menu($sql, $params);
    }

    /**
     * Read the course totals, as the grade report of one person shows them.
     *
     * @param int[] $people
     * @return array id => total and its maximum, both as text or null
     */
    private function totals(array $people): array {
        global $DB;
        $nothing = array_fill_keys($people, [null, null]);
        $item = \grade_item::fetch_course_item($this->course->id);
        if (!$item || $item->gradetype == GRADE_TYPE_NONE || $this->hides_grades()) {
            return $nothing;
        }
        if ($item->needsupdate) {
            grade_regrade_final_grades($this->course->id);
            $item = \grade_item::fetch_course_item($this->course->id);
        }
        $found = array_fill_keys($people, [null, decimal::text($item->grademax)]);
        [$in, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED);
        $params['itemid'] = $item->id;
        $rows = $DB->get_recordset_select('grade_grades', "itemid = :itemid AND userid $in", $params);
        foreach ($rows as $row) {
            $grade = new \grade_grade($row, false);
            $grade->grade_item = $item;
            $found[(int) $row->userid] = [decimal::text($grade->finalgrade), decimal::text($grade->get_grade_max())];
        }
        $rows->close();
        return $found;
    }

    /**
     * Tell whether something in the gradebook is hidden from the caller, so that totals would give it away.
     *
     * @return bool
     */
    private function hides_grades(): bool {
        global $DB;
        if (has_capability('moodle/grade:viewhidden', $this->context)) {
            return false;
        }
        $sql = "SELECT gi.id
                  FROM {grade_items} gi
             LEFT JOIN {grade_grades} gg ON gg.itemid = gi.id AND gg.hidden <> 0
                 WHERE gi.courseid = :courseid AND (gi.hidden <> 0 OR gg.id IS NOT NULL)";
        return $DB->record_exists_sql($sql, ['courseid' => $this->course->id]);
    }

    /**
     * List the quizzes of the course, those included that the caller could not open.
     *
     * @return array[]
     */
    public function quizzes(): array {
        global $DB;
        $rows = [];
        $cms = get_fast_modinfo($this->course)->get_instances_of('quiz');
        $known = $cms ? $DB->get_records('quiz', ['course' => $this->course->id], 'id', 'id, name, grade, sumgrades') : [];
        foreach ($cms as $cm) {
            if ($cm->deletioninprogress || !isset($known[$cm->instance])) {
                continue;
            }
            $quiz = $known[$cm->instance];
            require_capability('mod/quiz:viewreports', $cm->context);
            $rows[] = [
                'id' => (int) $quiz->id,
                'cmid' => (int) $cm->id,
                'name' => $quiz->name,
                'grade' => decimal::text($quiz->grade),
                'sumgrades' => decimal::text($quiz->sumgrades),
                'visible' => (bool) $cm->uservisible,
            ];
        }
        return $rows;
    }

    /**
     * List the attempts at quizzes, whatever their state; previews of teachers are left out.
     *
     * @param int[] $people
     * @param int[] $quizzes ids
     * @return array[]
     */
    public function attempts(array $people, array $quizzes): array {
        global $DB;
        if (!$people || !$quizzes) {
            return [];
        }
        [$inpeople, $params] = $DB->get_in_or_equal($people, SQL_PARAMS_NAMED, 'u');
        [$inquizzes, $moreparams] = $DB->get_in_or_equal($quizzes, SQL_PARAMS_NAMED, 'q');
        $found = $DB->get_recordset_select(
            'quiz_attempts',
            "userid $inpeople AND quiz $inquizzes AND preview = 0",
            $params + $moreparams,
            'userid, quiz, attempt, id',
            'id, userid, quiz, attempt, state, sumgrades, timestart, timefinish'
        );
        $rows = [];
        foreach ($found as $row) {
            $rows[] = [
                'id' => (int) $row->id,
                'userid' => (int) $row->userid,
                'quizid' => (int) $row->quiz,
                'number' => (int) $row->attempt,
                'state' => $row->state,
                'sumgrades' => decimal::text($row->sumgrades),
                'timestart' => (int) $row->timestart,
                'timefinish' => (int) $row->timefinish,
            ];
        }
        $found->close();
        return $rows;
    }
}
