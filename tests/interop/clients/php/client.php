<?php
// What PHP's SoapClient sees, item by item, as one JSON document.

declare(strict_types=1);

const NS = 'http://soap.severa.com/';

function client(string $key, ?string $location = null): SoapClient
{
    $endpoint = getenv('SEVERA_ENDPOINT');
    $options = ['trace' => true, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'location' => $location ?? $endpoint];
    $client = new SoapClient("$endpoint?wsdl", $options);
    $client->__setSoapHeaders(new SoapHeader(NS, 'WebServicePassword', $key));
    return $client;
}

function call(SoapClient $client, string $operation, array $parameters, array &$headers = []): mixed
{
    $response = $client->__soapCall($operation, [$parameters], null, null, $headers);
    return $response->{$operation . 'Result'} ?? null;
}

function refusal(SoapClient $client): array
{
    try {
        call($client, 'GetProductByGUID', ['productGUID' => str_repeat('0', 32)]);
    } catch (SoapFault $fault) {
        $exception = array_key_first(get_object_vars($fault->detail));
        return [$exception, $fault->detail->{$exception}->Description];
    }
    return [];
}

function downtime(SoapClient $client): array
{
    try {
        $client->GetVersion();
        return [];
    } catch (SoapFault) {
        preg_match('{^HTTP/\S+ (\d+).*^Retry-After: (\S+)}ims', $client->__getLastResponseHeaders(), $found);
        return ['status' => (int) $found[1], 'retry_after' => $found[2]];
    }
}

$severa = client(getenv('SEVERA_API_KEY'));
$contacts = call($severa, 'GetContactsByAccountGUID', ['accountGUID' => getenv('ACCOUNT')])->Contact;
$none = call($severa, 'GetContactsByAccountGUID', ['accountGUID' => getenv('OTHER_ACCOUNT')])->Contact ?? [];
$of_contacts = fn (callable $shown): array => array_combine(array_column($contacts, 'FirstName'), array_map($shown, $contacts));
$methods = fn (object $contact): array => array_map(
    fn (object $method): array => [$method->Type, $method->Value],
    $contact->CommunicationMethods->{'Contact.CommunicationMethod'} ?? [],
);

$products = call($severa, 'GetProductsChangedSince', ['startDateTime' => '2000-01-01T00:00:00', 'options' => 0])->Product;
$account = call($severa, 'GetAccountByGUID', ['accountGuid' => getenv('ACCOUNT')]);
$found = call($severa, 'GetContactsByCommunicationMethodType', ['type' => 'EmailAddress', 'value' => getenv('EMAIL')]);
$flags = ['startDateTime' => '2000-01-01T00:00:00', 'options' => 'IncludeInactive CheckContactChanges'];
$accounts = call($severa, 'GetAccountsChangedSinceOpts', $flags)->Account;
$right = call($severa, 'GetUserRightsByUserGUID', ['guid' => getenv('USER')])->Rights->Account;

$sent = call($severa, 'AddNewContact', ['contactInfo' => [
    'AccountGUID' => getenv('OTHER_ACCOUNT'),
    'DateOfBirth' => '2024-02-29T00:00:00',
    'FirstName' => 'Sent',
    'IsActive' => true,
    'LastName' => getenv('TEXT'),
]]);
$product = ['Code' => 'NEW', 'Description' => 'To be cleared', 'IsActive' => true, 'Name' => 'New', 'UnitPrice' => '12.5'];
$added = call($severa, 'AddNewProduct', ['productInfo' => $product + ['UseInWorkTimeEntry' => false, 'VAT' => '24']]);
$added = call($severa, 'GetProductByGUID', ['productGUID' => $added->GUID]);
$added->UnitPrice = '99.95';
$added->Description = null;
$changed = call($severa, 'UpdateProduct', ['productInfo' => $added]);
$file = call($severa, 'GetFileBytesByGUID', ['guid' => getenv('FILE')]);
$faults = ['key' => refusal(client('not-a-key')), 'guid' => refusal($severa)];
$headers = [];
call($severa, 'GetProductByGUID', ['productGUID' => $added->GUID], $headers);

echo json_encode([
    'wsdl' => count($severa->__getFunctions()),
    'lists' => ['contacts' => $of_contacts($methods), 'none' => count($none)],
    'write' => array_intersect_key(get_object_vars($changed), ['UnitPrice' => 0, 'VAT' => 0, 'Description' => 0]),
    'nulls' => $of_contacts(fn (object $contact): ?string => $contact->JobTitle),
    'enums' => ['found' => array_column($found->Contact, 'FirstName'), 'flags' => array_column($accounts, 'Name'), 'right' => $right],
    'dates' => [
        'births' => $of_contacts(fn (object $contact): ?string => $contact->DateOfBirth),
        'inserted' => $account->InsertTS,
        'sent' => $sent->DateOfBirth,
    ],
    'decimals' => array_combine(array_column($products, 'Code'), array_map(fn (object $each): ?string => $each->UnitPrice, $products)),
    'text' => ['read' => $of_contacts(fn (object $contact): string => $contact->LastName), 'sent' => $sent->LastName],
    'bytes' => bin2hex($file),
    'faults' => $faults,
    'quota' => ['limit' => (int) $headers['Quota'], 'used' => (int) $headers['UsedQuota']],
    'downtime' => downtime(client(getenv('SEVERA_API_KEY'), getenv('SEVERA_CLOSED_ENDPOINT'))),
], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
