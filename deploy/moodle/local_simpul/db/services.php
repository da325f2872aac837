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

/**
 * Web service functions of this plugin, and the service that an account of Simpul needs.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$functions = [
    'local_simpul_get_site_facts' => [
        'classname' => 'local_simpul\external\get_site_facts',
        'description' => 'Versions, limits, roles and rights of the site, and how delivery to Simpul is.',
        'type' => 'read',
        'capabilities' => 'local/simpul:readsite',
    ],
    'local_simpul_send_test' => [
        'classname' => 'local_simpul\external\send_test',
        'description' => 'Sends Simpul a test message at once.',
        'type' => 'write',
        'capabilities' => 'local/simpul:readsite',
    ],
    'local_simpul_get_modules' => [
        'classname' => 'local_simpul\external\get_modules',
        'description' => 'Links and files of Simpul in a course.',
        'type' => 'read',
        'capabilities' => 'local/simpul:managecontent, moodle/course:manageactivities',
    ],
    'local_simpul_put_links' => [
        'classname' => 'local_simpul\external\put_links',
        'description' => 'Puts links to sessions into a course.',
        'type' => 'write',
        'capabilities' => 'local/simpul:managecontent, moodle/course:manageactivities,'
            . ' moodle/course:activityvisibility, mod/url:addinstance',
    ],
    'local_simpul_put_files' => [
        'classname' => 'local_simpul\external\put_files',
        'description' => 'Puts files into a course, or replaces them.',
        'type' => 'write',
        'capabilities' => 'local/simpul:managecontent, moodle/course:manageactivities,'
            . ' moodle/course:activityvisibility, mod/resource:addinstance',
    ],
    'local_simpul_remove_modules' => [
        'classname' => 'local_simpul\external\remove_modules',
        'description' => 'Takes links and files of Simpul out of a course.',
        'type' => 'write',
        'capabilities' => 'local/simpul:managecontent, moodle/course:manageactivities',
    ],
    'local_simpul_get_results' => [
        'classname' => 'local_simpul\external\get_results',
        'description' => 'Completion, totals and quiz attempts of everybody in a course.',
        'type' => 'read',
        'capabilities' => 'local/simpul:readresults, moodle/course:enrolreview, report/completion:view,'
            . ' report/progress:view, moodle/grade:viewall, mod/quiz:viewreports',
    ],
    'local_simpul_get_papers' => [
        'classname' => 'local_simpul\external\get_papers',
        'description' => 'Questions and answers of the attempts at a quiz.',
        'type' => 'read',
        'capabilities' => 'local/simpul:readpapers, mod/quiz:viewreports',
    ],
    'local_simpul_get_gradebook' => [
        'classname' => 'local_simpul\external\get_gradebook',
        'description' => 'The column of Simpul in the gradebook of a course.',
        'type' => 'read',
        'capabilities' => 'local/simpul:managegrades, moodle/grade:viewall, moodle/grade:viewhidden',
    ],
    'local_simpul_put_gradebook' => [
        'classname' => 'local_simpul\external\put_gradebook',
        'description' => 'Writes grades into the column of Simpul in the gradebook of a course.',
        'type' => 'write',
        'capabilities' => 'local/simpul:managegrades, moodle/grade:viewall, moodle/grade:edit, moodle/grade:manage',
    ],
];

// A name that this version of Moodle does not know does no harm: it cannot be called. It stays in the
// list, so that it is there after an upgrade of Moodle alone. Names of services are unique in a site: this
// one leaves "Simpul" to a service that somebody made by hand. It must never change again: Moodle takes a
// service with another name for a new one, and would delete the tokens of the old one.
$services = [
    'Simpul (plugin)' => [
        'shortname' => 'local_simpul',
        'enabled' => 1,
        'restrictedusers' => 1,
        'downloadfiles' => 0,
        'uploadfiles' => 0,
        'functions' => array_merge(array_keys($functions), [
            'core_calendar_create_calendar_events',
            'core_calendar_delete_calendar_events',
            'core_calendar_get_calendar_events',
            'core_completion_get_activities_completion_status',
            'core_completion_get_course_completion_status',
            'core_course_create_courses',
            'core_course_duplicate_course',
            'core_course_get_courses_by_field',
            'core_course_update_courses',
            'core_enrol_get_enrolled_users',
            'core_grades_update_grades',
            'core_group_add_group_members',
            'core_group_create_groups',
            'core_group_get_course_groups',
            'core_group_get_group_members',
            'core_message_send_instant_messages',
            'core_role_assign_roles',
            'core_role_unassign_roles',
            'core_user_create_users',
            'core_user_get_users_by_field',
            'core_user_update_users',
            'core_webservice_get_site_info',
            'enrol_manual_enrol_users',
            'gradereport_user_get_grade_items',
            'mod_quiz_get_quizzes_by_courses',
            'mod_quiz_get_user_attempts',
            'mod_quiz_get_user_quiz_attempts',
            'tool_mobile_call_external_functions',
        ]),
    ],
];
