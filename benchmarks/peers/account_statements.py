"""What one single call takes, as SQL written by hand on our tables: for the peers in every language.

All by name, so that Python's sqlite3 and PHP's PDO take them alike. Times are ISO 8601 in UTC, without a zone.
"""

DOWNTIME = """
SELECT retry_after FROM maintenance_breaks WHERE starts_at <= :now AND (ends_at IS NULL OR ends_at > :now)"""
CALLER = """
SELECT k.organization_id, k.user_guid, k.shown, k.revoked_at IS NULL OR k.revoked_at > :now,
       u.is_active, u.api_right, u.api_enabled, o.api_addon, o.terms_accepted, o.daily_quota
FROM api_keys k JOIN users u ON u.organization_id = k.organization_id AND u.guid = k.user_guid
JOIN organizations o ON o.id = k.organization_id WHERE k.digest = :digest"""
COUNT = """
INSERT INTO quota_days (organization_id, day, used) VALUES (:organization, :day, 1)
ON CONFLICT (organization_id, day) DO UPDATE SET used = used + 1 RETURNING used"""
RIGHTS = """
SELECT coalesce(u.rights_account, p.rights_account), coalesce(u.rights_case, p.rights_case),
       coalesce(u.rights_users, p.rights_users)
FROM users u LEFT JOIN access_rights_profiles p ON p.organization_id = u.organization_id AND p.guid = u.profile_guid
WHERE u.organization_id = :organization AND u.guid = :user"""
ACCOUNT = """
SELECT a.account_owner_user_guid, a.account_rating, a.company_guid, c.iso_code, a.currency_guid, a.guid, a.inserted_at,
       a.invoicing_vat, a.is_active, a.is_internal, l.ietf_language_tag, a.language_guid, a.name, a.notes, a.number,
       a.overdue_interest, a.payment_term, a.pricelist_guid, a.reverse_charge, a.updated_at, a.e_invoice_address,
       a.e_invoice_operator
FROM accounts a LEFT JOIN currencies c ON c.organization_id = a.organization_id AND c.guid = a.currency_guid
LEFT JOIN languages l ON l.organization_id = a.organization_id AND l.guid = a.language_guid
WHERE a.organization_id = :organization AND a.number = :number LIMIT 1"""
"""Its columns are the members of Account in the contract's order, without AccountGroupGUIDs."""
GROUPS = """
SELECT account_group_guid FROM account_group_members
WHERE organization_id = :organization AND account_guid = :account ORDER BY position"""
LOG = """
INSERT INTO access_log (at, organization_id, user_guid, key_shown, operation, outcome, bytes, milliseconds)
VALUES (:now, :organization, :user, :shown, 'IAccount.GetAccountByNumber', 'ok', 0, :milliseconds)"""
USED = """
UPDATE api_keys SET last_used_at = :now
WHERE organization_id = :organization AND user_guid = :user AND shown = :shown"""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000")
ALL = {
    "downtime": DOWNTIME,
    "caller": CALLER,
    "count": COUNT,
    "rights": RIGHTS,
    "account": ACCOUNT,
    "groups": GROUPS,
    "log": LOG,
    "used": USED,
}
