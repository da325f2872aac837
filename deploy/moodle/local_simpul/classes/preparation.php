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
 * Makes everything that Simpul needs of this site, or mends it, and says what Simpul must be told.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class preparation {
    /** @var string Token that was made just now, '' when none was. */
    public $token = '';

    /** @var string Key that was made just now, '' when none was. */
    public $key = '';

    /**
     * Make or mend everything. A token and a key are made where there is none, or where it is asked for.
     *
     * @param bool $newtoken
     * @param bool $newkey
     * @return preparation
     */
    public static function run(bool $newtoken, bool $newkey): preparation {
        $made = new self();
        service::prepare_site();
        $user = account::prepare();
        role_assign(role::prepare(), $user, \context_system::instance()->id);
        service::prepare($user);
        if ($newtoken || !service::token_made($user)) {
            $made->token = service::new_token($user);
        }
        if ($newkey || settings::key() === '') {
            $made->key = signature::new_key();
            set_config('webhookkey', $made->key, 'local_simpul');
            circuit::reset();
        }
        return $made;
    }

    /**
     * Write the lines of Simpul's settings that only this moment knows in full.
     *
     * @return string[] `NAME=value`
     */
    public function lines(): array {
        global $CFG;
        $lines = ['SIMPUL_MOODLE_URL=' . $CFG->wwwroot];
        if ($this->token !== '') {
            $lines[] = 'SIMPUL_MOODLE_TOKEN=' . $this->token;
        }
        if ($this->key !== '') {
            $lines[] = 'SIMPUL_MOODLE_WEBHOOK_SECRET=' . $this->key;
        }
        foreach (self::role_ids() as $name => $id) {
            $lines[] = 'SIMPUL_MOODLE_ROLE_' . $name . '=' . $id;
        }
        // The command line has limits of its own, which say nothing of web services.
        if (!CLI_SCRIPT && (int) ini_get('max_input_vars') > 1000) {
            $lines[] = 'SIMPUL_MOODLE_FIELD_LIMIT=' . (int) ini_get('max_input_vars');
        }
        return $lines;
    }

    /**
     * Tell which role of this site is meant by each of Simpul's.
     *
     * @return int[] name at Simpul => id, without those that the site has no role for
     */
    public static function role_ids(): array {
        $wanted = ['PARTICIPANT' => 'student', 'INSTRUCTOR' => 'editingteacher', 'COMPANION' => 'teacher',
            'ORGANISER' => 'teacher'];
        $roles = role::course_roles();
        $found = [];
        foreach ($wanted as $name => $archetype) {
            if ($roles[$archetype]) {
                $found[$name] = (int) $roles[$archetype][0]->id;
            }
        }
        return $found;
    }

    /**
     * Look at everything without changing it.
     *
     * @return bool[] name of what is looked at => whether it is as it must be
     */
    public static function findings(): array {
        $account = account::find();
        $user = $account ? (int) $account->id : 0;
        $service = service::find();
        $role = role::id();
        $system = \context_system::instance();
        return [
            'site' => service::site_ready(),
            'account' => $account && !$account->suspended && $user === settings::service_user(),
            'role' => $role && !role::missing(),
            'roleheld' => $role && $user && user_has_role_assignment($user, $role, $system->id),
            'service' => $service && $service->enabled && $service->restrictedusers && service::authorised($service, $user),
            'token' => $user && service::token_made($user) > 0,
            'key' => settings::key() !== '',
            'address' => settings::address() !== '',
            'open' => !settings::blocked(),
        ];
    }
}
