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
 * What an event of Moodle means to Simpul, and whether Simpul wants to hear of it at all.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class news {
    /** @var string How the ID number of a module begins that the plugin put into a course. */
    const OURS = 'simpul:';

    /** @var string[] Event => type of the message. */
    const TYPES = [
        'core\event\course_completed' => 'moodle.course_completed',
        'core\event\course_module_completion_updated' => 'moodle.activity_completed',
        'mod_quiz\event\attempt_submitted' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_abandoned' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_graded' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_regraded' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_reopened' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_deleted' => 'moodle.quiz_submitted',
        'mod_quiz\event\attempt_manual_grading_completed' => 'moodle.quiz_submitted',
        'core\event\user_graded' => 'moodle.quiz_submitted',
        'core\event\user_enrolment_created' => 'moodle.enrolled',
        'core\event\user_enrolment_updated' => 'moodle.enrolment_updated',
        'core\event\user_enrolment_deleted' => 'moodle.unenrolled',
        'core\event\role_assigned' => 'moodle.role_changed',
        'core\event\role_unassigned' => 'moodle.role_changed',
        'core\event\group_member_added' => 'moodle.group_changed',
        'core\event\group_member_removed' => 'moodle.group_changed',
        'core\event\group_updated' => 'moodle.group_changed',
        'core\event\group_deleted' => 'moodle.group_changed',
        'core\event\user_updated' => 'moodle.account_changed',
        'core\event\user_deleted' => 'moodle.account_deleted',
        'core\event\course_updated' => 'moodle.course_changed',
        'core\event\course_deleted' => 'moodle.course_changed',
        'core\event\course_reset_ended' => 'moodle.course_changed',
        'core\event\course_completion_updated' => 'moodle.course_changed',
        'core\event\course_module_updated' => 'moodle.course_changed',
        'core\event\course_module_deleted' => 'moodle.course_changed',
        'core\event\calendar_event_updated' => 'moodle.course_changed',
        'core\event\calendar_event_deleted' => 'moodle.course_changed',
    ];

    /** @var bool[] Courses found to have an ID number; id => true. */
    private static $numbered = [];

    /** @var \stdClass[] Grade items seen in this request; id => itemmodule, module. */
    private static $items = [];

    /**
     * Tell the type of the message about an event.
     *
     * @param \core\event\base $event
     * @return string '' for an event that Simpul is not told of
     */
    public static function type(\core\event\base $event): string {
        return self::TYPES[ltrim($event->eventname, '\\')] ?? '';
    }

    /**
     * Tell whether Simpul wants to hear of an event: of its courses, its people, and what it put there.
     *
     * @param \core\event\base $event
     * @return bool
     */
    public static function wanted(\core\event\base $event): bool {
        switch (ltrim($event->eventname, '\\')) {
            case 'core\event\user_deleted':
                return true;
            case 'core\event\user_updated':
                return self::concerns_user((int) $event->objectid);
            case 'core\event\course_deleted':
                return settings::all_courses() || (string) ($event->other['idnumber'] ?? '') !== '';
            case 'core\event\course_updated':
                return isset($event->other['updatedfields']['idnumber']) || self::concerns_course((int) $event->courseid);
        }
        return self::concerns_course((int) $event->courseid) && self::relevant($event);
    }

    /**
     * Tell whether an event within a course that counts is one of those that count.
     *
     * @param \core\event\base $event
     * @return bool
     */
    private static function relevant(\core\event\base $event): bool {
        global $DB;
        switch (ltrim($event->eventname, '\\')) {
            case 'core\event\role_assigned':
            case 'core\event\role_unassigned':
                return $event->contextlevel == CONTEXT_COURSE;
            case 'core\event\user_graded':
                return self::item((int) $event->other['itemid'])->itemmodule === 'quiz';
            case 'core\event\course_module_updated':
                return self::ours((string) $DB->get_field('course_modules', 'idnumber', ['id' => $event->objectid]));
            case 'core\event\course_module_deleted':
                return self::ours((string) $event->get_record_snapshot('course_modules', $event->objectid)->idnumber);
            case 'core\event\calendar_event_updated':
            case 'core\event\calendar_event_deleted':
                return $event->get_record_snapshot('event', $event->objectid)->eventtype === 'course';
        }
        return true;
    }

    /**
     * Tell what a message about an event says: ids, and 0 where there is none.
     *
     * @param \core\event\base $event
     * @return array event, course, person, module, object, by, at
     */
    public static function told(\core\event\base $event): array {
        $name = ltrim($event->eventname, '\\');
        $isuser = in_array($name, ['core\event\user_updated', 'core\event\user_deleted'], true);
        $module = $event->contextlevel == CONTEXT_MODULE ? (int) $event->contextinstanceid : 0;
        if ($name === 'core\event\user_graded') {
            $module = self::item((int) $event->other['itemid'])->module;
        }
        return [
            'event' => '\\' . $name,
            'course' => $isuser ? 0 : max(0, (int) $event->courseid),
            'person' => $isuser ? (int) $event->objectid : max(0, (int) $event->relateduserid),
            'module' => $module,
            'object' => max(0, (int) $event->objectid),
            'by' => max(0, (int) $event->userid),
            'at' => (int) $event->timecreated,
        ];
    }

    /**
     * Tell whether a module is one that the plugin put into a course.
     *
     * @param string $idnumber
     * @return bool
     */
    private static function ours(string $idnumber): bool {
        return strpos($idnumber, self::OURS) === 0;
    }

    /**
     * Tell whether Simpul is told of a course.
     *
     * @param int $id
     * @return bool
     */
    private static function concerns_course(int $id): bool {
        global $DB;
        if ($id <= 0 || $id === (int) SITEID) {
            return false;
        }
        if (settings::all_courses() || isset(self::$numbered[$id])) {
            return true;
        }
        if ((string) $DB->get_field('course', 'idnumber', ['id' => $id]) === '') {
            return false;
        }
        self::$numbered[$id] = true;
        return true;
    }

    /**
     * Tell whether a person is in a course that Simpul is told of.
     *
     * @param int $id
     * @return bool
     */
    private static function concerns_user(int $id): bool {
        global $DB;
        $sql = "SELECT 1
                  FROM {user_enrolments} ue
                  JOIN {enrol} e ON e.id = ue.enrolid
                  JOIN {course} c ON c.id = e.courseid
                 WHERE ue.userid = ?";
        if (!settings::all_courses()) {
            $sql .= " AND c.idnumber <> ''";
        }
        return $DB->record_exists_sql($sql, [$id]);
    }

    /**
     * Look up of what a grade is.
     *
     * @param int $id of the grade item
     * @return \stdClass itemmodule ('' for none) and module (course module id, 0 for none)
     */
    private static function item(int $id): \stdClass {
        global $DB;
        if (!isset(self::$items[$id])) {
            $sql = "SELECT gi.itemmodule, cm.id AS module
                      FROM {grade_items} gi
                 LEFT JOIN {modules} m ON m.name = gi.itemmodule
                 LEFT JOIN {course_modules} cm ON cm.module = m.id AND cm.instance = gi.iteminstance
                 WHERE gi.id = ?";
            $found = $DB->get_record_sql($sql, [$id]);
            self::$items[$id] = (object) [
                'itemmodule' => $found ? (string) $found->itemmodule : '',
                'module' => $found ? (int) $found->module : 0,
            ];
        }
        return self::$items[$id];
    }
}
