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

namespace local_simpul\privacy;

use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\transform;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use local_simpul\queue;

/**
 * What the plugin keeps of people: for a while, in its queue, that something happened to them or that they did it.
 *
 * What concerns a course is kept in that course's context, the rest (changes of accounts) in the system's.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    /**
     * Say what is kept, and what Simpul is told.
     *
     * @param collection $collection
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $fields = ['userid', 'actorid', 'courseid', 'type', 'body', 'timecreated'];
        $collection->add_database_table(
            queue::TABLE,
            array_combine($fields, array_map(function (string $field): string {
                return 'privacy:metadata:queue:' . $field;
            }, $fields)),
            'privacy:metadata:queue'
        );
        $sent = ['person', 'by', 'course', 'module', 'event', 'at', 'join', 'reports'];
        $collection->add_external_location_link(
            'simpul',
            array_combine($sent, array_map(function (string $field): string {
                return 'privacy:metadata:simpul:' . $field;
            }, $sent)),
            'privacy:metadata:simpul'
        );
        return $collection;
    }

    /**
     * List the contexts in which something of a person is kept.
     *
     * @param int $userid
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $list = new contextlist();
        $list->add_from_sql(
            "SELECT ctx.id
               FROM {context} ctx
               JOIN {local_simpul_queue} q ON q.courseid = ctx.instanceid
              WHERE ctx.contextlevel = :level AND (q.userid = :user1 OR q.actorid = :user2)",
            ['level' => CONTEXT_COURSE, 'user1' => $userid, 'user2' => $userid]
        );
        $list->add_from_sql(
            "SELECT ctx.id
               FROM {context} ctx
              WHERE ctx.contextlevel = :level
                    AND EXISTS (SELECT 1
                                  FROM {local_simpul_queue} q
                             LEFT JOIN {course} c ON c.id = q.courseid
                                 WHERE c.id IS NULL AND (q.userid = :user1 OR q.actorid = :user2))",
            ['level' => CONTEXT_SYSTEM, 'user1' => $userid, 'user2' => $userid]
        );
        return $list;
    }

    /**
     * List the people of whom something is kept in a context.
     *
     * @param userlist $userlist
     */
    public static function get_users_in_context(userlist $userlist) {
        $within = self::within($userlist->get_context());
        if ($within === null) {
            return;
        }
        [$where, $values] = $within;
        foreach (['userid', 'actorid'] as $field) {
            $sql = "SELECT $field FROM {local_simpul_queue} WHERE $where AND $field > 0";
            $userlist->add_from_sql($field, $sql, $values);
        }
    }

    /**
     * Hand out what is kept of a person.
     *
     * @param approved_contextlist $contextlist
     */
    public static function export_user_data(approved_contextlist $contextlist) {
        global $DB;
        $user = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            $within = self::within($context);
            if ($within === null) {
                continue;
            }
            [$where, $values] = $within;
            $rows = $DB->get_records_select(
                queue::TABLE,
                $where . ' AND (userid = :user1 OR actorid = :user2)',
                $values + ['user1' => $user, 'user2' => $user],
                'id'
            );
            if ($rows) {
                $messages = array_values(array_map(function (\stdClass $row) use ($user): \stdClass {
                    return self::exported($row, $user);
                }, $rows));
                $path = [get_string('pluginname', 'local_simpul')];
                writer::with_context($context)->export_data($path, (object) ['messages' => $messages]);
            }
        }
    }

    /**
     * Show one message to the person whose it is; of others that it names, nothing is shown.
     *
     * @param \stdClass $row
     * @param int $user
     * @return \stdClass
     */
    private static function exported(\stdClass $row, int $user): \stdClass {
        return (object) [
            'type' => $row->type,
            'course' => (int) $row->courseid,
            'concernsyou' => transform::yesno((int) $row->userid === $user),
            'donebyyou' => transform::yesno((int) $row->actorid === $user),
            'kept' => transform::datetime($row->timecreated),
            'told' => transform::yesno((int) $row->state === queue::SENT),
        ];
    }

    /**
     * Delete everything that is kept in a context.
     *
     * @param \context $context
     */
    public static function delete_data_for_all_users_in_context(\context $context) {
        global $DB;
        $within = self::within($context);
        if ($within !== null) {
            $DB->delete_records_select(queue::TABLE, $within[0], $within[1]);
        }
    }

    /**
     * Delete what is kept of a person. What was not told yet is not told any more; Simpul finds out by reading.
     *
     * @param approved_contextlist $contextlist
     */
    public static function delete_data_for_user(approved_contextlist $contextlist) {
        foreach ($contextlist->get_contexts() as $context) {
            self::delete_of($context, [(int) $contextlist->get_user()->id]);
        }
    }

    /**
     * Delete what is kept of some people in a context.
     *
     * @param approved_userlist $userlist
     */
    public static function delete_data_for_users(approved_userlist $userlist) {
        self::delete_of($userlist->get_context(), $userlist->get_userids());
    }

    /**
     * Delete the messages in a context that name any of some people.
     *
     * @param \context $context
     * @param int[] $users
     */
    private static function delete_of(\context $context, array $users): void {
        global $DB;
        $within = self::within($context);
        if ($within === null || !$users) {
            return;
        }
        foreach (['userid', 'actorid'] as $field) {
            [$in, $values] = $DB->get_in_or_equal($users, SQL_PARAMS_NAMED);
            $DB->delete_records_select(queue::TABLE, $within[0] . " AND $field $in", $within[1] + $values);
        }
    }

    /**
     * Tell which messages belong to a context.
     *
     * @param \context $context
     * @return array|null condition and values, null where none can
     */
    private static function within(\context $context): ?array {
        if ($context->contextlevel == CONTEXT_COURSE) {
            return ['courseid = :course', ['course' => $context->instanceid]];
        }
        if ($context->contextlevel == CONTEXT_SYSTEM) {
            return ['NOT EXISTS (SELECT 1 FROM {course} c WHERE c.id = courseid)', []];
        }
        return null;
    }
}
