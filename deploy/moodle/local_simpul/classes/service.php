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
 * The web service that this plugin brings (see db/services.php): switched on, opened to the account, with a token.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class service {
    /** @var string Short name of the service. */
    const SHORTNAME = 'local_simpul';

    /** @var string The only protocol that Simpul speaks. */
    const PROTOCOL = 'rest';

    /**
     * Find the service.
     *
     * @return \stdClass|null
     */
    public static function find(): ?\stdClass {
        global $DB;
        return $DB->get_record('external_services', ['shortname' => self::SHORTNAME]) ?: null;
    }

    /**
     * Tell whether web services and the protocol are switched on for the site.
     *
     * @return bool
     */
    public static function site_ready(): bool {
        global $CFG;
        return !empty($CFG->enablewebservices) && in_array(self::PROTOCOL, self::protocols(), true);
    }

    /**
     * List the protocols that are switched on.
     *
     * @return string[]
     */
    private static function protocols(): array {
        global $CFG;
        return array_values(array_filter(explode(',', $CFG->webserviceprotocols ?? '')));
    }

    /**
     * Switch web services and the protocol on; those that are on stay on.
     */
    public static function prepare_site(): void {
        global $CFG;
        if (empty($CFG->enablewebservices)) {
            set_config('enablewebservices', 1);
            add_to_config_log('enablewebservices', '0', '1', null);
        }
        $protocols = self::protocols();
        if (!in_array(self::PROTOCOL, $protocols, true)) {
            $before = implode(',', $protocols);
            $after = implode(',', array_merge($protocols, [self::PROTOCOL]));
            set_config('webserviceprotocols', $after);
            add_to_config_log('webserviceprotocols', $before, $after, null);
        }
        \core_plugin_manager::reset_caches();
    }

    /**
     * Switch the service on and open it to the account, and to nobody else.
     *
     * @param int $user
     */
    public static function prepare(int $user): void {
        global $DB;
        $service = self::find();
        if ($service === null) {
            throw new \moodle_exception('servicemissing', 'local_simpul');
        }
        if (!$service->enabled || !$service->restrictedusers) {
            $changed = ['id' => $service->id, 'enabled' => 1, 'restrictedusers' => 1, 'timemodified' => time()];
            $DB->update_record('external_services', (object) $changed);
        }
        if (!self::authorised($service, $user)) {
            $row = ['externalserviceid' => $service->id, 'userid' => $user, 'timecreated' => time()];
            $DB->insert_record('external_services_users', (object) $row);
        }
    }

    /**
     * Tell whether the account may use the service now.
     *
     * @param \stdClass $service
     * @param int $user
     * @return bool
     */
    public static function authorised(\stdClass $service, int $user): bool {
        global $DB;
        $found = $DB->get_record('external_services_users', ['externalserviceid' => $service->id, 'userid' => $user]);
        return $found && (!$found->validuntil || $found->validuntil > time());
    }

    /**
     * Tell when the token was made that the account may call with.
     *
     * @param int $user
     * @return int epoch seconds, 0 where there is none that holds
     */
    public static function token_made(int $user): int {
        global $DB;
        $service = self::find();
        if ($service === null) {
            return 0;
        }
        $made = $DB->get_field_select(
            'external_tokens',
            'MAX(timecreated)',
            'externalserviceid = ? AND userid = ? AND tokentype = ? AND (validuntil IS NULL OR validuntil = 0 OR validuntil > ?)',
            [$service->id, $user, EXTERNAL_TOKEN_PERMANENT, time()]
        );
        return (int) $made;
    }

    /**
     * Make a token; those that there were hold no longer.
     *
     * @param int $user
     * @return string
     */
    public static function new_token(int $user): string {
        global $CFG, $DB, $SESSION;
        require_once($CFG->libdir . '/externallib.php');
        $service = self::find();
        $DB->delete_records('external_tokens', ['externalserviceid' => $service->id, 'userid' => $user]);
        $system = \context_system::instance();
        if (class_exists('\core_external\util')) {
            $token = \core_external\util::generate_token(EXTERNAL_TOKEN_PERMANENT, $service, $user, $system, 0, '', 'Simpul');
        } else {
            $token = external_generate_token(EXTERNAL_TOKEN_PERMANENT, $service, $user, $system);
        }
        // Moodle would show it once more on its own page of tokens.
        unset($SESSION->webservicenewlycreatedtoken);
        return $token;
    }

    /**
     * Take the service's list of functions away: Moodle itself, when the plugin goes, leaves those of core in it.
     */
    public static function close(): void {
        global $DB;
        $service = self::find();
        if ($service !== null) {
            $DB->delete_records('external_services_functions', ['externalserviceid' => $service->id]);
        }
    }
}
