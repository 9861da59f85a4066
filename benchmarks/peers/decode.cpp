// Decodes one response with gSOAP: one run for each line on standard input.
//
// Arguments: the response. First prints what the response comes to, then a line for each run.
// The other files come from wsdl2h and soapcpp2.

#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include "soapH.h"
#include "Severa_x002eAPI_x002eIAPI.nsmap"

using Entity = ns2__HourEntry;

static std::vector<Entity *> &decode(struct soap *soap, std::istream &answer) {
    soap->is = &answer;
    auto response = soap_new__ns1__GetHourEntriesChangedSinceResponse(soap);
    if (soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap) || soap_body_begin_in(soap) ||
        !soap_get__ns1__GetHourEntriesChangedSinceResponse(soap, response, nullptr, nullptr) ||
        soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap)) {
        soap_print_fault(soap, stderr);
        throw std::runtime_error("the response was not decoded");
    }
    return response->GetHourEntriesChangedSinceResult->HourEntry;
}

static double total;

static int amount(const std::string *value) {
    if (value) total += std::stod(*value);
    return value ? 1 : 0;
}

template <typename Value> static int given(const Value *value) { return value ? 1 : 0; }

static void print_content(const std::vector<Entity *> &entities) {
    long values = 0;
    std::ostringstream sums;
    sums.precision(17);
    const struct { const char *name; std::string *Entity::*member; } amounts[] = {
        {"InvoiceQuantity", &Entity::InvoiceQuantity}, {"Quantity", &Entity::Quantity}, {"UnitCost", &Entity::UnitCost},
        {"UnitPrice", &Entity::UnitPrice}, {"UnitPriceInBaseCurrency", &Entity::UnitPriceInBaseCurrency},
    };
    for (const auto &each : amounts) {
        total = 0;
        for (const Entity *entity : entities) values += amount(entity->*each.member);
        sums << (sums.tellp() > 0 ? "," : "") << '"' << each.name << "\":" << std::round(total * 100) / 100;
    }
    for (const Entity *e : entities)
        values += given(e->AccountGUID) + given(e->CaseGUID) + given(e->Description) + given(e->EndTime) +
                  given(e->EventDate) + given(e->GUID) + given(e->InvoiceDescription) + given(e->InvoiceGUID) +
                  given(e->InvoiceRowGUID) + given(e->IsApproved) + given(e->IsBillable) + given(e->IsProductive) +
                  given(e->IsReadOnly) + given(e->OverTimeGUID) + given(e->PhaseGUID) + given(e->StartTime) +
                  given(e->TaskGUID) + given(e->UserGUID) + given(e->WorkTypeGUID);
    std::cout << "{\"entities\":" << entities.size() << ",\"values\":" << values << ",\"sums\":{" << sums.str() << "}}"
              << std::endl;
}

int main(int, char **arguments) {
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string answer((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    std::string line;
    bool first = true;
    do {
        std::istringstream stream(answer);
        const auto &entities = decode(soap, stream);
        if (first) print_content(entities);
        else std::cout << entities.size() << std::endl;
        first = false;
        soap_destroy(soap);
        soap_end(soap);
    } while (std::getline(std::cin, line));
    return 0;
}
