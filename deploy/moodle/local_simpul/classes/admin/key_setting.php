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

namespace local_simpul\admin;

use local_simpul\signature;

/**
 * The setting for the key: it can be written and replaced, never read again.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class key_setting extends \admin_setting_configpasswordunmask {
    /**
     * Tell what is wrong with a key.
     *
     * @param string $data
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        return $data === '' || signature::key_bytes($data) !== null ? true : get_string('keyunreadable', 'local_simpul');
    }

    /**
     * Keep a new key; an empty field keeps the one that is there.
     *
     * @param string $data
     * @return string '' or what is wrong
     */
    public function write_setting($data) {
        $data = trim((string) $data);
        if ($data === '' && (string) $this->get_setting() !== '') {
            return '';
        }
        return parent::write_setting($data);
    }

    /**
     * Write the field, always empty, and whether there is a key.
     *
     * @param string $data
     * @param string $query
     * @return string HTML
     */
    public function output_html($data, $query = '') {
        $isset = (string) $this->get_setting() !== '';
        $field = \html_writer::empty_tag('input', [
            'type' => 'password',
            'id' => $this->get_id(),
            'name' => $this->get_full_name(),
            'value' => '',
            'size' => 60,
            'class' => 'form-control text-ltr',
            'autocomplete' => 'new-password',
            'placeholder' => get_string($isset ? 'keyisset' : 'keyisunset', 'local_simpul'),
        ]);
        return format_admin_setting($this, $this->visiblename, $field, $this->description, true, '', null, $query);
    }
}
