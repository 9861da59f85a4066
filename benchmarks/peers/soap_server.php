<?php
// The peer in serving that PHP brings along: SoapServer on our WSDL, run by PHP-FPM behind nginx.
//
// For a list of hour entries it answers objects that lie ready in a file; for a single call it does the work of a real
// service, with the statements that the peers in Python send. On the command line it makes that file of one response.

declare(strict_types=1);

/** Takes its answer from a file instead of the network. */
final class Replaying extends SoapClient
{
    public string $answer = '';

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        return $this->answer;
    }
}

final class Service
{
    private string $key = '';

    /** The header of that name, which PHP hands over before it makes the call. */
    public function WebServicePassword(string $key): void
    {
        $this->key = $key;
    }

    public function GetHourEntriesChangedSince(object $call): array
    {
        $entries = unserialize(file_get_contents($_SERVER['PEER_ENTITIES']));
        return ['GetHourEntriesChangedSinceResult' => ['HourEntry' => $entries]];
    }

    public function GetAccountByNumber(object $call): array
    {
        $started = hrtime(true);
        $now = gmdate('Y-m-d\TH:i:s');
        if ($this->first('downtime', ['now' => $now])) {
            throw new SoapFault('Server', 'Downtime');
        }
        $caller = $this->first('caller', ['digest' => hash('sha256', $this->key), 'now' => $now]);
        if (!$caller || in_array(false, array_map(boolval(...), array_slice($caller, 3, 6)), true)) {
            throw new SoapFault('Client', 'Access denied');
        }
        [$organization, $user, $shown] = $caller;
        $used = $this->first('count', ['organization' => $organization, 'day' => substr($now, 0, 10)]);
        if ($used[0] > $caller[9]) {
            throw new SoapFault('Client', 'Quota limit reached');
        }
        $rights = $this->first('rights', ['organization' => $organization, 'user' => $user]);
        if (in_array($rights[0], [null, 'None'], true)) {
            throw new SoapFault('Client', 'No permission');
        }
        $row = $this->first('account', ['organization' => $organization, 'number' => $call->accountNumber]);
        if (!$row) {
            return ['GetAccountByNumberResult' => null];
        }
        $members = json_decode($_SERVER['PEER_MEMBERS']);
        $account = array_combine($members, $row);
        foreach (['IsActive', 'IsInternal', 'ReverseCharge'] as $flag) {
            $account[$flag] = $account[$flag] === null ? null : in_array($account[$flag], [1, 'true'], true);
        }
        $groups = $this->run('groups', ['organization' => $organization, 'account' => $account['GUID']])->fetchAll(PDO::FETCH_COLUMN);
        $account['AccountGroupGUIDs'] = ['string' => $groups];
        $known = ['now' => $now, 'organization' => $organization, 'user' => $user, 'shown' => $shown];
        $this->run('log', [...$known, 'milliseconds' => intdiv(hrtime(true) - $started, 1_000_000)]);
        $this->run('used', $known);
        return ['GetAccountByNumberResult' => $account];
    }

    private function first(string $name, array $values): array|false
    {
        $statement = $this->run($name, $values);
        $row = $statement->fetch(PDO::FETCH_NUM);
        $statement->closeCursor();
        return $row;
    }

    /** Run a statement; PHP keeps the connection from call to call, but nothing that was prepared on it. */
    private function run(string $name, array $values): PDOStatement
    {
        static $connection = null, $statements = null;
        if ($connection === null) {
            $options = [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION];
            $connection = new PDO('sqlite:' . $_SERVER['PEER_DATABASE'], null, null, $options);
            foreach (json_decode($_SERVER['PEER_PRAGMAS']) as $pragma) {
                $connection->exec("PRAGMA $pragma");
            }
            $statements = json_decode(file_get_contents($_SERVER['PEER_STATEMENTS']), true);
        }
        $statement = $connection->prepare($statements[$name]);
        $statement->execute($values);
        return $statement;
    }
}

ini_set('memory_limit', '-1');
if (PHP_SAPI === 'cli') {
    [, $wsdl, $response, $entities] = $argv;
    $client = new Replaying($wsdl, ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
    $client->answer = file_get_contents($response);
    $list = $client->GetHourEntriesChangedSince(['startDate' => '2000-01-01T00:00:00'])->GetHourEntriesChangedSinceResult->HourEntry;
    file_put_contents($entities, serialize($list));
    exit;
}
$server = new SoapServer($_SERVER['PEER_WSDL'], ['cache_wsdl' => WSDL_CACHE_BOTH]);
$server->setClass(Service::class);
$server->handle();
