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

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->libdir . '/filelib.php');

/**
 * Sends one signed message and tells what became of it; knows nothing of the queue.
 *
 * Goes through Moodle's own curl class: proxy settings and HTTP security of the site hold.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class sender {
    /** @var int Seconds to wait for a connection. */
    const CONNECT = 3;

    /** @var int Seconds for everything. */
    const TOTAL = 10;

    /** @var int Bytes of an answer that are read; only its status counts. */
    const LONGEST_ANSWER = 65536;

    /** @var \CurlShareHandle|resource Connections kept open between messages. */
    private $share;

    /** @var int Seconds for everything. */
    private $total;

    /**
     * Prepare for a few messages in a row.
     *
     * @param int $total seconds for one message
     */
    public function __construct(int $total = self::TOTAL) {
        $this->total = $total;
        $this->share = curl_share_init();
        foreach ([CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_SSL_SESSION, CURL_LOCK_DATA_CONNECT] as $shared) {
            curl_share_setopt($this->share, CURLSHOPT_SHARE, $shared);
        }
    }

    /**
     * Send one message.
     *
     * @param string $id the message's id
     * @param string $body
     * @return answer
     */
    public function send(string $id, string $body): answer {
        if (!settings::ready()) {
            return new answer(0, 'notready');
        }
        if (settings::blocked()) {
            return new answer(0, 'blocked');
        }
        $curl = new \curl(['ignoresecurity' => settings::own_network()]);
        $curl->setHeader(signature::headers(settings::key(), $id, time(), $body));
        $started = microtime(true);
        $curl->post(settings::endpoint(), $body, $this->options());
        return $this->read($curl, (int) round((microtime(true) - $started) * 1000));
    }

    /**
     * Make the options of one request: no redirects, checked certificates, little time, little memory.
     *
     * @return array
     */
    private function options(): array {
        $received = 0;
        return [
            'CURLOPT_CONNECTTIMEOUT' => self::CONNECT,
            'CURLOPT_TIMEOUT' => $this->total,
            'CURLOPT_FOLLOWLOCATION' => 0,
            'CURLOPT_SSL_VERIFYPEER' => true,
            'CURLOPT_SSL_VERIFYHOST' => 2,
            'CURLOPT_SHARE' => $this->share,
            'CURLOPT_WRITEFUNCTION' => function ($handle, string $part) use (&$received): int {
                $received += strlen($part);
                return $received > self::LONGEST_ANSWER ? 0 : strlen($part);
            },
        ];
    }

    /**
     * Read what came back.
     *
     * @param \curl $curl
     * @param int $milliseconds
     * @return answer
     */
    private function read(\curl $curl, int $milliseconds): answer {
        $status = (int) ($curl->get_info()['http_code'] ?? 0);
        $errno = (int) $curl->get_errno();
        if (($errno && $errno !== CURLE_WRITE_ERROR) || !$status) {
            // Neither an answer nor an error: another plugin's security refused the address.
            return new answer(0, $errno ? self::code($errno) : 'blocked', 0, $milliseconds);
        }
        $error = $status >= 200 && $status < 300 ? '' : 'status';
        return new answer($status, $error, self::retry_after($curl->getResponse()), $milliseconds);
    }

    /**
     * Tell why nobody answered. The library's own text would hold the address.
     *
     * @param int $errno number of libcurl
     * @return string code of an answer
     */
    private static function code(int $errno): string {
        $known = [
            CURLE_COULDNT_RESOLVE_PROXY => 'name',
            CURLE_COULDNT_RESOLVE_HOST => 'name',
            CURLE_COULDNT_CONNECT => 'connect',
            CURLE_OPERATION_TIMEOUTED => 'timeout',
            CURLE_SSL_CONNECT_ERROR => 'tls',
            CURLE_SSL_PEER_CERTIFICATE => 'certificate',
            CURLE_SSL_CACERT => 'certificate',
            CURLE_GOT_NOTHING => 'nothing',
        ];
        return $known[$errno] ?? 'other';
    }

    /**
     * Read how long Simpul asks us to wait.
     *
     * @param array $headers of the answer
     * @return int seconds
     */
    private static function retry_after(array $headers): int {
        foreach ($headers as $name => $value) {
            if (strtolower((string) $name) === 'retry-after' && is_string($value)) {
                $wait = ctype_digit(trim($value)) ? (int) $value : (int) strtotime($value) - time();
                return max(0, min($wait, circuit::LONGEST_WAIT));
            }
        }
        return 0;
    }
}
