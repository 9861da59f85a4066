-- What was invoiced, by month, customer and currency. Invoices without a number, which are drafts, do not count;
-- credit notes count with their negative sums, in the month of their own date.
--
-- month: First day of the month of the invoices' date.
-- account_guid: The customer.
-- account_name: The customer's name.
-- currency: The invoices' currency, such as EUR.
-- invoices: How many invoices and credit notes.
-- vat_excluded: Their sum without VAT, in that currency.
-- vat: Their VAT, in that currency.
-- vat_included: Their sum with VAT, in that currency.
-- in_base_currency: Their sum without VAT in the base currency, each invoice at its own rate and rounded to cents.
SELECT
    CAST(date_trunc('month', i.date) AS DATE) AS month,
    i.account_guid,
    MAX(i.account_name) AS account_name,
    i.currency_shortform AS currency,
    COUNT(*) AS invoices,
    SUM(i.invoice_details_invoice_total_vat_excluded_amount) AS vat_excluded,
    SUM(i.invoice_details_invoice_total_vat_amount) AS vat,
    SUM(i.invoice_details_invoice_total_vat_included_amount) AS vat_included,
    SUM(ROUND(CAST(
        i.invoice_details_invoice_total_vat_excluded_amount / COALESCE(NULLIF(i.currency_rate, 0), 1) AS NUMERIC(38, 6)
    ), 2)) AS in_base_currency
FROM invoices AS i
WHERE i._deleted_at IS NULL AND i.number IS NOT NULL
GROUP BY 1, 2, 4
