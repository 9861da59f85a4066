-- What each case brought and what it cost so far, in the base currency and without VAT. Invoice rows without a number
-- on their invoice do not count; credit notes count with their negative sums.
--
-- account_guid: The customer.
-- account_name: The customer's name.
-- case_guid: The case.
-- case_name: The case's name.
-- is_internal: Whether it is an internal case, which is never invoiced.
-- hours: Hours that were done.
-- invoiced: What was invoiced for it: rows whose main case it is, each at its invoice's rate and rounded to cents.
-- hours_cost: What the hours cost.
-- items_cost: What products, travel and other expenses cost, without the rules by which items recur.
-- margin: Invoiced without both costs.
-- margin_share: Margin by invoiced, at most 1; null where nothing was invoiced.
SELECT
    c.account_guid,
    c.account_name,
    c.guid AS case_guid,
    c.name AS case_name,
    COALESCE(c.is_internal, FALSE) AS is_internal,
    COALESCE(h.hours, 0) AS hours,
    COALESCE(r.invoiced, 0) AS invoiced,
    COALESCE(h.cost, 0) AS hours_cost,
    COALESCE(t.cost, 0) AS items_cost,
    COALESCE(r.invoiced, 0) - COALESCE(h.cost, 0) - COALESCE(t.cost, 0) AS margin,
    CAST(
        (COALESCE(r.invoiced, 0) - COALESCE(h.cost, 0) - COALESCE(t.cost, 0)) / NULLIF(r.invoiced, 0) AS NUMERIC(38, 4)
    ) AS margin_share
FROM cases AS c
LEFT JOIN (
    SELECT
        case_guid,
        SUM(quantity) AS hours,
        SUM(CAST(quantity * COALESCE(unit_cost, 0) AS NUMERIC(38, 10))) AS cost
    FROM hour_entries
    WHERE _deleted_at IS NULL
    GROUP BY 1
) AS h ON h.case_guid = c.guid
LEFT JOIN (
    SELECT case_guid, SUM(CAST(quantity * COALESCE(unit_cost, 0) AS NUMERIC(38, 10))) AS cost
    FROM items
    WHERE _deleted_at IS NULL AND recurrence_frequency IS NULL
    GROUP BY 1
) AS t ON t.case_guid = c.guid
LEFT JOIN (
    SELECT
        n.main_case_guid AS case_guid,
        SUM(ROUND(CAST(
            n.row_vat_excluded_amount / COALESCE(NULLIF(i.currency_rate, 0), 1) AS NUMERIC(38, 6)
        ), 2)) AS invoiced
    FROM invoice_rows AS n
    JOIN invoices AS i ON i.guid = n.invoice_guid
    WHERE i._deleted_at IS NULL AND i.number IS NOT NULL
    GROUP BY 1
) AS r ON r.case_guid = c.guid
WHERE c._deleted_at IS NULL
