// What gSOAP sees, item by item, as one JSON document.

#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <sstream>
#include "operations.h"
#include "proxy.h"
#include "severa.nsmap"

using Proxy = Severa_x002eAPI_x002eIAPIProxy;
using std::string;

static string variable(const char *name) { return std::getenv(name); }

// Texts, lists and objects of JSON: a member that is null points nowhere.
static string text(const string *value) {
    if (!value) return "null";
    std::ostringstream quoted;
    quoted << '"';
    for (char each : *value) {
        if (each == '"' || each == '\\') quoted << '\\' << each;
        else if (each == '\n') quoted << "\\n";
        else quoted << each;
    }
    return quoted.str() + '"';
}

static string text(const string &value) { return text(&value); }

// Dates become seconds since 1970, as if they were of the time zone that the environment names: UTC here.
static string date(const time_t *value) {
    if (!value) return "null";
    char shown[32];
    std::tm parts;
    std::strftime(shown, sizeof shown, "%Y-%m-%dT%H:%M:%S", gmtime_r(value, &parts));
    return text(shown);
}

template <typename Values, typename Show> static string list(const Values &values, Show show) {
    string joined;
    for (const auto &each : values) joined += (joined.empty() ? "" : ",") + show(each);
    return "[" + joined + "]";
}

template <typename Values, typename Show> static string members(const Values &values, Show show) {
    string joined;
    for (const auto &each : values) joined += (joined.empty() ? "" : ",") + show(each);
    return "{" + joined + "}";
}

static char http_status[16], retry_after[16];
static int (*parse_header)(struct soap *, const char *, const char *);

static int keep_retry_after(struct soap *soap, const char *key, const char *value) {
    if (!soap_tag_cmp(key, "Retry-After")) std::snprintf(retry_after, sizeof retry_after, "%s", value);
    return parse_header(soap, key, value);
}

static SOAP_ENV__Header header;
static string api_key;

static void check(Proxy &severa, int error) {
    if (error) {
        severa.soap_stream_fault(std::cerr);
        std::exit(1);
    }
}

// Before each call: the key; what a response brought has taken its place.
static void sign(Proxy &severa) {
    header = SOAP_ENV__Header();
    header.ns1__WebServicePassword = &api_key;
    severa.soap->header = &header;
}

#define CALL(operation, request, response) \
    _ns1__##operation##Response response;  \
    sign(severa);                          \
    check(severa, severa.operation(&request, response))

static string refusal(Proxy &severa, string key) {
    string guid(32, '0');
    _ns1__GetProductByGUID request;
    _ns1__GetProductByGUIDResponse response;
    request.productGUID = &guid;
    std::swap(api_key, key);
    sign(severa);
    severa.GetProductByGUID(&request, response);
    std::swap(api_key, key);
    SOAP_ENV__Detail *detail = severa.soap_fault()->detail;
    if (auto *refused = detail->ns3__NotFoundException_) return "[\"NotFoundException\"," + text(refused->Description) + "]";
    if (auto *refused = detail->ns3__AuthenticationFailureException_)
        return "[\"AuthenticationFailureException\"," + text(refused->Description) + "]";
    return "null";
}

int main() {
    setenv("TZ", "UTC", 1);
    const string endpoint = variable("SEVERA_ENDPOINT"), closed = variable("SEVERA_CLOSED_ENDPOINT");
    api_key = variable("SEVERA_API_KEY");
    Proxy severa(endpoint.c_str(), SOAP_C_UTFSTRING);
    string account_guid = variable("ACCOUNT"), other_guid = variable("OTHER_ACCOUNT"), email = variable("EMAIL");
    string user_guid = variable("USER"), file_guid = variable("FILE"), sent_text = variable("TEXT");
    time_t long_ago = 946684800, leap_day = 1709164800;
    int no_options = 0;

    _ns1__GetContactsByAccountGUID of_account;
    of_account.accountGUID = &account_guid;
    CALL(GetContactsByAccountGUID, of_account, contacts);
    of_account.accountGUID = &other_guid;
    CALL(GetContactsByAccountGUID, of_account, none);
    _ns1__GetProductsChangedSince since;
    since.startDateTime = &long_ago;
    since.options = &no_options;
    CALL(GetProductsChangedSince, since, products);
    _ns1__GetContactsByCommunicationMethodType by_email;
    ns4__CommunicationMethodType method = ns4__CommunicationMethodType__EmailAddress;
    by_email.type = &method;
    by_email.value = &email;
    CALL(GetContactsByCommunicationMethodType, by_email, found);
    _ns1__GetAccountsChangedSinceOpts with_flags;
    auto flags = static_cast<ns3__AccountGetOptions>(
        ns3__AccountGetOptions__IncludeInactive | ns3__AccountGetOptions__CheckContactChanges);
    with_flags.startDateTime = &long_ago;
    with_flags.options = &flags;
    CALL(GetAccountsChangedSinceOpts, with_flags, accounts);
    _ns1__GetAccountByGUID by_guid;
    by_guid.accountGuid = &account_guid;
    CALL(GetAccountByGUID, by_guid, account);
    _ns1__GetUserRightsByUserGUID of_user;
    of_user.guid = &user_guid;
    CALL(GetUserRightsByUserGUID, of_user, rights);

    bool yes = true, no = false;
    string first_name = "Sent";
    ns2__Contact contact;
    contact.AccountGUID = &other_guid;
    contact.DateOfBirth = &leap_day;
    contact.FirstName = &first_name;
    contact.IsActive = &yes;
    contact.LastName = &sent_text;
    _ns1__AddNewContact add_contact;
    add_contact.contactInfo = &contact;
    CALL(AddNewContact, add_contact, sent);

    string code = "NEW", name = "New", description = "To be cleared", price = "12.5", vat = "24", new_price = "99.95";
    ns2__Product product;
    product.Code = &code;
    product.Name = &name;
    product.Description = &description;
    product.IsActive = &yes;
    product.UseInWorkTimeEntry = &no;
    product.UnitPrice = &price;
    product.VAT = &vat;
    _ns1__AddNewProduct add_product;
    add_product.productInfo = &product;
    CALL(AddNewProduct, add_product, added);
    _ns1__GetProductByGUID read_product;
    read_product.productGUID = added.AddNewProductResult->GUID;
    CALL(GetProductByGUID, read_product, read);
    _ns1__UpdateProduct update_product;
    update_product.productInfo = read.GetProductByGUIDResult;
    update_product.productInfo->UnitPrice = &new_price;
    update_product.productInfo->Description = nullptr;
    CALL(UpdateProduct, update_product, updated);
    const ns2__Product &changed = *updated.UpdateProductResult;
    _ns1__GetFileBytesByGUID read_file;
    read_file.guid = &file_guid;
    CALL(GetFileBytesByGUID, read_file, file);
    const string faults = "{\"key\":" + refusal(severa, "not-a-key") + ",\"guid\":" + refusal(severa, api_key) + "}";
    CALL(GetProductByGUID, read_product, last);
    const int limit = *severa.soap_header()->ns1__Quota, used = *severa.soap_header()->ns1__UsedQuota;

    Proxy resting(closed.c_str());
    parse_header = resting.soap->fparsehdr;
    resting.soap->fparsehdr = keep_retry_after;
    _ns1__GetVersion get_version;
    _ns1__GetVersionResponse version;
    const int status = resting.GetVersion(&get_version, version);

    const auto &people = contacts.GetContactsByAccountGUIDResult->Contact;
    const auto of_contacts = [&](auto show) {
        return members(people, [&](const ns2__Contact *each) { return text(each->FirstName) + ":" + show(each); });
    };
    const auto methods = [](const ns2__Contact *each) {
        return list(each->CommunicationMethods->Contact_x002eCommunicationMethod, [](const auto *one) {
            return "[" + text(one->Type) + "," + text(one->Value) + "]";
        });
    };
    std::ostringstream bytes;
    for (int at = 0; at < file.GetFileBytesByGUIDResult->__size; ++at) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", file.GetFileBytesByGUIDResult->__ptr[at]);
        bytes << digits;
    }
    std::cout
        << "{\"wsdl\":" << OPERATIONS
        << ",\"lists\":{\"contacts\":" << of_contacts(methods)
        << ",\"none\":" << none.GetContactsByAccountGUIDResult->Contact.size() << "}"
        << ",\"write\":{\"UnitPrice\":" << text(changed.UnitPrice) << ",\"VAT\":" << text(changed.VAT)
        << ",\"Description\":" << text(changed.Description) << "}"
        << ",\"nulls\":" << of_contacts([](const ns2__Contact *each) { return text(each->JobTitle); })
        << ",\"enums\":{\"found\":"
        << list(found.GetContactsByCommunicationMethodTypeResult->Contact, [](auto *each) { return text(each->FirstName); })
        << ",\"flags\":"
        << list(accounts.GetAccountsChangedSinceOptsResult->Account, [](auto *each) { return text(each->Name); })
        << ",\"right\":"
        << text(soap_ns2__AccountRight2s(severa.soap, *rights.GetUserRightsByUserGUIDResult->Rights->Account))
        << "},\"dates\":{\"births\":" << of_contacts([](const ns2__Contact *each) { return date(each->DateOfBirth); })
        << ",\"inserted\":" << date(account.GetAccountByGUIDResult->InsertTS)
        << ",\"sent\":" << date(sent.AddNewContactResult->DateOfBirth)
        << "},\"decimals\":"
        << members(products.GetProductsChangedSinceResult->Product,
                   [](auto *each) { return text(each->Code) + ":" + text(each->UnitPrice); })
        << ",\"text\":{\"read\":" << of_contacts([](const ns2__Contact *each) { return text(each->LastName); })
        << ",\"sent\":" << text(sent.AddNewContactResult->LastName)
        << "},\"bytes\":\"" << bytes.str() << "\",\"faults\":" << faults
        << ",\"quota\":{\"limit\":" << limit << ",\"used\":" << used
        << "},\"downtime\":{\"status\":" << status << ",\"retry_after\":\"" << retry_after << "\"}}";
    return 0;
}
