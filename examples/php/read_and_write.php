<?php
// Read accounts, cases, hours and invoices, enter hours, and meet the faults of the S3 API: with PHP's SoapClient.
//
// The environment says where: SEVERA_ENDPOINT, SEVERA_API_KEY and, if the WSDL is kept in a file, SEVERA_WSDL.
// Prints one JSON document: decimals and times as text, as they travel.

declare(strict_types=1);

const NS = 'http://soap.severa.com/';
const NO_SUCH_GUID = '00000000000000000000000000000000';
const INCLUDE_INACTIVE = 2;
const TRY_AGAIN_LATER = 75;

const ACCOUNT = ['GUID', 'Name', 'Number', 'IsActive', 'OverdueInterest', 'InsertTS', 'UpdatedTS'];
const CASE_ = ['GUID', 'CaseNumber', 'Name', 'AccountName', 'ClosedDate', 'ExpectedValue', 'IsClosed'];
const HOUR_ENTRY = ['GUID', 'EventDate', 'Quantity', 'UnitPrice', 'Description', 'StartTime', 'IsApproved', 'InvoiceGUID'];
const CONTACT = ['GUID', 'FirstName', 'LastName', 'DateOfBirth'];
const INVOICE = ['GUID', 'Number', 'Date', 'PaymentDate', 'CurrencyRate', 'InvoiceStatus'];
const INVOICE_ROW = ['articleName', 'rowAmount', 'rowVatRatePercent'];

/** The service is in a maintenance break: nothing is wrong with the call, try again later. */
final class Downtime extends Exception
{
    public function __construct(public readonly int $status, public readonly ?string $retryAfter)
    {
        parent::__construct('The service is down for maintenance.');
    }
}

/** One key's access to all interfaces: no operation's name occurs in two of them. */
final class Severa
{
    public ?array $quota = null;
    private SoapClient $client;

    public function __construct(string $wsdl, string $endpoint, string $apiKey)
    {
        $this->client = new SoapClient($wsdl, [
            'location' => $endpoint,
            'trace' => true,                              // keeps the response's HTTP headers
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,     // a list of one is a list
            'compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP,
            'keep_alive' => true,
        ]);
        $this->client->__setSoapHeaders(new SoapHeader(NS, 'WebServicePassword', $apiKey));
    }

    /** Call an operation; return its result, or throw SoapFault or Downtime. */
    public function call(string $operation, array $parameters = []): mixed
    {
        $headers = [];
        try {
            $response = $this->client->__soapCall($operation, [$parameters], null, null, $headers);
        } catch (SoapFault $fault) {
            throw $this->downtime() ?? $fault;
        }
        $this->quota = ['limit' => (int) $headers['Quota'], 'used' => (int) $headers['UsedQuota']];
        return $response->{$operation . 'Result'} ?? null;
    }

    /** Call an operation that returns a list of entities of one type. */
    public function list(string $type, string $operation, array $parameters): array
    {
        return $this->call($operation, $parameters)->{$type} ?? [];
    }

    private function downtime(): ?Downtime
    {
        $headers = $this->client->__getLastResponseHeaders() ?? '';
        if (!preg_match('~^HTTP/\S+ 503~', $headers)) {
            return null;
        }
        preg_match('~^Retry-After:\s*(\S+)~im', $headers, $found);
        return new Downtime(503, $found[1] ?? null);
    }
}

/** Some members of an entity; one that is nil may also be missing. */
function shown(object $entity, array $members): array
{
    $values = [];
    foreach ($members as $name) {
        $values[$name] = $entity->{$name} ?? null;
    }
    return $values;
}

function all_shown(array $entities, array $members): array
{
    return array_map(fn (object $entity): array => shown($entity, $members), $entities);
}

/** Read everything that there is of four kinds. */
function read(Severa $severa): array
{
    // Flags travel as their names with blanks between them.
    $options = implode(' ', ['IncludeInactive', 'CheckContactChanges']);
    $accounts = $severa->list('Account', 'GetAccountsChangedSinceOpts', ['startDateTime' => '2000-01-01', 'options' => $options]);
    $cases = $severa->list('Case', 'GetAllCases', []);
    $hours = $severa->list('HourEntry', 'GetHourEntriesByDate', []);
    $invoices = $severa->list('Invoice', 'GetInvoicesByDate', ['startDate' => '2000-01-01', 'endDate' => '2100-01-01', 'options' => 0]);
    return [
        'accounts' => all_shown($accounts, ACCOUNT),
        'cases' => all_shown($cases, CASE_),
        'hours' => all_shown($hours, HOUR_ENTRY),
        'invoices' => array_map(fn (object $invoice): array => [
            ...shown($invoice, INVOICE),
            'rows' => all_shown($invoice->InvoiceRows->InvoiceRow ?? [], INVOICE_ROW),
        ], $invoices),
    ];
}

/** Read all contacts with their addresses, then look one of them up by e-mail. */
function find_contacts(Severa $severa): array
{
    $changes = ['startDateTime' => '2000-01-01', 'options' => INCLUDE_INACTIVE];
    $contacts = $severa->list('Contact', 'GetContactsChangedSince', $changes);
    $methods = array_merge(...array_map(fn (object $contact): array => methods($contact), $contacts));
    $email = array_values(array_filter($methods, fn (object $method): bool => $method->Type === 'EmailAddress'))[0]->Value;
    $found = $severa->list('Contact', 'GetContactsByCommunicationMethodType', ['type' => 'EmailAddress', 'value' => $email]);
    return [
        'contacts' => all_shown($contacts, CONTACT),
        'found' => ['email' => $email, 'contacts' => all_shown($found, CONTACT)],
    ];
}

function methods(object $contact): array
{
    return $contact->CommunicationMethods->{'Contact.CommunicationMethod'} ?? [];
}

/** Add an hour entry on the first phase that takes hours, read it back and change it. */
function enter_hours(Severa $severa): array
{
    [$phase, $owner] = open_phase($severa);
    $added = $severa->call('AddNewHourEntry', ['hourEntryInfo' => [
        'EventDate' => '2026-10-01T00:00:00',
        'PhaseGUID' => $phase->GUID,
        'UserGUID' => $owner,
        'WorkTypeGUID' => $phase->WorkTypeGUID,
        'Quantity' => '7.25',
        'Description' => 'Työpaja: myynti & laskutus <åäö> 100 €',
    ]]);
    $entry = $severa->call('GetHourEntryByGUID', ['hourEntryGUID' => $added->GUID]);
    $entry->Quantity = '3.5';
    $entry->Description = 'Lyhyempi työpaja';
    $changed = $severa->call('UpdateHourEntry', ['hourEntryInfo' => $entry]);
    return ['added' => shown($added, HOUR_ENTRY), 'changed' => shown($changed, HOUR_ENTRY)];
}

/** A phase on which hours can be entered, and its case's owner, who may do so. */
function open_phase(Severa $severa): array
{
    foreach ($severa->list('Case', 'GetAllCases', []) as $case) {
        if ($case->IsClosed) {
            continue;
        }
        foreach ($severa->list('Phase', 'GetPhasesByCaseGUID', ['caseGUID' => $case->GUID]) as $phase) {
            if (isset($phase->WorkTypeGUID) && !$phase->IsLocked && !$phase->IsCompleted) {
                return [$phase, $case->CaseOwnerUserGUID];
            }
        }
    }
    throw new RuntimeException('No case is open for hours.');
}

/** How an unknown identifier is refused, or everything where the key is wrong. */
function refusal(Severa $severa): array
{
    try {
        $severa->call('GetHourEntryByGUID', ['hourEntryGUID' => NO_SUCH_GUID]);
    } catch (SoapFault $fault) {
        // The detail has one member, named after the exception.
        $exception = array_key_first(get_object_vars($fault->detail));
        return ['fault' => $exception, 'description' => $fault->detail->{$exception}->Description];
    }
    throw new RuntimeException('The call was expected to be refused.');
}

$endpoint = getenv('SEVERA_ENDPOINT');
$wsdl = getenv('SEVERA_WSDL') ?: "$endpoint?wsdl";
try {
    $severa = new Severa($wsdl, $endpoint, getenv('SEVERA_API_KEY'));
    $document = [
        'version' => $severa->call('GetVersion'),
        ...read($severa),
        ...find_contacts($severa),
        ...enter_hours($severa),
        'wrong_key' => refusal(new Severa($wsdl, $endpoint, 'not-a-key')),
        'unknown_guid' => refusal($severa),
        'quota' => $severa->quota,
    ];
} catch (Downtime $downtime) {
    $document = ['downtime' => ['status' => $downtime->status, 'retry_after' => $downtime->retryAfter]];
}
echo json_encode($document, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
exit(isset($document['downtime']) ? TRY_AGAIN_LATER : 0);
