// What JAX-WS sees, item by item, as one JSON document.

import com.severa.soap.*;
import com.sun.xml.ws.developer.WSBindingProvider;
import java.math.BigDecimal;
import java.net.URL;
import java.util.*;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.namespace.QName;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Service;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.soap.SOAPFaultException;
import com.sun.xml.ws.api.message.Header;
import com.sun.xml.ws.api.message.Headers;
import org.datacontract.schemas._2004._07.severa.*;
import org.datacontract.schemas._2004._07.severa_entities.*;

public class Client {
    static final String NS = "http://soap.severa.com/";
    static final Map<String, String> ENV = System.getenv();
    static Service service;

    // One interface: all share one address, and each is a port of its own.
    static <T> T port(Class<T> type, String key, String address) {
        T port = service.getPort(new QName(NS, "Severa.API." + type.getSimpleName()), type);
        ((WSBindingProvider) port).setOutboundHeaders(Headers.create(new QName(NS, "WebServicePassword"), key));
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, address);
        return port;
    }

    static <T> T port(Class<T> type) {
        return port(type, ENV.get("SEVERA_API_KEY"), ENV.get("SEVERA_ENDPOINT"));
    }

    static List<String> refusal(IProduct products) throws Exception {
        try {
            products.getProductByGUID("0".repeat(32));
            return null;
        } catch (IProductGetProductByGUIDNotFoundExceptionFaultFaultMessage refused) {
            return List.of(refused.getFaultInfo().getClass().getSimpleName(), refused.getFaultInfo().getDescription());
        } catch (IProductGetProductByGUIDAuthenticationFailureExceptionFaultFaultMessage refused) {
            return List.of(refused.getFaultInfo().getClass().getSimpleName(), refused.getFaultInfo().getDescription());
        }
    }

    static Map<String, Object> downtime() {
        IAPI api = port(IAPI.class, "", ENV.get("SEVERA_CLOSED_ENDPOINT"));
        try {
            api.getVersion();
            return null;
        } catch (javax.xml.ws.WebServiceException refused) {
            Map<String, Object> context = ((BindingProvider) api).getResponseContext();
            Map<String, List<String>> headers = (Map<String, List<String>>) context.get(MessageContext.HTTP_RESPONSE_HEADERS);
            return Map.of("status", context.get(MessageContext.HTTP_RESPONSE_CODE), "retry_after", headers.get("Retry-After").get(0));
        }
    }

    static int header(Object port, String name) {
        for (Header header : ((WSBindingProvider) port).getInboundHeaders()) {
            if (header.getLocalPart().equals(name)) {
                return Integer.parseInt(header.getStringContent());
            }
        }
        return -1;
    }

    static Map<String, Object> ofContacts(List<Contact> contacts, Function<Contact, Object> shown) {
        Map<String, Object> found = new TreeMap<>();
        contacts.forEach(contact -> found.put(contact.getFirstName(), shown.apply(contact)));
        return found;
    }

    static Object methods(Contact contact) {
        return contact.getCommunicationMethods().getContactCommunicationMethod().stream()
            .map(method -> List.of(method.getType(), method.getValue())).collect(Collectors.toList());
    }

    public static void main(String[] arguments) throws Exception {
        URL wsdl = new URL(ENV.get("SEVERA_ENDPOINT") + "?wsdl");
        service = Service.create(wsdl, new QName(NS, "API"));
        IContact contactPort = port(IContact.class);
        IProduct productPort = port(IProduct.class);
        DatatypeFactory dates = DatatypeFactory.newInstance();

        List<Contact> contacts = contactPort.getContactsByAccountGUID(ENV.get("ACCOUNT")).getContact();
        List<Contact> none = contactPort.getContactsByAccountGUID(ENV.get("OTHER_ACCOUNT")).getContact();
        var longAgo = dates.newXMLGregorianCalendar("2000-01-01T00:00:00");
        Map<String, Object> prices = new TreeMap<>();
        productPort.getProductsChangedSince(longAgo, 0).getProduct().forEach(each -> prices.put(each.getCode(), each.getUnitPrice()));
        List<Contact> found = contactPort.getContactsByCommunicationMethodType(CommunicationMethodType.EMAIL_ADDRESS, ENV.get("EMAIL")).getContact();
        List<String> flags = List.of("IncludeInactive", "CheckContactChanges");
        List<Account> accounts = port(IAccount.class).getAccountsChangedSinceOpts(longAgo, flags).getAccount();
        Account account = port(IAccount.class).getAccountByGUID(ENV.get("ACCOUNT"));
        UserRights rights = port(IAccessRights.class).getUserRightsByUserGUID(ENV.get("USER"));

        Contact contact = new Contact();
        contact.setAccountGUID(ENV.get("OTHER_ACCOUNT"));
        contact.setDateOfBirth(dates.newXMLGregorianCalendar("2024-02-29T00:00:00"));
        contact.setFirstName("Sent");
        contact.setIsActive(true);
        contact.setLastName(ENV.get("TEXT"));
        Contact sent = contactPort.addNewContact(contact);

        Product product = new Product();
        product.setCode("NEW");
        product.setName("New");
        product.setDescription("To be cleared");
        product.setIsActive(true);
        product.setUnitPrice(new BigDecimal("12.5"));
        product.setVAT(new BigDecimal(24));
        Product added = productPort.getProductByGUID(productPort.addNewProduct(product).getGUID());
        added.setUnitPrice(new BigDecimal("99.95"));
        added.setDescription(null);
        Product changed = productPort.updateProduct(added);
        byte[] file = port(IFile.class).getFileBytesByGUID(ENV.get("FILE"));
        Map<String, Object> faults = new TreeMap<>();
        faults.put("key", refusal(port(IProduct.class, "not-a-key", ENV.get("SEVERA_ENDPOINT"))));
        faults.put("guid", refusal(productPort));
        productPort.getProductByGUID(added.getGUID());

        Map<String, Object> write = new TreeMap<>();
        write.put("UnitPrice", changed.getUnitPrice());
        write.put("VAT", changed.getVAT());
        write.put("Description", changed.getDescription());
        Map<String, Object> seen = new TreeMap<>();
        int operations = 0;
        for (Iterator<QName> ports = service.getPorts(); ports.hasNext(); ) {
            Class<?> type = Class.forName("com.severa.soap." + ports.next().getLocalPart().replace("Severa.API.", ""));
            operations += type.getMethods().length;
        }
        seen.put("wsdl", operations);
        seen.put("lists", Map.of("contacts", ofContacts(contacts, Client::methods), "none", none.size()));
        seen.put("write", write);
        seen.put("nulls", ofContacts(contacts, Contact::getJobTitle));
        seen.put("enums", Map.of(
            "found", found.stream().map(Contact::getFirstName).collect(Collectors.toList()),
            "flags", accounts.stream().map(Account::getName).collect(Collectors.toList()),
            "right", rights.getRights().getAccount().value()));
        seen.put("dates", Map.of(
            "births", ofContacts(contacts, Contact::getDateOfBirth),
            "inserted", account.getInsertTS(), "sent", sent.getDateOfBirth()));
        seen.put("decimals", prices);
        seen.put("text", Map.of("read", ofContacts(contacts, Contact::getLastName), "sent", sent.getLastName()));
        StringBuilder hex = new StringBuilder();
        for (byte each : file) hex.append(String.format("%02x", each));
        seen.put("bytes", hex.toString());
        seen.put("faults", faults);
        seen.put("quota", Map.of("limit", header(productPort, "Quota"), "used", header(productPort, "UsedQuota")));
        seen.put("downtime", downtime());
        System.out.print(json(seen));
    }

    static String json(Object value) {
        if (value == null || value instanceof Integer) {
            return String.valueOf(value);
        }
        if (value instanceof Map) {
            return ((Map<?, ?>) value).entrySet().stream()
                .map(each -> json(each.getKey()) + ":" + json(each.getValue())).collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(Client::json).collect(Collectors.joining(",", "[", "]"));
        }
        // Amounts and dates as texts; ASCII alone, whatever the machine's encoding is.
        StringBuilder text = new StringBuilder("\"");
        for (char each : (value instanceof BigDecimal ? ((BigDecimal) value).toPlainString() : value.toString()).toCharArray()) {
            text.append(each >= ' ' && each < 127 && each != '"' && each != '\\' ? each : String.format("\\u%04x", (int) each));
        }
        return text.append('"').toString();
    }
}
