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
 * The role of the account that Simpul uses: what it may do and to whom it may give which role.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class role {
    /** @var string Short name of the role, unless the site has one of its own with it. */
    const SHORTNAME = 'simpul';

    /** @var string[] Archetypes whose roles Simpul gives to people in a course. */
    const ARCHETYPES = ['student', 'teacher', 'editingteacher'];

    /**
     * @var string[] Everything that the calls of Simpul need.
     *
     * Found by leaving out one at a time on real sites and making every call; a call that is refused, or whose answer
     * is shorter for it, needs the capability.
     */
    const CAPABILITIES = [
        // Calling at all.
        'webservice/rest:use',
        // Accounts.
        'moodle/user:create',
        'moodle/user:update',
        'moodle/user:viewdetails',
        'moodle/user:viewalldetails',
        'moodle/site:viewuseridentity',
        // Courses: made, named, dated, and seen while they are still hidden.
        'moodle/course:view',
        'moodle/course:viewhiddencourses',
        'moodle/course:create',
        'moodle/course:update',
        'moodle/course:changefullname',
        'moodle/course:changeidnumber',
        'moodle/course:changesummary',
        'moodle/course:visibility',
        // Copying a course that serves as a template: the second and third to say that no people be copied, the last two
        // for the questions of its tests.
        'moodle/backup:backupcourse',
        'moodle/backup:configure',
        'moodle/backup:userinfo',
        'moodle/restore:restorecourse',
        'moodle/question:add',
        'moodle/question:managecategory',
        // People in courses. Without the groups one, separate groups hide people from the list.
        'enrol/manual:enrol',
        'moodle/role:assign',
        'moodle/course:enrolreview',
        'moodle/course:managegroups',
        'moodle/site:accessallgroups',
        // Calendar, and the links and files that the plugin puts into a course. A test that opens only after another is
        // to be seen; hidden activities are not, or they would count in everybody's progress.
        'moodle/calendar:manageentries',
        'moodle/course:manageactivities',
        'moodle/course:activityvisibility',
        'moodle/course:ignoreavailabilityrestrictions',
        'mod/url:addinstance',
        'mod/resource:addinstance',
        // Completion, grades and tests.
        'report/completion:view',
        'report/progress:view',
        'moodle/grade:viewall',
        'moodle/grade:viewhidden',
        'moodle/grade:edit',
        'moodle/grade:manage',
        'gradereport/user:view',
        'mod/quiz:view',
        'mod/quiz:viewreports',
        // Announcements by Moodle message.
        'moodle/site:sendmessage',
        'moodle/site:messageanyuser',
        // What the functions of this plugin ask for.
        'local/simpul:readsite',
        'local/simpul:readresults',
        'local/simpul:readpapers',
        'local/simpul:managecontent',
        'local/simpul:managegrades',
    ];

    /**
     * List the capabilities of the role that this Moodle knows.
     *
     * @return string[] names such as `moodle/user:create`
     */
    public static function capabilities(): array {
        return array_values(array_filter(self::CAPABILITIES, function (string $name): bool {
            return (bool) get_capability_info($name);
        }));
    }

    /**
     * Tell the id of the role that was made here. A role is never known by its name: the site may have made one with
     * the same name, for others.
     *
     * @return int 0 while there is none
     */
    public static function id(): int {
        global $DB;
        return (int) $DB->get_field('role', 'id', ['id' => settings::role()]);
    }

    /**
     * Take over the role that an older version made: it has the short name, and the account alone holds it.
     */
    public static function adopt(): void {
        global $DB;
        $id = (int) $DB->get_field('role', 'id', ['shortname' => self::SHORTNAME]);
        $account = settings::service_user();
        if (!$id || !$account || self::id()) {
            return;
        }
        $others = $DB->record_exists_select('role_assignments', 'roleid = ? AND userid <> ?', [$id, $account]);
        if (!$others && $DB->record_exists('role_assignments', ['roleid' => $id, 'userid' => $account])) {
            set_config('roleid', $id, 'local_simpul');
        }
    }

    /**
     * List the capabilities that the role lacks at system level.
     *
     * @return string[]
     */
    public static function missing(): array {
        global $DB;
        $given = $DB->get_fieldset_select(
            'role_capabilities',
            'capability',
            'roleid = ? AND contextid = ? AND permission = ?',
            [self::id(), \context_system::instance()->id, CAP_ALLOW]
        );
        return array_values(array_diff(self::capabilities(), $given));
    }

    /**
     * Create the role or mend it; what an administrator added by hand stays.
     *
     * @return int the role's id
     */
    public static function prepare(): int {
        $system = \context_system::instance();
        $id = self::id();
        if (!$id) {
            $id = self::create();
            set_config('roleid', $id, 'local_simpul');
        }
        set_role_contextlevels($id, [CONTEXT_SYSTEM]);
        foreach (self::missing() as $name) {
            assign_capability($name, CAP_ALLOW, $id, $system->id, true);
        }
        self::allow_assigning($id);
        $system->mark_dirty();
        return $id;
    }

    /**
     * Create the role, numbered where the site has one of its own with the short name.
     *
     * @return int the role's id
     */
    private static function create(): int {
        global $DB;
        $tail = '';
        for ($number = 2; $DB->record_exists('role', ['shortname' => self::SHORTNAME . $tail]); $number++) {
            $tail = (string) $number;
        }
        return create_role(
            trim(get_string('rolename', 'local_simpul') . ' ' . $tail),
            self::SHORTNAME . $tail,
            get_string('roledescription', 'local_simpul')
        );
    }

    /**
     * Let the role give the course roles to people.
     *
     * @param int $id the role's id
     */
    private static function allow_assigning(int $id): void {
        global $DB;
        foreach (self::course_roles() as $roles) {
            foreach ($roles as $other) {
                if (!$DB->record_exists('role_allow_assign', ['roleid' => $id, 'allowassign' => $other->id])) {
                    core_role_set_assign_allowed($id, $other->id);
                }
            }
        }
    }

    /**
     * List the roles that Simpul gives in courses.
     *
     * @return \stdClass[][] archetype => roles, in the site's own order
     */
    public static function course_roles(): array {
        $found = [];
        foreach (self::ARCHETYPES as $archetype) {
            $found[$archetype] = array_values(get_archetype_roles($archetype));
        }
        return $found;
    }

    /**
     * Take the role that was made here away from the site, with everything it was given to.
     */
    public static function remove(): void {
        $id = self::id();
        if ($id) {
            delete_role($id);
        }
        unset_config('roleid', 'local_simpul');
    }
}
