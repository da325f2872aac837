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
 * What no function of Moodle's own tells of a site: versions, limits, roles, rights, and how delivery is.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class site_facts {
    /**
     * Tell versions and limits.
     *
     * @return array
     */
    public static function versions(): array {
        global $CFG;
        $plugin = \core_plugin_manager::instance()->get_plugin_info('local_simpul');
        return [
            'plugin' => ['version' => (int) $plugin->versiondb, 'release' => (string) $plugin->release],
            'moodle' => ['release' => (string) $CFG->release, 'version' => (string) $CFG->version],
            'php' => [
                'version' => PHP_VERSION,
                'maxinputvars' => (int) ini_get('max_input_vars'),
                'postmaxsize' => self::bytes('post_max_size'),
                'memorylimit' => self::bytes('memory_limit'),
            ],
        ];
    }

    /**
     * Read a size of PHP's configuration.
     *
     * @param string $name
     * @return int bytes, -1 for no limit
     */
    private static function bytes(string $name): int {
        $size = get_real_size((string) ini_get($name));
        return $size > 0 ? (int) $size : -1;
    }

    /**
     * Tell what of the site's settings matters.
     *
     * @return array
     */
    public static function settings(): array {
        global $CFG;
        return [
            'webservices' => [
                'enabled' => !empty($CFG->enablewebservices),
                'rest' => in_array('rest', explode(',', (string) ($CFG->webserviceprotocols ?? '')), true),
            ],
            'auths' => array_values(get_enabled_auth_plugins()),
            'cron' => ['lastrun' => (int) get_config('tool_task', 'lastcronstart')],
            'sitepolicy' => [
                'emailsunique' => empty($CFG->allowaccountssameemail),
                'extendedusernames' => !empty($CFG->extendedusernamechars),
            ],
        ];
    }

    /**
     * List the roles of the site.
     *
     * @return array[]
     */
    public static function roles(): array {
        $system = \context_system::instance();
        $assignable = self::assignable($system);
        $rows = [];
        foreach (role_fix_names(get_all_roles(), $system, ROLENAME_ORIGINAL) as $role) {
            $rows[] = [
                'id' => (int) $role->id,
                'shortname' => $role->shortname,
                'name' => $role->localname,
                'archetype' => (string) $role->archetype,
                'assignable' => isset($assignable[$role->id]),
            ];
        }
        return $rows;
    }

    /**
     * Find the roles that the caller may give to people in courses, by what it holds at system level.
     *
     * @param \context_system $system
     * @return array ids as keys
     */
    private static function assignable(\context_system $system): array {
        global $DB, $USER;
        if (!has_capability('moodle/role:assign', $system)) {
            return [];
        }
        $params = ['level' => CONTEXT_COURSE];
        $allowed = '';
        if (!is_siteadmin()) {
            $allowed = 'AND EXISTS (SELECT 1
                                      FROM {role_allow_assign} raa
                                      JOIN {role_assignments} ra ON ra.roleid = raa.roleid
                                     WHERE raa.allowassign = rcl.roleid AND ra.userid = :userid AND ra.contextid = :system)';
            $params += ['userid' => $USER->id, 'system' => $system->id];
        }
        $sql = "SELECT rcl.roleid FROM {role_context_levels} rcl WHERE rcl.contextlevel = :level $allowed";
        return array_flip($DB->get_fieldset_sql($sql, $params));
    }

    /**
     * Tell of each capability of the prepared role whether the caller holds it.
     *
     * @return array[]
     */
    public static function capabilities(): array {
        $system = \context_system::instance();
        return array_map(function (string $name) use ($system): array {
            return ['name' => $name, 'held' => has_capability($name, $system)];
        }, role::capabilities());
    }
}
