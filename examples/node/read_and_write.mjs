// Read accounts, cases, hours and invoices, enter hours, and meet the faults of the S3 API: with node-soap.
//
// The environment says where: SEVERA_ENDPOINT, SEVERA_API_KEY and, if the WSDL is kept in a file, SEVERA_WSDL.
// Prints one JSON document: decimals and times as text, as they travel.

import * as soap from "soap";

const NS = "http://soap.severa.com/";
const NO_SUCH_GUID = "0".repeat(32);
const LONG_AGO = "2000-01-01T00:00:00";
const FAR_AHEAD = "2100-01-01T00:00:00";
const INCLUDE_INACTIVE = 2;
const TRY_AGAIN_LATER = 75;

const ACCOUNT = ["GUID", "Name", "Number", "IsActive", "OverdueInterest", "InsertTS", "UpdatedTS"];
const CASE = ["GUID", "CaseNumber", "Name", "AccountName", "ClosedDate", "ExpectedValue", "IsClosed"];
const HOUR_ENTRY = ["GUID", "EventDate", "Quantity", "UnitPrice", "Description", "StartTime", "IsApproved", "InvoiceGUID"];
const CONTACT = ["GUID", "FirstName", "LastName", "DateOfBirth"];
const INVOICE = ["GUID", "Number", "Date", "PaymentDate", "CurrencyRate", "InvoiceStatus"];
const INVOICE_ROW = ["articleName", "rowAmount", "rowVatRatePercent"];

/** The service is in a maintenance break: nothing is wrong with the call, try again later. */
class Downtime extends Error {
  constructor(response) {
    super("The service is down for maintenance.");
    this.status = response.status;
    this.retryAfter = response.headers["retry-after"];
  }
}

/** One key's access to all interfaces: they share one address, and each is a port of its own. */
class Severa {
  static async connect(wsdl, endpoint, apiKey) {
    const client = await soap.createClientAsync(wsdl, {
      endpoint,
      handleNilAsNull: true, // else null is left out
      preserveWhitespace: true, // else texts are trimmed
      // Else amounts become doubles, and dates moments of the machine's time zone.
      customDeserializer: { decimal: (text) => text, dateTime: (text) => text },
    });
    client.addSoapHeader({ "tns:WebServicePassword": apiKey }, "", "tns", NS);
    const severa = new Severa();
    severa.client = client;
    return severa;
  }

  /** Call `IInterface.Operation`; return its result. Throws Downtime, and node-soap's error for a fault. */
  call(name, parameters = {}) {
    const [port, operation] = name.split(".");
    return new Promise((resolve, reject) => {
      this.client.API[`Severa.API.${port}`][operation](parameters, (error, result, _raw, header) => {
        if (error) {
          reject(error.response?.status === 503 ? new Downtime(error.response) : error);
          return;
        }
        this.quota = { limit: Number(header.Quota), used: Number(header.UsedQuota) };
        resolve(result[`${operation}Result`]);
      });
    });
  }

  /** Call an operation that returns a list of entities of one type; an empty one has no member at all. */
  async list(type, name, parameters) {
    return (await this.call(name, parameters))?.[type] ?? [];
  }
}

const shown = (entity, members) => Object.fromEntries(members.map((name) => [name, entity[name]]));
const allShown = (entities, members) => entities.map((entity) => shown(entity, members));

/** Read everything that there is of four kinds. */
async function read(severa) {
  // Flags are their names with blanks between.
  const flags = { startDateTime: LONG_AGO, options: "IncludeInactive CheckContactChanges" };
  const accounts = await severa.list("Account", "IAccount.GetAccountsChangedSinceOpts", flags);
  const cases = await severa.list("Case", "ICase.GetAllCases");
  const hours = await severa.list("HourEntry", "IHourEntry.GetHourEntriesByDate");
  const dates = { startDate: LONG_AGO, endDate: FAR_AHEAD, options: 0 };
  const invoices = await severa.list("Invoice", "IInvoice.GetInvoicesByDate", dates);
  return {
    accounts: allShown(accounts, ACCOUNT),
    cases: allShown(cases, CASE),
    hours: allShown(hours, HOUR_ENTRY),
    invoices: invoices.map((invoice) => ({
      ...shown(invoice, INVOICE),
      rows: allShown(invoice.InvoiceRows?.InvoiceRow ?? [], INVOICE_ROW),
    })),
  };
}

/** Read all contacts with their addresses, then look one of them up by e-mail. */
async function findContacts(severa) {
  const changes = { startDateTime: LONG_AGO, options: INCLUDE_INACTIVE };
  const contacts = await severa.list("Contact", "IContact.GetContactsChangedSince", changes);
  const methods = contacts.flatMap((contact) => contact.CommunicationMethods?.["Contact.CommunicationMethod"] ?? []);
  const email = methods.find((method) => method.Type === "EmailAddress").Value;
  const wanted = { type: "EmailAddress", value: email };
  const found = await severa.list("Contact", "IContact.GetContactsByCommunicationMethodType", wanted);
  return { contacts: allShown(contacts, CONTACT), found: { email, contacts: allShown(found, CONTACT) } };
}

/** Add an hour entry on the first phase that takes hours, read it back and change it. */
async function enterHours(severa) {
  const { phase, owner } = await openPhase(severa);
  const added = await severa.call("IHourEntry.AddNewHourEntry", {
    hourEntryInfo: {
      Description: "Työpaja: myynti & laskutus <åäö> 100 €",
      EventDate: "2026-10-01T00:00:00",
      PhaseGUID: phase.GUID,
      Quantity: "7.25",
      UserGUID: owner,
      WorkTypeGUID: phase.WorkTypeGUID,
    },
  });
  const entry = await severa.call("IHourEntry.GetHourEntryByGUID", { hourEntryGUID: added.GUID });
  const change = { ...entry, Quantity: "3.5", Description: "Lyhyempi työpaja" };
  const changed = await severa.call("IHourEntry.UpdateHourEntry", { hourEntryInfo: change });
  return { added: shown(added, HOUR_ENTRY), changed: shown(changed, HOUR_ENTRY) };
}

/** A phase on which hours can be entered, and its case's owner, who may do so. */
async function openPhase(severa) {
  for (const each of await severa.list("Case", "ICase.GetAllCases")) {
    if (each.IsClosed) continue;
    const phases = await severa.list("Phase", "IPhase.GetPhasesByCaseGUID", { caseGUID: each.GUID });
    const phase = phases.find(({ WorkTypeGUID, IsLocked, IsCompleted }) => WorkTypeGUID && !IsLocked && !IsCompleted);
    if (phase) return { phase, owner: each.CaseOwnerUserGUID };
  }
  throw new Error("No case is open for hours.");
}

/** How an unknown identifier is refused, or everything where the key is wrong. */
async function refusal(severa) {
  try {
    await severa.call("IHourEntry.GetHourEntryByGUID", { hourEntryGUID: NO_SUCH_GUID });
  } catch (error) {
    if (!error.root) throw error;
    // A fault's detail has one member, named after the exception.
    const [[fault, { Description }]] = Object.entries(error.root.Envelope.Body.Fault.detail);
    return { fault, description: Description };
  }
  throw new Error("The call was expected to be refused.");
}

async function main() {
  const endpoint = process.env.SEVERA_ENDPOINT;
  const wsdl = process.env.SEVERA_WSDL ?? `${endpoint}?wsdl`;
  const severa = await Severa.connect(wsdl, endpoint, process.env.SEVERA_API_KEY);
  const stranger = await Severa.connect(wsdl, endpoint, "not-a-key");
  return {
    version: await severa.call("IAPI.GetVersion"),
    ...(await read(severa)),
    ...(await findContacts(severa)),
    ...(await enterHours(severa)),
    wrong_key: await refusal(stranger),
    unknown_guid: await refusal(severa),
    quota: severa.quota,
  };
}

try {
  console.log(JSON.stringify(await main()));
} catch (error) {
  if (!(error instanceof Downtime)) throw error;
  console.log(JSON.stringify({ downtime: { status: error.status, retry_after: error.retryAfter } }));
  process.exitCode = TRY_AGAIN_LATER;
}
