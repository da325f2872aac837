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
 * The account that Simpul calls with: nobody can log in with it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class account {
    /** @var string How the account is known again, even after the plugin was removed and installed anew. */
    const IDNUMBER = 'local_simpul:service';

    /** @var string Way to log in that lets nobody log in to pages. */
    const AUTH = 'webservice';

    /** @var string User name, unless a person has it. */
    const USERNAME = 'simpul';

    /**
     * Find the account: the one that was prepared, and after a new installation the one from before.
     *
     * Everybody may type any ID number into their own profile. So it is believed only of an account that nobody
     * can log in with: whoever is found here is given the role, and a token.
     *
     * @return \stdClass|null
     */
    public static function find(): ?\stdClass {
        global $DB;
        $prepared = $DB->get_record('user', ['id' => settings::service_user(), 'deleted' => 0]);
        if ($prepared) {
            return $prepared;
        }
        $marks = ['idnumber' => self::IDNUMBER, 'auth' => self::AUTH, 'deleted' => 0];
        $rows = $DB->get_records('user', $marks, 'id', '*', 0, 1);
        return $rows ? reset($rows) : null;
    }

    /**
     * Create the account or open it again.
     *
     * @return int its id
     */
    public static function prepare(): int {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');
        $user = self::find();
        if ($user === null) {
            $id = user_create_user(self::fresh(), false);
        } else {
            $id = (int) $user->id;
            if ($user->suspended || !$user->confirmed) {
                user_update_user((object) ['id' => $id, 'suspended' => 0, 'confirmed' => 1], false);
            }
        }
        set_config('serviceuserid', $id, 'local_simpul');
        return $id;
    }

    /**
     * Describe the account as it is made.
     *
     * Its way to log in is Moodle's own for web services, which asks it neither for a password nor to agree to site
     * policies; where a site has removed that, a password that nobody knows. Its address can receive nothing.
     *
     * @return \stdClass
     */
    private static function fresh(): \stdClass {
        global $CFG;
        $webservice = exists_auth_plugin(self::AUTH);
        return (object) [
            'username' => self::free_name(),
            'auth' => $webservice ? self::AUTH : 'manual',
            'password' => $webservice ? AUTH_PASSWORD_NOT_CACHED : hash_internal_user_password(bin2hex(random_bytes(32))),
            'firstname' => 'Simpul',
            'lastname' => get_string('accountlastname', 'local_simpul'),
            'email' => 'simpul@service.invalid',
            'emailstop' => 1,
            'maildisplay' => 0,
            'idnumber' => self::IDNUMBER,
            'confirmed' => 1,
            'policyagreed' => 1,
            'mnethostid' => $CFG->mnet_localhost_id,
        ];
    }

    /**
     * Choose a user name that nobody has.
     *
     * @return string
     */
    private static function free_name(): string {
        global $DB, $CFG;
        $name = self::USERNAME;
        for ($number = 2; $DB->record_exists('user', ['username' => $name, 'mnethostid' => $CFG->mnet_localhost_id]); $number++) {
            $name = self::USERNAME . $number;
        }
        return $name;
    }

    /**
     * Close the account: it stays, suspended.
     */
    public static function close(): void {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');
        $user = self::find();
        if ($user !== null) {
            user_update_user((object) ['id' => $user->id, 'suspended' => 1], false);
        }
    }
}
