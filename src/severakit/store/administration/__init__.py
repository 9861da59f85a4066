"""Administering organizations, users, keys and downtime: what the command line, the console and HTTP do."""

from severakit.store.administration.bank_accounts import (
    BankAccount,
    add_bank_account,
    list_bank_accounts,
    remove_bank_account,
    units_named,
)
from severakit.store.administration.keys import (
    KeyInfo,
    create_key,
    list_keys,
    revoke_key,
    revoke_keys_of,
    rotate_key,
)
from severakit.store.administration.maintenance import get_downtime, set_downtime
from severakit.store.administration.naming import find_users, organization_named, user_named
from severakit.store.administration.organizations import (
    DAILY_QUOTA,
    OrganizationInfo,
    OrganizationSettings,
    add_organization,
    approve_hours,
    close_hours,
    list_organizations,
    organization_id,
    organizations_seen,
    set_organization,
)
from severakit.store.administration.tokens import (
    TokenInfo,
    create_operator_token,
    create_token,
    list_tokens,
    revoke_token,
)
from severakit.store.administration.usage import QuotaInfo, quota_of
from severakit.store.administration.users import UserInfo, add_user, count_users, find_user, list_users, set_user
from severakit.store.errors import AdministrationError

__all__ = [
    "DAILY_QUOTA",
    "AdministrationError",
    "BankAccount",
    "KeyInfo",
    "OrganizationInfo",
    "OrganizationSettings",
    "QuotaInfo",
    "TokenInfo",
    "UserInfo",
    "add_bank_account",
    "add_organization",
    "add_user",
    "approve_hours",
    "close_hours",
    "count_users",
    "create_key",
    "create_operator_token",
    "create_token",
    "find_user",
    "find_users",
    "get_downtime",
    "list_bank_accounts",
    "list_keys",
    "list_organizations",
    "list_tokens",
    "list_users",
    "organization_id",
    "organization_named",
    "organizations_seen",
    "quota_of",
    "remove_bank_account",
    "revoke_key",
    "revoke_keys_of",
    "revoke_token",
    "rotate_key",
    "set_downtime",
    "set_organization",
    "set_user",
    "units_named",
    "user_named",
]
