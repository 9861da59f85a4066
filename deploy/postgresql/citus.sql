-- As a superuser, in the database of a service that is stopped, with the extension citus on every node: rows lie by
-- organization. Not tried on Citus itself; tests/service/test_growing.py holds it against the rules that Citus states.
SELECT create_reference_table('organizations');

-- What is asked before the organization is known stays where it is; Citus lets such a table not refer to a distributed one.
ALTER TABLE api_keys DROP CONSTRAINT fk_api_keys_user_guid;

-- References in a circle are taken off meanwhile.
ALTER TABLE companies DROP CONSTRAINT fk_companies_head_office_address_guid;
ALTER TABLE cases DROP CONSTRAINT fk_cases_sales_status_guid;
ALTER TABLE cases DROP CONSTRAINT fk_cases_root_task_guid;

SELECT create_distributed_table('access_rights_profiles', 'organization_id');
SELECT create_distributed_table('account_groups', 'organization_id');
SELECT create_distributed_table('activity_types', 'organization_id');
SELECT create_distributed_table('case_statuses', 'organization_id');
SELECT create_distributed_table('cost_accounts', 'organization_id');
SELECT create_distributed_table('cost_centers', 'organization_id');
SELECT create_distributed_table('currencies', 'organization_id');
SELECT create_distributed_table('files', 'organization_id');
SELECT create_distributed_table('industries', 'organization_id');
SELECT create_distributed_table('invoice_statuses', 'organization_id');
SELECT create_distributed_table('languages', 'organization_id');
SELECT create_distributed_table('lead_sources', 'organization_id');
SELECT create_distributed_table('over_times', 'organization_id');
SELECT create_distributed_table('own_documents', 'organization_id');
SELECT create_distributed_table('product_categories', 'organization_id');
SELECT create_distributed_table('quota_days', 'organization_id');
SELECT create_distributed_table('resources', 'organization_id');
SELECT create_distributed_table('sales_processes', 'organization_id');
SELECT create_distributed_table('tags', 'organization_id');
SELECT create_distributed_table('timezones', 'organization_id');
SELECT create_distributed_table('travel_reimbursement_statuses', 'organization_id');
SELECT create_distributed_table('work_types', 'organization_id');
SELECT create_distributed_table('business_units', 'organization_id');
SELECT create_distributed_table('business_unit_bank_accounts', 'organization_id');
SELECT create_distributed_table('companies', 'organization_id');
SELECT create_distributed_table('countries', 'organization_id');
SELECT create_distributed_table('file_tags', 'organization_id');
SELECT create_distributed_table('pricelists', 'organization_id');
SELECT create_distributed_table('pricelist_over_times', 'organization_id');
SELECT create_distributed_table('products', 'organization_id');
SELECT create_distributed_table('addresses', 'organization_id');
SELECT create_distributed_table('pricelist_products', 'organization_id');
SELECT create_distributed_table('pricelist_work_types', 'organization_id');
SELECT create_distributed_table('product_cost_accounts', 'organization_id');
SELECT create_distributed_table('users', 'organization_id');
SELECT create_distributed_table('accounts', 'organization_id');
SELECT create_distributed_table('employments', 'organization_id');
SELECT create_distributed_table('travel_reimbursements', 'organization_id');
SELECT create_distributed_table('user_tags', 'organization_id');
SELECT create_distributed_table('work_days', 'organization_id');
SELECT create_distributed_table('account_group_members', 'organization_id');
SELECT create_distributed_table('contacts', 'organization_id');
SELECT create_distributed_table('cases', 'organization_id');
SELECT create_distributed_table('communication_methods', 'organization_id');
SELECT create_distributed_table('contact_tags', 'organization_id');
SELECT create_distributed_table('billing_forecasts', 'organization_id');
SELECT create_distributed_table('case_members', 'organization_id');
SELECT create_distributed_table('case_status_changes', 'organization_id');
SELECT create_distributed_table('case_tags', 'organization_id');
SELECT create_distributed_table('case_work_types', 'organization_id');
SELECT create_distributed_table('extranet_cases', 'organization_id');
SELECT create_distributed_table('invoices', 'organization_id');
SELECT create_distributed_table('phases', 'organization_id');
SELECT create_distributed_table('sales_statuses', 'organization_id');
SELECT create_distributed_table('activities', 'organization_id');
SELECT create_distributed_table('extranet_contacts', 'organization_id');
SELECT create_distributed_table('invoice_bank_accounts', 'organization_id');
SELECT create_distributed_table('invoice_cases', 'organization_id');
SELECT create_distributed_table('invoice_files', 'organization_id');
SELECT create_distributed_table('invoice_log_entries', 'organization_id');
SELECT create_distributed_table('invoice_rows', 'organization_id');
SELECT create_distributed_table('phase_members', 'organization_id');
SELECT create_distributed_table('resource_allocations', 'organization_id');
SELECT create_distributed_table('time_entries', 'organization_id');
SELECT create_distributed_table('activity_participants', 'organization_id');
SELECT create_distributed_table('hour_entries', 'organization_id');
SELECT create_distributed_table('items', 'organization_id');
SELECT create_distributed_table('invoice_row_sources', 'organization_id');
SELECT create_distributed_table('item_files', 'organization_id');
SELECT create_distributed_table('reimbursed_hour_entries', 'organization_id');
SELECT create_distributed_table('reimbursed_items', 'organization_id');

ALTER TABLE companies ADD CONSTRAINT fk_companies_head_office_address_guid FOREIGN KEY (organization_id, head_office_address_guid)
    REFERENCES addresses (organization_id, guid);
ALTER TABLE cases ADD CONSTRAINT fk_cases_sales_status_guid FOREIGN KEY (organization_id, sales_status_guid)
    REFERENCES sales_statuses (organization_id, guid);
ALTER TABLE cases ADD CONSTRAINT fk_cases_root_task_guid FOREIGN KEY (organization_id, root_task_guid)
    REFERENCES phases (organization_id, guid);
