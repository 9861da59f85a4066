-- Billable work that is not on an invoice yet, by case. Internal cases do not count, nor items that are planned to be
-- billed after today, nor the rules by which items recur.
--
-- account_guid: The customer.
-- account_name: The customer's name.
-- case_guid: The case.
-- case_name: The case's name.
-- oldest: Day of the oldest hours or item that waits.
-- hours: Billable hours that wait, as they would be invoiced.
-- hours_value: What they are worth, in the base currency, without VAT.
-- items_value: What the items are worth, in the base currency, without VAT: products, travel and other expenses.
-- value: Both together.
SELECT
    c.account_guid,
    c.account_name,
    w.case_guid,
    c.name AS case_name,
    CAST(MIN(w.day) AS DATE) AS oldest,
    SUM(w.hours) AS hours,
    SUM(w.hours_value) AS hours_value,
    SUM(w.items_value) AS items_value,
    SUM(w.hours_value + w.items_value) AS value
FROM (
    SELECT
        case_guid,
        event_date AS day,
        COALESCE(invoice_quantity, quantity) AS hours,
        CAST(COALESCE(invoice_quantity, quantity) * COALESCE(unit_price_in_base_currency, 0) AS NUMERIC(38, 10))
            AS hours_value,
        CAST(0 AS NUMERIC(38, 10)) AS items_value
    FROM hour_entries
    WHERE _deleted_at IS NULL AND is_billable AND invoice_guid IS NULL
    UNION ALL
    SELECT
        case_guid,
        event_date,
        0,
        0,
        CAST(COALESCE(invoice_quantity, quantity) * COALESCE(unit_price_in_base_currency, 0) AS NUMERIC(38, 10))
    FROM items
    WHERE _deleted_at IS NULL AND is_billable AND invoice_guid IS NULL AND recurrence_frequency IS NULL
        AND (planned_billing_date IS NULL OR planned_billing_date <= CURRENT_DATE)
) AS w
JOIN cases AS c ON c.guid = w.case_guid
WHERE c._deleted_at IS NULL AND c.is_internal IS NOT TRUE
GROUP BY 1, 2, 3, 4
