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
 * What an administrator set: where Simpul is, under which name it knows this site, and the key.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class settings {
    /** @var string Courses with an ID number only. */
    const COURSES_NUMBERED = 'idnumber';

    /** @var string Every course. */
    const COURSES_ALL = 'all';

    /** @var string Name under which Simpul knows this site unless it was told another. */
    const DEFAULT_SITE = 'default';

    /**
     * Read one setting.
     *
     * @param string $name
     * @return string '' where it was never set
     */
    private static function read(string $name): string {
        $value = get_config('local_simpul', $name);
        return $value === false || $value === null ? '' : trim((string) $value);
    }

    /**
     * Tell Simpul's address without the slash at its end.
     *
     * @return string '' while none is set, or one that is unfit
     */
    public static function address(): string {
        $address = rtrim(self::read('address'), '/');
        return self::fault_of_address($address) === '' ? $address : '';
    }

    /**
     * Tell what is wrong with an address.
     *
     * @param string $address
     * @return string name of a language string, '' when it is fit
     */
    public static function fault_of_address(string $address): string {
        $parts = parse_url($address);
        if (!is_array($parts) || empty($parts['host']) || preg_match('/[\s\x00-\x1f\\\\<>"]/', $address)) {
            return 'addressunreadable';
        }
        if (isset($parts['user']) || isset($parts['pass']) || isset($parts['query']) || isset($parts['fragment'])) {
            return 'addresstoomuch';
        }
        $scheme = strtolower($parts['scheme'] ?? '');
        if ($scheme === 'https') {
            return '';
        }
        $loopback = in_array(strtolower($parts['host']), ['localhost', '[::1]'], true)
            || preg_match('/^127(\.\d{1,3}){3}$/', $parts['host']);
        return $scheme === 'http' && $loopback ? '' : 'addressnothttps';
    }

    /**
     * Tell the name under which Simpul knows this site.
     *
     * @return string
     */
    public static function site(): string {
        $site = self::read('site');
        return preg_match('/^[A-Za-z0-9_-]{1,64}$/', $site) ? $site : self::DEFAULT_SITE;
    }

    /**
     * Tell the key that both sides know.
     *
     * @return string `whsec_…`; '' while none is set, or one that is unfit
     */
    public static function key(): string {
        $key = self::read('webhookkey');
        return signature::key_bytes($key) === null ? '' : $key;
    }

    /**
     * Tell whether there is somebody to tell, and a key to sign with.
     *
     * @return bool
     */
    public static function ready(): bool {
        return self::address() !== '' && self::key() !== '';
    }

    /**
     * Tell whether an administrator asked to wait with everything.
     *
     * @return bool
     */
    public static function paused(): bool {
        return self::read('paused') === '1';
    }

    /**
     * Tell whether every course is told of, not only those with an ID number.
     *
     * @return bool
     */
    public static function all_courses(): bool {
        return self::read('courses') === self::COURSES_ALL;
    }

    /**
     * Tell whether an administrator said that Simpul stands in the site's own network.
     *
     * @return bool
     */
    public static function own_network(): bool {
        return self::read('ownnetwork') === '1';
    }

    /**
     * Tell the account that Simpul calls with.
     *
     * @return int 0 while none was prepared
     */
    public static function service_user(): int {
        return (int) self::read('serviceuserid');
    }

    /**
     * Tell the role that was made for that account.
     *
     * @return int 0 while none was made
     */
    public static function role(): int {
        return (int) self::read('roleid');
    }

    /**
     * Tell where messages go.
     *
     * @return string
     */
    public static function endpoint(): string {
        $site = self::site();
        return self::address() . '/webhooks/moodle' . ($site === self::DEFAULT_SITE ? '' : '/' . $site);
    }

    /**
     * Tell whether Moodle's own HTTP security forbids the address, and nobody allowed it for Simpul.
     *
     * @return bool
     */
    public static function blocked(): bool {
        global $CFG;
        if (self::own_network() || self::address() === '') {
            return false;
        }
        require_once($CFG->libdir . '/filelib.php');
        return (new \core\files\curl_security_helper())->url_is_blocked(self::endpoint());
    }
}
