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
 * The text of a message to Simpul: ids only, never a name or an address.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class message {
    /** @var string Type of the message that only proves the way. */
    const TEST = 'moodle.test';

    /**
     * Make an id that no message ever had.
     *
     * @return string
     */
    public static function new_id(): string {
        return 'msg_' . bin2hex(random_bytes(16));
    }

    /**
     * Write the body of a message.
     *
     * @param string $id
     * @param string $type
     * @param int $at when it happened
     * @param array $told what the message is about
     * @return string JSON
     */
    public static function body(string $id, string $type, int $at, array $told): string {
        return json_encode([
            'id' => $id,
            'type' => $type,
            'timestamp' => gmdate('Y-m-d\TH:i:s\Z', $at),
            'data' => $told,
        ], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
    }

    /**
     * Write the body of a test.
     *
     * @param string $id
     * @param string $nonce what Simpul shall recognise it by
     * @param int $now
     * @return string JSON
     */
    public static function test_body(string $id, string $nonce, int $now): string {
        return self::body($id, self::TEST, $now, ['event' => '', 'course' => 0, 'person' => 0, 'module' => 0,
            'object' => 0, 'by' => 0, 'at' => $now, 'nonce' => $nonce]);
    }
}
