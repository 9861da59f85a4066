// Fetches what is large, with the bindings that the config beside the program gives: all hour entries, and the PDF of
// the invoice that the environment names. Prints the number of entries, and the size and SHA-256 of the PDF.
using System;
using System.Security.Cryptography;
using System.ServiceModel.Description;
using Severa.API;

public static class FetchLarge
{
    public static void Main()
    {
        var key = new ApiKeyInspector(Environment.GetEnvironmentVariable("SEVERA_API_KEY"));
        var hours = new HourEntryClient("Severa.API.IHourEntry");
        hours.Endpoint.Behaviors.Add(key);
        Console.WriteLine(hours.GetHourEntriesChangedSince(new DateTime(2000, 1, 1)).Length);
        var invoices = new InvoiceClient("Severa.API.IInvoice");
        invoices.Endpoint.Behaviors.Add(key);
        byte[] pdf = invoices.GetInvoicePdfByInvoiceGUID(
            Environment.GetEnvironmentVariable("INVOICE_GUID"), InvoicePdfGetOptions.All);
        Console.WriteLine(pdf.Length);
        Console.WriteLine(BitConverter.ToString(SHA256.Create().ComputeHash(pdf)).Replace("-", "").ToLower());
    }
}
