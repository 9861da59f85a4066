// What WCF on Mono sees, item by item, as one JSON document.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.ServiceModel;
using System.ServiceModel.Description;
using System.Text;
using System.Web.Script.Serialization;
using Severa.API;
using Severa.Entities;
using Severa.Entities.API;

public static class Client
{
    static readonly DateTime LongAgo = new DateTime(2000, 1, 1);
    static readonly SeveraEndpoint Severa = new SeveraEndpoint(Variable("SEVERA_ENDPOINT"), Variable("SEVERA_API_KEY"));

    static string Variable(string name)
    {
        return Environment.GetEnvironmentVariable(name);
    }

    static string Shown(DateTime? date)
    {
        return date == null ? null : date.Value.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    static string Shown(decimal? amount)
    {
        return amount == null ? null : amount.Value.ToString(CultureInfo.InvariantCulture);
    }

    static int Operations()
    {
        return Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsInterface && type.GetCustomAttributes(typeof(ServiceContractAttribute), false).Length > 0)
            .Sum(type => ContractDescription.GetContract(type).Operations.Count);
    }

    static ProductClient Products(string key)
    {
        var severa = new SeveraEndpoint(Variable("SEVERA_ENDPOINT"), key);
        return severa.Connect(new ProductClient(severa.Binding, severa.Address));
    }

    static string[] Refusal(ProductClient products)
    {
        try
        {
            products.GetProductByGUID(new string('0', 32));
            return null;
        }
        catch (FaultException<NotFoundException> fault)
        {
            return new[] { "NotFoundException", fault.Detail.Description };
        }
        catch (FaultException<AuthenticationFailureException> fault)
        {
            return new[] { "AuthenticationFailureException", fault.Detail.Description };
        }
    }

    static object Maintenance()
    {
        string address = Variable("SEVERA_CLOSED_ENDPOINT");
        try
        {
            new APIClient(Severa.Binding, new EndpointAddress(address)).GetVersion();
            return null;
        }
        catch (Exception error)
        {
            Downtime downtime = Downtime.Behind(error, address);
            return new { status = downtime.Status, retry_after = downtime.RetryAfter };
        }
    }

    public static void Main()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        var contactClient = Severa.Connect(new ContactClient(Severa.Binding, Severa.Address));
        var productClient = Severa.Connect(new ProductClient(Severa.Binding, Severa.Address));
        var accountClient = Severa.Connect(new AccountClient(Severa.Binding, Severa.Address));
        var fileClient = Severa.Connect(new FileClient(Severa.Binding, Severa.Address));
        var rightsClient = Severa.Connect(new AccessRightsClient(Severa.Binding, Severa.Address));

        Contact[] contacts = contactClient.GetContactsByAccountGUID(Variable("ACCOUNT"));
        Contact[] none = contactClient.GetContactsByAccountGUID(Variable("OTHER_ACCOUNT"));
        Product[] products = productClient.GetProductsChangedSince(LongAgo, 0);
        Contact[] found = contactClient.GetContactsByCommunicationMethodType(CommunicationMethodType.EmailAddress, Variable("EMAIL"));
        var flags = AccountGetOptions.IncludeInactive | AccountGetOptions.CheckContactChanges;
        Account[] accounts = accountClient.GetAccountsChangedSinceOpts(LongAgo, flags);
        Account account = accountClient.GetAccountByGUID(Variable("ACCOUNT"));
        UserRights rights = rightsClient.GetUserRightsByUserGUID(Variable("USER"));
        Contact sent = contactClient.AddNewContact(new Contact
        {
            AccountGUID = Variable("OTHER_ACCOUNT"),
            DateOfBirth = new DateTime(2024, 2, 29),
            FirstName = "Sent",
            IsActive = true,
            LastName = Variable("TEXT"),
        });
        Product product = productClient.AddNewProduct(new Product
        {
            Code = "NEW", Name = "New", Description = "To be cleared", IsActive = true, UnitPrice = 12.5m, VAT = 24m,
        });
        product = productClient.GetProductByGUID(product.GUID);
        product.UnitPrice = 99.95m;
        product.Description = null;
        Product changed = productClient.UpdateProduct(product);
        byte[] file = fileClient.GetFileBytesByGUID(Variable("FILE"));
        var faults = new { key = Refusal(Products("not-a-key")), guid = Refusal(productClient) };
        productClient.GetProductByGUID(product.GUID);

        Func<Func<Contact, object>, object> ofContacts = shown => contacts.ToDictionary(each => each.FirstName, shown);
        Console.Write(new JavaScriptSerializer().Serialize(new
        {
            wsdl = Operations(),
            lists = new
            {
                contacts = ofContacts(contact => contact.CommunicationMethods.Select(method => new[] { method.Type, method.Value })),
                none = none.Length,
            },
            write = new { UnitPrice = Shown(changed.UnitPrice), VAT = Shown(changed.VAT), changed.Description },
            nulls = ofContacts(contact => contact.JobTitle),
            enums = new
            {
                found = found.Select(contact => contact.FirstName),
                flags = accounts.Select(each => each.Name),
                right = rights.Rights.Account.ToString(),
            },
            dates = new
            {
                births = ofContacts(contact => Shown(contact.DateOfBirth)),
                inserted = Shown(account.InsertTS),
                sent = Shown(sent.DateOfBirth),
            },
            decimals = products.ToDictionary(each => each.Code, each => Shown(each.UnitPrice)),
            text = new { read = ofContacts(contact => contact.LastName), sent = sent.LastName },
            bytes = string.Concat(file.Select(each => each.ToString("x2"))),
            faults,
            quota = new { limit = Severa.Quota.Limit, used = Severa.Quota.Used },
            downtime = Maintenance(),
        }));
    }
}
