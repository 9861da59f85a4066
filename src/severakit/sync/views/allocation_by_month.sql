-- Hours that people are planned for against hours that they are employed for, by month, in the months that have
-- allocations, from ten years ago to five years ahead. The hours of an allocation are spread evenly over its days from
-- Monday to Friday; one without a first and a last day cannot be spread and does not count. Public holidays are not known.
--
-- month: First day of the month.
-- user_guid: The person.
-- user_name: First and last name.
-- capacity_hours: Daily hours of the employments by the days from Monday to Friday that they last in the month.
-- allocated_hours: Hours that are allocated to the month, to hundredths.
-- allocated_share: Allocated hours by capacity; above 1 is too much. Null where there is no capacity.
WITH RECURSIVE spans AS (
    SELECT
        user_guid,
        allocated_hours AS hours,
        CAST(start_date AS DATE) AS first_day,
        CAST(end_date AS DATE) AS last_day
    FROM resource_allocations
    WHERE _deleted_at IS NULL AND end_date >= start_date AND allocated_hours IS NOT NULL
),
bounds AS (
    SELECT
        CAST(date_trunc('month', GREATEST(MIN(first_day), CAST(CURRENT_DATE - INTERVAL '10 years' AS DATE))) AS DATE)
            AS first_month,
        LEAST(MAX(last_day), CAST(CURRENT_DATE + INTERVAL '5 years' AS DATE)) AS last_day
    FROM spans
),
months AS (
    SELECT first_month AS month, CAST(first_month + INTERVAL '1 month' AS DATE) AS next_month, last_day
    FROM bounds
    WHERE first_month IS NOT NULL
    UNION ALL
    SELECT next_month, CAST(next_month + INTERVAL '1 month' AS DATE), last_day
    FROM months
    WHERE next_month <= last_day
),
parts AS (
    SELECT
        m.month,
        s.user_guid,
        CAST(0 AS NUMERIC(38, 10)) AS daily_hours,
        s.hours,
        s.first_day,
        s.last_day,
        GREATEST(s.first_day, m.month) - DATE '1900-01-01' AS begins,
        LEAST(s.last_day + 1, m.next_month) - DATE '1900-01-01' AS ends,
        s.first_day - DATE '1900-01-01' AS all_begins,
        s.last_day + 1 - DATE '1900-01-01' AS all_ends
    FROM spans AS s
    JOIN months AS m ON s.first_day < m.next_month AND s.last_day >= m.month
    UNION ALL
    SELECT
        m.month,
        e.user_guid,
        e.daily_hours,
        0,
        m.month,
        m.month,
        GREATEST(CAST(e.start_date AS DATE), m.month) - DATE '1900-01-01',
        LEAST(COALESCE(CAST(e.end_date AS DATE) + 1, m.next_month), m.next_month) - DATE '1900-01-01',
        0,
        0
    FROM employments AS e
    JOIN months AS m ON e.start_date < m.next_month AND COALESCE(e.end_date, m.month) >= m.month
    WHERE e._deleted_at IS NULL AND e.daily_hours IS NOT NULL
),
counted AS (
    -- Day 0, 1900-01-01, was a Monday, so before day n there were 5 days for each whole week and at most 5 of the last.
    SELECT
        month,
        user_guid,
        daily_hours,
        hours,
        first_day,
        CAST(5 * FLOOR(ends / 7) + LEAST(MOD(ends, 7), 5) - 5 * FLOOR(begins / 7) - LEAST(MOD(begins, 7), 5) AS INTEGER)
            AS weekdays,
        CAST(
            5 * FLOOR(all_ends / 7) + LEAST(MOD(all_ends, 7), 5)
            - 5 * FLOOR(all_begins / 7) - LEAST(MOD(all_begins, 7), 5) AS INTEGER
        ) AS all_weekdays
    FROM parts
),
sums AS (
    SELECT
        month,
        user_guid,
        SUM(CAST(daily_hours * weekdays AS NUMERIC(38, 10))) AS capacity_hours,
        ROUND(SUM(CASE
            WHEN all_weekdays > 0 THEN CAST(CAST(hours * weekdays AS NUMERIC(38, 10)) / all_weekdays AS NUMERIC(38, 6))
            -- An allocation of a weekend alone: all of it in the month in which it begins.
            WHEN first_day >= month AND hours > 0 THEN hours
            ELSE 0
        END), 2) AS allocated_hours
    FROM counted
    GROUP BY 1, 2
)
SELECT
    s.month,
    s.user_guid,
    TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, '')) AS user_name,
    s.capacity_hours,
    s.allocated_hours,
    CAST(s.allocated_hours / NULLIF(s.capacity_hours, 0) AS NUMERIC(38, 4)) AS allocated_share
FROM sums AS s
LEFT JOIN users AS u ON u.guid = s.user_guid
