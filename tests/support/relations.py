"""A user with narrow rights, and cases, people and hours that this one stands in each relation to."""

from __future__ import annotations

from datetime import datetime

from severakit.store import administration
from support.api import Api
from support.projects import add_case, add_hours, add_invoice, add_unit, add_user, narrow_rights

DAY = datetime(2026, 3, 2)
"""A Monday."""
NARROW = "narrow@acme.example"


class World:
    """Cases of a narrow user in each relation, each with hours of somebody else and an invoice."""

    def __init__(self, api):
        self.api = api
        unit = add_unit(api, "Harbour")
        self.me = add_user(api, NARROW, business_unit_guid=unit)
        self.under_me = add_user(api, "under@acme.example", superior_user_guid=self.me.guid)
        self.other = add_user(api, "other@acme.example")
        self.cases = {
            "owned": add_case(api, "Owned", case_owner_user_guid=self.me.guid),
            "subordinate's": add_case(api, "Subordinate's", case_owner_user_guid=self.under_me.guid),
            "of my unit": add_case(api, "Of my unit", case_owner_user_guid=self.other.guid, business_unit_guid=unit),
            "member": add_case(api, "Member", case_owner_user_guid=self.other.guid),
            "foreign": add_case(api, "Foreign", case_owner_user_guid=self.other.guid),
        }
        api("ICase.AddCaseMemberUser", caseGuid=self.cases["member"].guid, userGuid=self.me.guid)
        for case in self.cases.values():
            add_hours(api, case.root_task_guid, DAY, 2, user_guid=case.case_owner_user_guid)
            add_invoice(api, main_case_guid=case.guid, account_guid=case.account_guid)
        add_hours(api, self.cases["member"].root_task_guid, DAY, 1, user_guid=self.me.guid)

    def seen_by_me(self, **rights):
        """Return the API as the narrow user sees it with these rights, the others at their widest."""
        administration.set_user(
            self.api.store, NARROW, organization="Acme", api_right=True, api_enabled=True, profile="Administrator"
        )
        key = administration.create_key(self.api.store, NARROW, organization="Acme", name="narrow")
        narrow = Api(self.api.store, self.api.dispatcher, self.api.organization_id, key, self.me.guid)
        narrow_rights(narrow, **rights)
        return narrow

    def names(self, guids):
        known = set(guids)
        return {name for name, case in self.cases.items() if case.guid in known}
