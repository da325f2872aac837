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
 * Decimal numbers as text, the way Moodle's database keeps grades: five decimals, no rounding in between.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class decimal {
    /**
     * Write a number with five decimals.
     *
     * @param mixed $value number or text of the database; null where there is none
     * @return string|null such as `8.50000`
     */
    public static function text($value): ?string {
        return $value === null || $value === '' ? null : number_format((float) $value, 5, '.', '');
    }

    /**
     * Read a number that was sent as text.
     *
     * @param string $text
     * @return float|null null for anything but up to five digits and up to five decimals
     */
    public static function read(string $text): ?float {
        return preg_match('/^\d{1,5}(\.\d{1,5})?$/D', $text) ? (float) $text : null;
    }
}
