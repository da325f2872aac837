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
 * Events of which Simpul is told; what each means is in the class news.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$observers = [];

// Not internal: what a transaction took back never happened, and Simpul does not hear of it.
foreach (
    [
        '\core\event\course_completed',
        '\core\event\course_module_completion_updated',
        '\mod_quiz\event\attempt_submitted',
        '\mod_quiz\event\attempt_abandoned',
        '\mod_quiz\event\attempt_graded',
        '\mod_quiz\event\attempt_regraded',
        '\mod_quiz\event\attempt_reopened',
        '\mod_quiz\event\attempt_deleted',
        '\mod_quiz\event\attempt_manual_grading_completed',
        '\core\event\user_graded',
        '\core\event\user_enrolment_created',
        '\core\event\user_enrolment_updated',
        '\core\event\user_enrolment_deleted',
        '\core\event\role_assigned',
        '\core\event\role_unassigned',
        '\core\event\group_member_added',
        '\core\event\group_member_removed',
        '\core\event\group_updated',
        '\core\event\group_deleted',
        '\core\event\user_updated',
        '\core\event\user_deleted',
        '\core\event\course_updated',
        '\core\event\course_deleted',
        '\core\event\course_reset_ended',
        '\core\event\course_completion_updated',
        '\core\event\course_module_updated',
        '\core\event\course_module_deleted',
        '\core\event\calendar_event_updated',
        '\core\event\calendar_event_deleted',
    ] as $name
) {
    $observers[] = [
        'eventname' => $name,
        'callback' => '\local_simpul\observer::caught',
        'internal' => false,
    ];
}
