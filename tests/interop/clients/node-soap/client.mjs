// What node-soap sees, item by item, as one JSON document.

import * as soap from "soap";

const env = process.env;
const key = { "tns:WebServicePassword": env.SEVERA_API_KEY };
const options = {
  handleNilAsNull: true, // else null is left out
  preserveWhitespace: true, // else texts are trimmed
  // Else amounts become doubles, and dates moments of the machine's time zone.
  customDeserializer: { decimal: (text) => text, dateTime: (text) => text },
};
const client = await soap.createClientAsync(`${env.SEVERA_ENDPOINT}?wsdl`, options);
client.addSoapHeader(key, "", "tns", "http://soap.severa.com/");

// All interfaces share one address, and each is a port of its own.
const call = (name, args) =>
  new Promise((resolve, reject) => {
    const [port, operation] = name.split(".");
    client.API[`Severa.API.${port}`][operation](args, (error, result, _raw, header) =>
      error ? reject(error) : resolve({ result: result[`${operation}Result`], header }),
    );
  });
const result = async (name, args) => (await call(name, args)).result;
const ofContacts = (shown) => Object.fromEntries(contacts.map((contact) => [contact.FirstName, shown(contact)]));
const refusal = () =>
  call("IProduct.GetProductByGUID", { productGUID: "0".repeat(32) }).then(
    () => null,
    ({ root }) => {
      const [[exception, { Description }]] = Object.entries(root.Envelope.Body.Fault.detail);
      return [exception, Description];
    },
  );

const contacts = (await result("IContact.GetContactsByAccountGUID", { accountGUID: env.ACCOUNT })).Contact;
const none = await result("IContact.GetContactsByAccountGUID", { accountGUID: env.OTHER_ACCOUNT });
const longAgo = "2000-01-01T00:00:00";
const products = (await result("IProduct.GetProductsChangedSince", { startDateTime: longAgo, options: 0 })).Product;
const email = { type: "EmailAddress", value: env.EMAIL };
const found = (await result("IContact.GetContactsByCommunicationMethodType", email)).Contact;
const flags = { startDateTime: longAgo, options: "IncludeInactive CheckContactChanges" };
const accounts = (await result("IAccount.GetAccountsChangedSinceOpts", flags)).Account;
const account = await result("IAccount.GetAccountByGUID", { accountGuid: env.ACCOUNT });
const rights = await result("IAccessRights.GetUserRightsByUserGUID", { guid: env.USER });
const sent = await result("IContact.AddNewContact", {
  contactInfo: {
    AccountGUID: env.OTHER_ACCOUNT,
    DateOfBirth: "2024-02-29T00:00:00",
    FirstName: "Sent",
    IsActive: true,
    LastName: env.TEXT,
  },
});
const product = { Code: "NEW", Description: "To be cleared", IsActive: true, Name: "New", UnitPrice: "12.5" };
const { GUID } = await result("IProduct.AddNewProduct", { productInfo: { ...product, UseInWorkTimeEntry: false, VAT: "24" } });
const added = await result("IProduct.GetProductByGUID", { productGUID: GUID });
const changes = { ...added, UnitPrice: "99.95", Description: null };
const changed = await result("IProduct.UpdateProduct", { productInfo: changes });
const file = await result("IFile.GetFileBytesByGUID", { guid: env.FILE });
const guid = await refusal();
const { header } = await call("IProduct.GetProductByGUID", { productGUID: GUID });
client.clearSoapHeaders();
client.addSoapHeader({ "tns:WebServicePassword": "not-a-key" }, "", "tns", "http://soap.severa.com/");
const wrongKey = await refusal();
client.setEndpoint(env.SEVERA_CLOSED_ENDPOINT);
const downtime = await call("IAPI.GetVersion", {}).catch(({ response }) => ({
  status: response.status,
  retry_after: response.headers["retry-after"],
}));

console.log(
  JSON.stringify({
    wsdl: Object.values(client.describe().API).flatMap((port) => Object.keys(port)).length,
    lists: {
      contacts: ofContacts((contact) =>
        (contact.CommunicationMethods?.["Contact.CommunicationMethod"] ?? []).map(({ Type, Value }) => [Type, Value]),
      ),
      none: none?.Contact?.length ?? 0,
    },
    write: { UnitPrice: changed.UnitPrice, VAT: changed.VAT, Description: changed.Description },
    nulls: ofContacts((contact) => contact.JobTitle),
    enums: { found: found.map((each) => each.FirstName), flags: accounts.map((each) => each.Name), right: rights.Rights.Account },
    dates: {
      births: ofContacts((contact) => contact.DateOfBirth),
      inserted: account.InsertTS,
      sent: sent.DateOfBirth,
    },
    decimals: Object.fromEntries(products.map(({ Code, UnitPrice }) => [Code, UnitPrice])),
    text: { read: ofContacts((contact) => contact.LastName), sent: sent.LastName },
    bytes: Buffer.from(file, "base64").toString("hex"),
    faults: { key: wrongKey, guid },
    quota: { limit: Number(header.Quota), used: Number(header.UsedQuota) },
    downtime,
  }),
);
