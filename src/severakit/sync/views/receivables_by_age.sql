-- Invoices that are not paid, by customer and currency, by how long they have been due today. Sums are with VAT.
-- Invoices without a number, credit notes and what they credit do not count. The API does not say how much of an invoice
-- that is partly paid is still open, so it counts whole.
--
-- account_guid: The customer.
-- account_name: The customer's name.
-- currency: The invoices' currency, such as EUR.
-- invoices: How many invoices are open.
-- not_due: Sum of those that are due today or later, or never, in that currency.
-- due_1_to_30_days: Sum of those that are from 1 to 30 days late.
-- due_31_to_60_days: Sum of those that are from 31 to 60 days late.
-- due_61_to_90_days: Sum of those that are from 61 to 90 days late.
-- due_over_90_days: Sum of those that are more than 90 days late.
-- total: Sum of all, in that currency.
-- total_in_base_currency: The same in the base currency, each invoice at its own rate and rounded to cents.
SELECT
    o.account_guid,
    MAX(o.account_name) AS account_name,
    o.currency,
    COUNT(*) AS invoices,
    SUM(CASE WHEN o.days_late <= 0 THEN o.amount ELSE 0 END) AS not_due,
    SUM(CASE WHEN o.days_late BETWEEN 1 AND 30 THEN o.amount ELSE 0 END) AS due_1_to_30_days,
    SUM(CASE WHEN o.days_late BETWEEN 31 AND 60 THEN o.amount ELSE 0 END) AS due_31_to_60_days,
    SUM(CASE WHEN o.days_late BETWEEN 61 AND 90 THEN o.amount ELSE 0 END) AS due_61_to_90_days,
    SUM(CASE WHEN o.days_late > 90 THEN o.amount ELSE 0 END) AS due_over_90_days,
    SUM(o.amount) AS total,
    SUM(ROUND(CAST(o.amount / o.rate AS NUMERIC(38, 6)), 2)) AS total_in_base_currency
FROM (
    SELECT
        account_guid,
        account_name,
        currency_shortform AS currency,
        COALESCE(NULLIF(currency_rate, 0), 1) AS rate,
        invoice_details_invoice_total_vat_included_amount AS amount,
        COALESCE(CURRENT_DATE - CAST(due_date AS DATE), 0) AS days_late
    FROM invoices
    WHERE _deleted_at IS NULL AND number IS NOT NULL AND is_credit_note IS NOT TRUE AND is_reimbursed IS NOT TRUE
        AND COALESCE(payment_status, '') <> 'PAID'
) AS o
GROUP BY 1, 3
