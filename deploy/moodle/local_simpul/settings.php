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

/**
 * Settings of the plugin, and links to its pages.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

if ($hassiteconfig) {
    $ADMIN->add('localplugins', new admin_category('local_simpul', new lang_string('pluginname', 'local_simpul')));
    $ADMIN->add('local_simpul', new admin_externalpage(
        'local_simpul_prepare',
        new lang_string('preparepage', 'local_simpul'),
        new moodle_url('/local/simpul/prepare.php')
    ));
    $ADMIN->add('local_simpul', new admin_externalpage(
        'local_simpul_delivery',
        new lang_string('deliverypage', 'local_simpul'),
        new moodle_url('/local/simpul/delivery.php')
    ));

    $settings = new admin_settingpage('local_simpul_settings', new lang_string('settingspage', 'local_simpul'));
    $ADMIN->add('local_simpul', $settings);

    if ($ADMIN->fulltree) {
        $links = [
            'prepare' => (new moodle_url('/local/simpul/prepare.php'))->out(),
            'delivery' => (new moodle_url('/local/simpul/delivery.php'))->out(),
        ];
        $settings->add(new admin_setting_heading(
            'local_simpul/pages',
            '',
            new lang_string('settingslinks', 'local_simpul', $links)
        ));

        $anew = '\local_simpul\circuit::reset';
        $address = new \local_simpul\admin\address_setting(
            'local_simpul/address',
            new lang_string('address', 'local_simpul'),
            new lang_string('address_desc', 'local_simpul'),
            '',
            PARAM_RAW_TRIMMED,
            60
        );
        $address->set_updatedcallback($anew);
        $settings->add($address);

        $site = new admin_setting_configtext(
            'local_simpul/site',
            new lang_string('site', 'local_simpul'),
            new lang_string('site_desc', 'local_simpul'),
            \local_simpul\settings::DEFAULT_SITE,
            '/^[A-Za-z0-9_-]{1,64}$/',
            20
        );
        $site->set_updatedcallback($anew);
        $settings->add($site);

        $key = new \local_simpul\admin\key_setting(
            'local_simpul/webhookkey',
            new lang_string('webhookkey', 'local_simpul'),
            new lang_string('webhookkey_desc', 'local_simpul'),
            ''
        );
        $key->set_updatedcallback($anew);
        $settings->add($key);

        $settings->add(new admin_setting_configselect(
            'local_simpul/courses',
            new lang_string('courses', 'local_simpul'),
            new lang_string('courses_desc', 'local_simpul'),
            \local_simpul\settings::COURSES_NUMBERED,
            [
                \local_simpul\settings::COURSES_NUMBERED => new lang_string('coursesnumbered', 'local_simpul'),
                \local_simpul\settings::COURSES_ALL => new lang_string('coursesall', 'local_simpul'),
            ]
        ));

        $network = new admin_setting_configcheckbox(
            'local_simpul/ownnetwork',
            new lang_string('ownnetwork', 'local_simpul'),
            new lang_string('ownnetwork_desc', 'local_simpul'),
            0
        );
        $network->set_updatedcallback($anew);
        $settings->add($network);

        $settings->add(new admin_setting_configcheckbox(
            'local_simpul/paused',
            new lang_string('paused', 'local_simpul'),
            new lang_string('paused_desc', 'local_simpul'),
            0
        ));
    }

    // The pages above are the plugin's settings: Moodle shall not add another of its own.
    $settings = null;
}
