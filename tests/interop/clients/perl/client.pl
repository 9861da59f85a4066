# What SOAP::Lite sees, item by item, as one JSON document.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use JSON::PP;
use MIME::Base64;
use SOAP::Lite;

my $ns = 'http://soap.severa.com/';
my $entities = 'http://schemas.datacontract.org/2004/07/Severa.Entities.API';
my %env = map { $_ => decode_utf8($ENV{$_}) } keys %ENV;
my ($key, $address) = @env{qw(SEVERA_API_KEY SEVERA_ENDPOINT)};
my $operations = SOAP::Schema->schema_url("$address?wsdl")->parse->services->{API};

# The stubs that SOAP::Lite makes of a WSDL write no namespaces of data contracts: the calls are put together here.
sub soap {
    my ($operation) = @_;
    my $soap = SOAP::Lite->proxy($address)->autotype(0)->readable(0)->ns($ns, 'tns');
    $soap->on_action(sub { qq("$operations->{$operation}{soapaction}") });
    $soap->serializer->register_ns($entities, 'e');
    return $soap->on_fault(sub { return $_[1] });
}

sub call {
    my ($operation, @parameters) = @_;
    my $header = SOAP::Header->name('tns:WebServicePassword')->value($key);
    return soap($operation)->call("tns:$operation", $header, @parameters);
}

# Without types of XML Schema, SOAP::Lite writes texts as they are: markup is escaped here.
sub parameter { return SOAP::Data->name("tns:$_[0]")->value(SOAP::Utils::encode_data($_[1])) }

sub entity {
    my ($name, @members) = @_;
    my @data;
    while (my ($member, $value) = splice @members, 0, 2) {
        push @data, SOAP::Data->name("e:$member")->value(SOAP::Utils::encode_data($value));
    }
    return SOAP::Data->name("tns:$name")->value(\SOAP::Data->value(@data));
}

# A list of one is no array, and an empty one is an empty text.
sub listed {
    my ($wrapper, $member) = @_;
    return () unless ref $wrapper;
    my $found = $wrapper->{$member} // [];
    return ref $found eq 'ARRAY' ? @$found : ($found);
}

sub refusal {
    my $fault = call('GetProductByGUID', parameter(productGUID => '0' x 32))->faultdetail;
    my ($exception) = keys %$fault;
    return [$exception, $fault->{$exception}{Description}];
}

sub downtime {
    $address = $env{SEVERA_CLOSED_ENDPOINT};
    my $soap = soap('GetVersion');
    eval { $soap->call('tns:GetVersion') };
    my $response = $soap->transport->proxy->http_response;
    return { status => $response->code + 0, retry_after => $response->header('Retry-After') };
}

my @contacts = listed(call('GetContactsByAccountGUID', parameter(accountGUID => $env{ACCOUNT}))->result, 'Contact');
my @none = listed(call('GetContactsByAccountGUID', parameter(accountGUID => $env{OTHER_ACCOUNT}))->result, 'Contact');
my @since = (parameter(startDateTime => '2000-01-01T00:00:00'));
my @products = listed(call('GetProductsChangedSince', @since, parameter(options => 0))->result, 'Product');
my @email = (parameter(type => 'EmailAddress'), parameter(value => $env{EMAIL}));
my @found = listed(call('GetContactsByCommunicationMethodType', @email)->result, 'Contact');
my @flags = (@since, parameter(options => 'IncludeInactive CheckContactChanges'));
my @accounts = listed(call('GetAccountsChangedSinceOpts', @flags)->result, 'Account');
my $account = call('GetAccountByGUID', parameter(accountGuid => $env{ACCOUNT}))->result;
my $rights = call('GetUserRightsByUserGUID', parameter(guid => $env{USER}))->result;
my $sent = call('AddNewContact', entity(
    contactInfo => AccountGUID => $env{OTHER_ACCOUNT}, DateOfBirth => '2024-02-29T00:00:00', FirstName => 'Sent',
    IsActive => 'true', LastName => $env{TEXT},
))->result;
my $added = call('AddNewProduct', entity(
    productInfo => Code => 'NEW', Description => 'To be cleared', IsActive => 'true', Name => 'New',
    UnitPrice => '12.5', UseInWorkTimeEntry => 'false', VAT => '24',
))->result;
$added = call('GetProductByGUID', parameter(productGUID => $added->{GUID}))->result;
my %change = (%$added, UnitPrice => '99.95', Description => undef);
# A data contract's members are read in their order, and Perl's hashes have none.
my @order = qw(Code Description GUID IsActive MeasurementUnit Name Type UnitCost UnitPrice UseInWorkTimeEntry VAT
    ProductCategoryGUID SalesAccountGUID);
my $changed = call('UpdateProduct', entity(productInfo => map { $_ => $change{$_} } @order))->result;
my $file = call('GetFileBytesByGUID', parameter(guid => $env{FILE}))->result;
my $guid = refusal();
my $last = call('GetProductByGUID', parameter(productGUID => $added->{GUID}));
$key = 'not-a-key';
my $wrong_key = refusal();

my %of = map { $_->{FirstName} => $_ } @contacts;
sub of_contacts { my ($shown) = @_; return { map { $_ => $shown->($of{$_}) } keys %of } }
print JSON::PP->new->ascii->canonical->encode({
    wsdl => scalar keys %$operations,
    lists => {
        contacts => of_contacts(sub {
            [map { [$_->{Type}, $_->{Value}] } listed($_[0]{CommunicationMethods}, 'Contact.CommunicationMethod')]
        }),
        none => scalar @none,
    },
    write => { map { $_ => $changed->{$_} } qw(UnitPrice VAT Description) },
    nulls => of_contacts(sub { $_[0]{JobTitle} }),
    enums => {
        found => [map { $_->{FirstName} } @found],
        flags => [map { $_->{Name} } @accounts],
        right => $rights->{Rights}{Account},
    },
    dates => { births => of_contacts(sub { $_[0]{DateOfBirth} }), inserted => $account->{InsertTS}, sent => $sent->{DateOfBirth} },
    decimals => { map { $_->{Code} => $_->{UnitPrice} } @products },
    text => { read => of_contacts(sub { $_[0]{LastName} }), sent => $sent->{LastName} },
    bytes => unpack('H*', decode_base64($file)),
    faults => { key => $wrong_key, guid => $guid },
    quota => { limit => $last->valueof('//Header/Quota') + 0, used => $last->valueof('//Header/UsedQuota') + 0 },
    downtime => downtime(),
});
