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
 * Keys and signatures: Standard Webhooks 1.0 for messages, and one of our own for the join link.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class signature {
    /** @var string How a symmetric key is recognised when it is handed over. */
    const PREFIX = 'whsec_';

    /** @var int Fewest bytes of a key. */
    const SHORTEST = 24;

    /** @var int Most bytes of a key. */
    const LONGEST = 64;

    /**
     * Make a key of 32 random bytes.
     *
     * @return string `whsec_` and base64
     */
    public static function new_key(): string {
        return self::PREFIX . base64_encode(random_bytes(32));
    }

    /**
     * Read the bytes of a key.
     *
     * @param string $key
     * @return string|null null where it is no key of Standard Webhooks
     */
    public static function key_bytes(string $key): ?string {
        if (strpos($key, self::PREFIX) !== 0) {
            return null;
        }
        $bytes = base64_decode(substr($key, strlen(self::PREFIX)), true);
        if ($bytes === false || strlen($bytes) < self::SHORTEST || strlen($bytes) > self::LONGEST) {
            return null;
        }
        return $bytes;
    }

    /**
     * Make the headers of one attempt.
     *
     * @param string $key
     * @param string $id the message's own id, the same at each attempt
     * @param int $now moment of this attempt
     * @param string $body
     * @return string[] `name: value`
     */
    public static function headers(string $key, string $id, int $now, string $body): array {
        $signed = hash_hmac('sha256', $id . '.' . $now . '.' . $body, (string) self::key_bytes($key), true);
        return [
            'Content-Type: application/json',
            'webhook-id: ' . $id,
            'webhook-timestamp: ' . $now,
            'webhook-signature: v1,' . base64_encode($signed),
        ];
    }

    /**
     * Sign that this person, logged in here, wants to join this session until then.
     *
     * @param string $key
     * @param string $site name of this site at Simpul
     * @param int $user
     * @param int $course
     * @param string $session
     * @param int $until
     * @return string hexadecimal
     */
    public static function join(string $key, string $site, int $user, int $course, string $session, int $until): string {
        $signed = implode("\n", ['simpul-join-v1', $site, $user, $course, $session, $until]);
        return hash_hmac('sha256', $signed, (string) self::key_bytes($key));
    }
}
