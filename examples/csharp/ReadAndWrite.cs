// Read accounts, cases, hours and invoices, enter hours, and meet the faults of the S3 API: with WCF.
//
// The environment says where: SEVERA_ENDPOINT and SEVERA_API_KEY. Prints one JSON document: decimals and times as
// text, as they travel. The proxies and data contracts are what svcutil makes of the WSDL.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.ServiceModel;
using System.Text;
using System.Web.Script.Serialization;
using Severa.API;
using Severa.Entities;
using Severa.Entities.API;

public static class ReadAndWrite
{
    const int IncludeInactive = 2;
    const int TryAgainLater = 75;
    const string NoSuchGuid = "00000000000000000000000000000000";

    static readonly DateTime LongAgo = new DateTime(2000, 1, 1);
    static readonly DateTime FarAhead = new DateTime(2100, 1, 1);

    static readonly string[] AccountMembers = { "GUID", "Name", "Number", "IsActive", "OverdueInterest", "InsertTS", "UpdatedTS" };
    static readonly string[] CaseMembers = { "GUID", "CaseNumber", "Name", "AccountName", "ClosedDate", "ExpectedValue", "IsClosed" };
    static readonly string[] HourEntryMembers = { "GUID", "EventDate", "Quantity", "UnitPrice", "Description", "StartTime", "IsApproved", "InvoiceGUID" };
    static readonly string[] ContactMembers = { "GUID", "FirstName", "LastName", "DateOfBirth" };
    static readonly string[] InvoiceMembers = { "GUID", "Number", "Date", "PaymentDate", "CurrencyRate", "InvoiceStatus" };
    static readonly string[] InvoiceRowMembers = { "articleName", "rowAmount", "rowVatRatePercent" };

    public static int Main()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        string address = Environment.GetEnvironmentVariable("SEVERA_ENDPOINT");
        string apiKey = Environment.GetEnvironmentVariable("SEVERA_API_KEY");
        var severa = new SeveraEndpoint(address, apiKey);
        Downtime downtime = null;
        var document = new Dictionary<string, object>();
        try
        {
            document["version"] = new APIClient(severa.Binding, severa.Address).GetVersion();
            Read(severa, document);
            FindContacts(severa, document);
            EnterHours(severa, document);
            document["wrong_key"] = Refusal(new SeveraEndpoint(address, "not-a-key"));
            document["unknown_guid"] = Refusal(severa);
            document["quota"] = new { limit = severa.Quota.Limit, used = severa.Quota.Used };
        }
        catch (Exception error) when (!(error is FaultException) && (downtime = Downtime.Behind(error, address)) != null)
        {
            document.Clear();
            document["downtime"] = new { status = downtime.Status, retry_after = downtime.RetryAfter };
        }
        Console.Write(new JavaScriptSerializer { MaxJsonLength = int.MaxValue }.Serialize(document));
        return downtime == null ? 0 : TryAgainLater;
    }

    // Everything that there is of four kinds.
    static void Read(SeveraEndpoint severa, IDictionary<string, object> document)
    {
        var accounts = severa.Connect(new AccountClient(severa.Binding, severa.Address));
        var cases = severa.Connect(new CaseClient(severa.Binding, severa.Address));
        var hours = severa.Connect(new HourEntryClient(severa.Binding, severa.Address));
        var invoices = severa.Connect(new InvoiceClient(severa.Binding, severa.Address));
        var options = AccountGetOptions.IncludeInactive | AccountGetOptions.CheckContactChanges;
        document["accounts"] = Shown(accounts.GetAccountsChangedSinceOpts(LongAgo, options), AccountMembers);
        document["cases"] = Shown(cases.GetAllCases(null), CaseMembers);
        document["hours"] = Shown(hours.GetHourEntriesByDate(null, null, null), HourEntryMembers);
        document["invoices"] = invoices.GetInvoicesByDate(null, LongAgo, FarAhead, 0).Select(ShownInvoice).ToArray();
    }

    // All contacts with their addresses; then one of them, looked up by e-mail.
    static void FindContacts(SeveraEndpoint severa, IDictionary<string, object> document)
    {
        var client = severa.Connect(new ContactClient(severa.Binding, severa.Address));
        Contact[] contacts = client.GetContactsChangedSince(null, LongAgo, IncludeInactive);
        string email = contacts.SelectMany(contact => contact.CommunicationMethods)
            .First(method => method.Type == CommunicationMethodType.EmailAddress.ToString()).Value;
        Contact[] found = client.GetContactsByCommunicationMethodType(CommunicationMethodType.EmailAddress, email);
        document["contacts"] = Shown(contacts, ContactMembers);
        document["found"] = new { email, contacts = Shown(found, ContactMembers) };
    }

    // An hour entry on the first phase that takes hours: added, read back and changed.
    static void EnterHours(SeveraEndpoint severa, IDictionary<string, object> document)
    {
        var client = severa.Connect(new HourEntryClient(severa.Binding, severa.Address));
        string owner;
        Phase phase = OpenPhase(severa, out owner);
        HourEntry added = client.AddNewHourEntry(new HourEntry
        {
            EventDate = new DateTime(2026, 10, 1),
            PhaseGUID = phase.GUID,
            UserGUID = owner,
            WorkTypeGUID = phase.WorkTypeGUID,
            Quantity = 7.25m,
            Description = "Työpaja: myynti & laskutus <åäö> 100 €",
        });
        HourEntry entry = client.GetHourEntryByGUID(added.GUID);
        entry.Quantity = 3.5m;
        entry.Description = "Lyhyempi työpaja";
        document["added"] = Shown(added, HourEntryMembers);
        document["changed"] = Shown(client.UpdateHourEntry(entry), HourEntryMembers);
    }

    // A phase on which hours can be entered, and its case's owner, who may do so.
    static Phase OpenPhase(SeveraEndpoint severa, out string owner)
    {
        var cases = severa.Connect(new CaseClient(severa.Binding, severa.Address));
        var phases = severa.Connect(new PhaseClient(severa.Binding, severa.Address));
        foreach (Case candidate in cases.GetAllCases(null).Where(each => !each.IsClosed))
        {
            Phase open = phases.GetPhasesByCaseGUID(candidate.GUID)
                .FirstOrDefault(phase => phase.WorkTypeGUID != null && !phase.IsLocked && !phase.IsCompleted);
            if (open != null)
            {
                owner = candidate.CaseOwnerUserGUID;
                return open;
            }
        }
        throw new InvalidOperationException("No case is open for hours.");
    }

    // How an unknown identifier is refused, or everything where the key is wrong.
    static object Refusal(SeveraEndpoint severa)
    {
        try
        {
            severa.Connect(new HourEntryClient(severa.Binding, severa.Address)).GetHourEntryByGUID(NoSuchGuid);
        }
        catch (FaultException<AuthenticationFailureException> refused)
        {
            return new { fault = "AuthenticationFailureException", description = refused.Detail.Description };
        }
        catch (FaultException<NotFoundException> refused)
        {
            return new { fault = "NotFoundException", description = refused.Detail.Description };
        }
        throw new InvalidOperationException("The call was expected to be refused.");
    }

    static object ShownInvoice(Invoice invoice)
    {
        IDictionary<string, object> values = Shown(invoice, InvoiceMembers);
        values["rows"] = Shown(invoice.InvoiceRows, InvoiceRowMembers);
        return values;
    }

    static object Shown<T>(T[] entities, string[] members)
    {
        return entities.Select(entity => Shown(entity, members)).ToArray();
    }

    static IDictionary<string, object> Shown(object entity, string[] members)
    {
        return members.ToDictionary(name => name, name => Plain(entity.GetType().GetProperty(name).GetValue(entity, null)));
    }

    static object Plain(object value)
    {
        if (value is DateTime)
        {
            return ((DateTime)value).ToString("s", CultureInfo.InvariantCulture);
        }
        return value is decimal ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : value;
    }
}
