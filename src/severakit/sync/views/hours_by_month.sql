-- Hours that were entered, by month, person and case, with how many of them are billable.
--
-- month: First day of the month in which the hours were done.
-- user_guid: The person.
-- user_name: First and last name.
-- account_guid: The customer.
-- account_name: The customer's name.
-- case_guid: The case.
-- case_name: The case's name.
-- hours: Hours that were done.
-- billable_hours: Those of them that are billable, invoiced or not.
-- billable_share: Billable hours by hours, from 0 to 1; null where the hours are 0.
-- value: What the billable hours are worth, in the base currency, without VAT: hours to invoice by price.
-- cost: What the hours cost, in the base currency.
SELECT
    m.month,
    m.user_guid,
    TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, '')) AS user_name,
    c.account_guid,
    c.account_name,
    m.case_guid,
    c.name AS case_name,
    m.hours,
    m.billable_hours,
    CAST(m.billable_hours / NULLIF(m.hours, 0) AS NUMERIC(38, 4)) AS billable_share,
    m.value,
    m.cost
FROM (
    SELECT
        CAST(date_trunc('month', event_date) AS DATE) AS month,
        user_guid,
        case_guid,
        SUM(quantity) AS hours,
        SUM(CASE WHEN is_billable THEN quantity ELSE 0 END) AS billable_hours,
        SUM(CASE WHEN is_billable
            THEN CAST(COALESCE(invoice_quantity, quantity) * unit_price_in_base_currency AS NUMERIC(38, 10))
            ELSE 0 END) AS value,
        SUM(CAST(quantity * COALESCE(unit_cost, 0) AS NUMERIC(38, 10))) AS cost
    FROM hour_entries
    WHERE _deleted_at IS NULL
    GROUP BY 1, 2, 3
) AS m
LEFT JOIN users AS u ON u.guid = m.user_guid
LEFT JOIN cases AS c ON c.guid = m.case_guid
