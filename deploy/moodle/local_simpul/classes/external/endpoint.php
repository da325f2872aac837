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

namespace local_simpul\external;

defined('MOODLE_INTERNAL') || die();

// Moodle 4.2 gave these classes a namespace; in 4.1 they are global and have to be loaded.
if (!class_exists('core_external\external_api')) {
    require_once($CFG->libdir . '/externallib.php');
    class_alias('external_api', 'core_external\external_api');
    class_alias('external_function_parameters', 'core_external\external_function_parameters');
    class_alias('external_multiple_structure', 'core_external\external_multiple_structure');
    class_alias('external_single_structure', 'core_external\external_single_structure');
    class_alias('external_value', 'core_external\external_value');
}

use core_external\external_api;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;

/**
 * What the web service functions of this plugin share: the way in, and the fields of their answers.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class endpoint extends external_api {
    /**
     * Enter a course, and make sure that the caller may do there what the function does.
     *
     * @param int $courseid
     * @param string[] $capabilities all of them are needed, in the course
     * @return array the course and its context
     */
    protected static function enter_course(int $courseid, array $capabilities): array {
        if ($courseid == SITEID) {
            throw new \invalid_parameter_exception('The front page is no course.');
        }
        try {
            $course = get_course($courseid);
        } catch (\dml_missing_record_exception $unknown) {
            throw self::not_there();
        }
        $context = \context_course::instance($course->id);
        self::validate_context($context);
        foreach ($capabilities as $capability) {
            require_capability($capability, $context);
        }
        return [$course, $context];
    }

    /**
     * Refuse to speak of something that is not there; versions of Moodle have different codes for it.
     *
     * @return \moodle_exception
     */
    protected static function not_there(): \moodle_exception {
        return new \moodle_exception('invalidrecordunknown', 'error');
    }

    /**
     * Describe a whole number.
     *
     * @param string $about
     * @return external_value
     */
    protected static function number(string $about): external_value {
        return new external_value(PARAM_INT, $about);
    }

    /**
     * Describe a truth.
     *
     * @param string $about
     * @return external_value
     */
    protected static function truth(string $about): external_value {
        return new external_value(PARAM_BOOL, $about);
    }

    /**
     * Describe a text that leaves as it is stored; whoever shows it escapes it.
     *
     * @param string $about
     * @return external_value
     */
    protected static function text(string $about): external_value {
        return new external_value(PARAM_RAW, $about);
    }

    /**
     * Describe a decimal number written as text, with five decimals.
     *
     * @param string $about
     * @return external_value
     */
    protected static function decimal(string $about): external_value {
        return new external_value(PARAM_RAW, $about . ' (decimal as text)');
    }

    /**
     * Describe a decimal number written as text, or null where there is none.
     *
     * @param string $about
     * @return external_value
     */
    protected static function decimal_or_null(string $about): external_value {
        return new external_value(PARAM_RAW, $about . ' (decimal as text, null: none)', VALUE_REQUIRED, null, NULL_ALLOWED);
    }

    /**
     * Describe what became of links or files that were put into a course.
     *
     * @return external_single_structure
     */
    protected static function put_modules(): external_single_structure {
        return new external_single_structure([
            'modules' => new external_multiple_structure(new external_single_structure([
                'key' => self::text('key, as sent'),
                'cmid' => self::number('course module id'),
                'outcome' => new external_value(PARAM_ALPHA, 'created, updated or unchanged'),
            ]), 'in the order sent'),
        ]);
    }
}
