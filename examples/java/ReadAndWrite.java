// Read accounts, cases, hours and invoices, enter hours, and meet the faults of the S3 API: with JAX-WS.
//
// The environment says where: SEVERA_ENDPOINT, SEVERA_API_KEY and, if the WSDL is kept in a file, SEVERA_WSDL. Prints one
// JSON document: decimals and times as text, as they travel. The ports and entities are what wsimport makes of the WSDL.

import com.severa.soap.*;
import com.sun.xml.ws.api.message.Header;
import com.sun.xml.ws.api.message.Headers;
import com.sun.xml.ws.developer.WSBindingProvider;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.Collectors;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import javax.xml.namespace.QName;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Service;
import javax.xml.ws.WebServiceException;
import javax.xml.ws.handler.MessageContext;
import org.datacontract.schemas._2004._07.severa.*;
import org.datacontract.schemas._2004._07.severa_entities.*;

public class ReadAndWrite {
    static final int INCLUDE_INACTIVE = 2;
    static final int TRY_AGAIN_LATER = 75;
    static final String NO_SUCH_GUID = "0".repeat(32);

    static final List<String> ACCOUNT = List.of("GUID", "Name", "Number", "IsActive", "OverdueInterest", "InsertTS", "UpdatedTS");
    static final List<String> CASE = List.of("GUID", "CaseNumber", "Name", "AccountName", "ClosedDate", "ExpectedValue", "IsClosed");
    static final List<String> HOUR_ENTRY = List.of("GUID", "EventDate", "Quantity", "UnitPrice", "Description", "StartTime", "IsApproved", "InvoiceGUID");
    static final List<String> CONTACT = List.of("GUID", "FirstName", "LastName", "DateOfBirth");
    static final List<String> INVOICE = List.of("GUID", "Number", "Date", "PaymentDate", "CurrencyRate", "InvoiceStatus");
    static final List<String> INVOICE_ROW = List.of("articleName", "rowAmount", "rowVatRatePercent");

    public static void main(String[] arguments) throws Exception {
        String endpoint = System.getenv("SEVERA_ENDPOINT");
        String file = System.getenv("SEVERA_WSDL");
        URL wsdl = (file == null ? URI.create(endpoint + "?wsdl") : Path.of(file).toUri()).toURL();
        Severa severa = new Severa(wsdl, endpoint, System.getenv("SEVERA_API_KEY"));
        Map<String, Object> document = new TreeMap<>();
        Map<String, Object> downtime = null;
        try {
            document.put("version", severa.port(IAPI.class).getVersion());
            read(severa, document);
            findContacts(severa, document);
            enterHours(severa, document);
            document.put("wrong_key", refusal(new Severa(wsdl, endpoint, "not-a-key")));
            document.put("unknown_guid", refusal(severa));
        } catch (WebServiceException error) {
            downtime = severa.downtime();
            if (downtime == null) {
                throw error;
            }
            document = Map.of("downtime", downtime);
        }
        System.out.print(json(document));
        System.exit(downtime == null ? 0 : TRY_AGAIN_LATER);
    }

    // Everything that there is of four kinds.
    static void read(Severa severa, Map<String, Object> document) throws Exception {
        // Flags are a list of names.
        List<String> options = List.of("IncludeInactive", "CheckContactChanges");
        List<Account> accounts = severa.port(IAccount.class).getAccountsChangedSinceOpts(day("2000-01-01"), options).getAccount();
        document.put("accounts", shown(accounts, ACCOUNT));
        document.put("cases", shown(severa.port(ICase.class).getAllCases(null).getCase(), CASE));
        List<HourEntry> hours = severa.port(IHourEntry.class).getHourEntriesByDate(null, null, null).getHourEntry();
        document.put("hours", shown(hours, HOUR_ENTRY));
        List<Object> invoices = new ArrayList<>();
        for (Invoice invoice : severa.port(IInvoice.class).getInvoicesByDate(null, day("2000-01-01"), day("2100-01-01"), 0).getInvoice()) {
            Map<String, Object> values = shown(invoice, INVOICE);
            values.put("rows", shown(invoice.getInvoiceRows().getInvoiceRow(), INVOICE_ROW));
            invoices.add(values);
        }
        document.put("invoices", invoices);
    }

    // All contacts with their addresses; then one of them, looked up by e-mail.
    static void findContacts(Severa severa, Map<String, Object> document) throws Exception {
        IContact port = severa.port(IContact.class);
        List<Contact> contacts = port.getContactsChangedSince(null, day("2000-01-01"), INCLUDE_INACTIVE).getContact();
        String email = contacts.stream()
            .flatMap(contact -> contact.getCommunicationMethods().getContactCommunicationMethod().stream())
            .filter(method -> method.getType().equals(CommunicationMethodType.EMAIL_ADDRESS.value()))
            .findFirst().orElseThrow().getValue();
        List<Contact> found = port.getContactsByCommunicationMethodType(CommunicationMethodType.EMAIL_ADDRESS, email).getContact();
        document.put("contacts", shown(contacts, CONTACT));
        document.put("found", Map.of("email", email, "contacts", shown(found, CONTACT)));
    }

    // An hour entry on the first phase that takes hours: added, read back and changed.
    static void enterHours(Severa severa, Map<String, Object> document) throws Exception {
        IHourEntry port = severa.port(IHourEntry.class);
        HourEntry entry = onOpenPhase(severa);
        entry.setEventDate(day("2026-10-01"));
        entry.setQuantity(new BigDecimal("7.25"));
        entry.setDescription("Työpaja: myynti & laskutus <åäö> 100 €");
        HourEntry added = port.addNewHourEntry(entry);
        HourEntry change = port.getHourEntryByGUID(added.getGUID());
        change.setQuantity(new BigDecimal("3.5"));
        change.setDescription("Lyhyempi työpaja");
        document.put("added", shown(added, HOUR_ENTRY));
        document.put("changed", shown(port.updateHourEntry(change), HOUR_ENTRY));
        document.put("quota", Map.of("limit", severa.header(port, "Quota"), "used", severa.header(port, "UsedQuota")));
    }

    // An hour entry on a phase that takes hours, of its case's owner, who may enter them.
    static HourEntry onOpenPhase(Severa severa) throws Exception {
        for (Case each : severa.port(ICase.class).getAllCases(null).getCase()) {
            for (Phase phase : severa.port(IPhase.class).getPhasesByCaseGUID(each.getGUID()).getPhase()) {
                if (!each.isIsClosed() && phase.getWorkTypeGUID() != null && !phase.isIsLocked() && !phase.isIsCompleted()) {
                    HourEntry entry = new HourEntry();
                    entry.setPhaseGUID(phase.getGUID());
                    entry.setUserGUID(each.getCaseOwnerUserGUID());
                    entry.setWorkTypeGUID(phase.getWorkTypeGUID());
                    return entry;
                }
            }
        }
        throw new NoSuchElementException("No case is open for hours.");
    }

    // How an unknown identifier is refused, or everything where the key is wrong.
    static Map<String, Object> refusal(Severa severa) throws Exception {
        try {
            severa.port(IHourEntry.class).getHourEntryByGUID(NO_SUCH_GUID);
        } catch (IHourEntryGetHourEntryByGUIDAuthenticationFailureExceptionFaultFaultMessage refused) {
            return Map.of("fault", "AuthenticationFailureException", "description", refused.getFaultInfo().getDescription());
        } catch (IHourEntryGetHourEntryByGUIDNotFoundExceptionFaultFaultMessage refused) {
            return Map.of("fault", "NotFoundException", "description", refused.getFaultInfo().getDescription());
        }
        throw new IllegalStateException("The call was expected to be refused.");
    }

    // A time of the API has no zone; with none given, none is sent.
    static XMLGregorianCalendar day(String date) throws Exception {
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(date + "T00:00:00");
    }

    static List<Object> shown(List<?> entities, List<String> members) {
        return entities.stream().map(entity -> shown(entity, members)).collect(Collectors.toList());
    }

    // Some members of an entity, by their names.
    static Map<String, Object> shown(Object entity, List<String> members) {
        Map<String, Object> values = new TreeMap<>();
        for (String name : members) {
            values.put(name, value(entity, name));
        }
        return values;
    }

    static Object value(Object entity, String name) {
        String member = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (String getter : List.of("get" + member, "is" + member)) {
            try {
                return entity.getClass().getMethod(getter).invoke(entity);
            } catch (NoSuchMethodException other) {
                // It is a boolean's.
            } catch (ReflectiveOperationException error) {
                throw new IllegalStateException(error);
            }
        }
        throw new IllegalArgumentException(entity.getClass() + " has no " + name);
    }

    static String json(Object value) {
        if (value == null || value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map) {
            return ((Map<?, ?>) value).entrySet().stream()
                .map(each -> json(each.getKey()) + ":" + json(each.getValue())).collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(ReadAndWrite::json).collect(Collectors.joining(",", "[", "]"));
        }
        // Amounts and times as texts; ASCII alone, whatever the machine's encoding is.
        StringBuilder text = new StringBuilder("\"");
        for (char each : (value instanceof BigDecimal ? ((BigDecimal) value).toPlainString() : value.toString()).toCharArray()) {
            text.append(each >= ' ' && each < 127 && each != '"' && each != '\\' ? each : String.format("\\u%04x", (int) each));
        }
        return text.append('"').toString();
    }
}

// One key's access to all interfaces: they share one address, and each is a port of its own.
class Severa {
    static final String NS = "http://soap.severa.com/";

    private final Service service;
    private final String endpoint;
    private final String apiKey;
    private final List<BindingProvider> ports = new ArrayList<>();

    Severa(URL wsdl, String endpoint, String apiKey) {
        this.service = Service.create(wsdl, new QName(NS, "API"));
        this.endpoint = endpoint;
        this.apiKey = apiKey;
    }

    <T> T port(Class<T> type) {
        T port = service.getPort(new QName(NS, "Severa.API." + type.getSimpleName()), type);
        ((WSBindingProvider) port).setOutboundHeaders(Headers.create(new QName(NS, "WebServicePassword"), apiKey));
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, endpoint);
        ports.add((BindingProvider) port);
        return port;
    }

    // A number that the last response on a port had in its header.
    int header(Object port, String name) {
        for (Header header : ((WSBindingProvider) port).getInboundHeaders()) {
            if (header.getLocalPart().equals(name)) {
                return Integer.parseInt(header.getStringContent());
            }
        }
        throw new NoSuchElementException("The response has no " + name);
    }

    // The maintenance break that the last call met, or null: nothing is wrong with the call then, try again later.
    @SuppressWarnings("unchecked")
    Map<String, Object> downtime() {
        Map<String, Object> context = ports.get(ports.size() - 1).getResponseContext();
        if (context == null || !Integer.valueOf(503).equals(context.get(MessageContext.HTTP_RESPONSE_CODE))) {
            return null;
        }
        Map<String, List<String>> headers = (Map<String, List<String>>) context.get(MessageContext.HTTP_RESPONSE_HEADERS);
        return Map.of("status", 503, "retry_after", headers.get("Retry-After").get(0));
    }
}
