<?php
// Decodes one response with ext-soap's SoapClient: one run for each line on standard input.
//
// Arguments: the WSDL, the response, the members that are amounts. First prints what the response comes to, then a line for each run.

declare(strict_types=1);

/** Takes its answer from memory instead of the network. */
final class Replaying extends SoapClient
{
    public string $answer = '';

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        return $this->answer;
    }
}

ini_set('memory_limit', '-1');
$client = new Replaying($argv[1], ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$client->answer = file_get_contents($argv[2]);
$run = fn (): array => $client->GetHourEntriesChangedSince(['startDate' => '2000-01-01T00:00:00'])
    ->GetHourEntriesChangedSinceResult->HourEntry;

$amounts = explode(',', $argv[3]);
$values = 0;
$sums = [];
$entities = $run();
foreach ($entities as $entity) {
    foreach (get_object_vars($entity) as $member => $value) {
        $values += $value === null ? 0 : 1;
        if ($value !== null && in_array($member, $amounts, true)) {
            $sums[$member] = ($sums[$member] ?? 0.0) + (float) $value;
        }
    }
}
echo json_encode(['entities' => count($entities), 'values' => $values, 'sums' => array_map(fn ($sum) => round($sum, 2), $sums)]), "\n";
unset($entities);

while (fgets(STDIN) !== false) {
    $result = $run();
    echo count($result), "\n";
    unset($result);
}
