"""The ground."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "downtime",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("retry_after", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downtime")),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("api_addon", sa.Boolean(), nullable=False),
        sa.Column("terms_accepted", sa.Boolean(), nullable=False),
        sa.Column("daily_quota", sa.Integer(), nullable=False),
        sa.Column("next_case_number", sa.BigInteger(), nullable=False),
        sa.Column("next_account_number", sa.BigInteger(), nullable=False),
        sa.Column("next_travel_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("guid", name=op.f("uq_organizations_guid")),
        sa.UniqueConstraint("name", name=op.f("uq_organizations_name")),
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("key_shown", sa.Text(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("remote", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_access_log_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_organization_id", "access_log", ["organization_id", "id"], unique=False)
    op.create_table(
        "access_rights_profiles",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("rights_account", sa.Text(), nullable=True),
        sa.Column("rights_account_delete", sa.Boolean(), nullable=True),
        sa.Column("rights_administrator", sa.Text(), nullable=True),
        sa.Column("rights_case", sa.Text(), nullable=True),
        sa.Column("rights_case_delete", sa.Boolean(), nullable=True),
        sa.Column("rights_case_owner_work_hour_approval", sa.Boolean(), nullable=True),
        sa.Column("rights_sharing", sa.Boolean(), nullable=True),
        sa.Column("rights_travel_reimbursement", sa.Text(), nullable=True),
        sa.Column("rights_users", sa.Text(), nullable=True),
        sa.Column("rights_work_hour_approval", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_access_rights_profiles_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_access_rights_profiles")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_access_rights_profiles_organization_id_name")),
    )
    op.create_index(
        "ix_access_rights_profiles_updated_at",
        "access_rights_profiles",
        ["organization_id", "updated_at"],
        unique=False,
    )
    op.create_table(
        "account_groups",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("parent_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_guid"],
            ["account_groups.organization_id", "account_groups.guid"],
            name="fk_account_groups_parent_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_account_groups_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_account_groups")),
    )
    op.create_index("ix_account_groups_parent_guid", "account_groups", ["organization_id", "parent_guid"], unique=False)
    op.create_index("ix_account_groups_updated_at", "account_groups", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "activity_types",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("icon", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_paid_leave", sa.Boolean(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_activity_types_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_activity_types")),
    )
    op.create_index("ix_activity_types_updated_at", "activity_types", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "admin_tokens",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_admin_tokens_organization_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_admin_tokens")),
    )
    op.create_table(
        "case_statuses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("icon", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_case_statuses_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_case_statuses")),
    )
    op.create_index("ix_case_statuses_updated_at", "case_statuses", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "cost_accounts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_travel_type_default", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("tax_percentage", columns.Amount(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_cost_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_cost_accounts")),
    )
    op.create_index("ix_cost_accounts_updated_at", "cost_accounts", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "cost_centers",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_cost_centers_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_cost_centers")),
    )
    op.create_index("ix_cost_centers_updated_at", "cost_centers", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "currencies",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("iso_code", sa.Text(), nullable=True),
        sa.Column("rate", columns.Amount(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=True),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_currencies_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_currencies")),
        sa.UniqueConstraint("organization_id", "iso_code", name=op.f("uq_currencies_organization_id_iso_code")),
    )
    op.create_index("ix_currencies_updated_at", "currencies", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "files",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("document_of_guid", sa.Text(), nullable=True),
        sa.Column("document_format", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_files_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_files")),
    )
    op.create_index("ix_files_document_of_guid", "files", ["organization_id", "document_of_guid"], unique=False)
    op.create_index("ix_files_updated_at", "files", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "industries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_industries_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_industries")),
    )
    op.create_index("ix_industries_updated_at", "industries", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "invoice_statuses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("has_invoice_number", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("is_read_only", sa.Boolean(), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("is_waiting_payment", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_statuses_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_invoice_statuses")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_invoice_statuses_organization_id_name")),
    )
    op.create_index(
        "ix_invoice_statuses_updated_at", "invoice_statuses", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "languages",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("ietf_language_tag", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_languages_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_languages")),
        sa.UniqueConstraint(
            "organization_id", "ietf_language_tag", name=op.f("uq_languages_organization_id_ietf_language_tag")
        ),
    )
    op.create_index("ix_languages_updated_at", "languages", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "lead_sources",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_lead_sources_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_lead_sources")),
    )
    op.create_index("ix_lead_sources_updated_at", "lead_sources", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "over_times",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("include_in_flextime", sa.Boolean(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_work_time", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("percentage", columns.Amount(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_over_times_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_over_times")),
    )
    op.create_index("ix_over_times_updated_at", "over_times", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "product_categories",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_product_categories_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_product_categories")),
    )
    op.create_index(
        "ix_product_categories_updated_at", "product_categories", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "quota_days",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_quota_days_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "day", name=op.f("pk_quota_days")),
    )
    op.create_table(
        "resources",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_resources_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_resources")),
    )
    op.create_index("ix_resources_updated_at", "resources", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "sales_processes",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("default_probability", sa.Integer(), nullable=True),
        sa.Column("icon", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_also_item_status", sa.Boolean(), nullable=False),
        sa.Column("is_in_progress", sa.Boolean(), nullable=False),
        sa.Column("is_lost", sa.Boolean(), nullable=False),
        sa.Column("is_offer", sa.Boolean(), nullable=False),
        sa.Column("is_won", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_sales_processes_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_sales_processes")),
    )
    op.create_index("ix_sales_processes_updated_at", "sales_processes", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "tags",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("keyword", sa.Text(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_tags_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_tags")),
        sa.UniqueConstraint(
            "organization_id", "context", "keyword", name=op.f("uq_tags_organization_id_context_keyword")
        ),
    )
    op.create_index("ix_tags_updated_at", "tags", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "timezones",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("difference_to_gmt", columns.Amount(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("system_name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_timezones_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_timezones")),
    )
    op.create_index("ix_timezones_updated_at", "timezones", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "travel_reimbursement_statuses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_travel_reimbursement_statuses_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_travel_reimbursement_statuses")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_travel_reimbursement_statuses_organization_id_name")
        ),
    )
    op.create_index(
        "ix_travel_reimbursement_statuses_updated_at",
        "travel_reimbursement_statuses",
        ["organization_id", "updated_at"],
        unique=False,
    )
    op.create_table(
        "work_types",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_productive", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sales_account_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_work_types_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_work_types")),
    )
    op.create_index("ix_work_types_updated_at", "work_types", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "business_units",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("cost_center_guid", sa.Text(), nullable=True),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("formatting_culture", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("next_invoice_number", sa.Integer(), nullable=True),
        sa.Column("over_due_interest", columns.Amount(), nullable=True),
        sa.Column("parent_business_unit_guid", sa.Text(), nullable=True),
        sa.Column("payment_term", sa.Integer(), nullable=True),
        sa.Column("show_logo_on_invoices", sa.Boolean(), nullable=False),
        sa.Column("show_logo_on_pdf_reports", sa.Boolean(), nullable=False),
        sa.Column("time_zone_guid", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_center_guid"],
            ["cost_centers.organization_id", "cost_centers.guid"],
            name="fk_business_units_cost_center_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_business_units_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_business_units_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_business_units_parent_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "time_zone_guid"],
            ["timezones.organization_id", "timezones.guid"],
            name="fk_business_units_time_zone_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_business_units_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_business_units")),
    )
    op.create_index("ix_business_units_code", "business_units", ["organization_id", "code"], unique=False)
    op.create_index(
        "ix_business_units_cost_center_guid", "business_units", ["organization_id", "cost_center_guid"], unique=False
    )
    op.create_index(
        "ix_business_units_currency_guid", "business_units", ["organization_id", "currency_guid"], unique=False
    )
    op.create_index(
        "ix_business_units_language_guid", "business_units", ["organization_id", "language_guid"], unique=False
    )
    op.create_index(
        "ix_business_units_parent_business_unit_guid",
        "business_units",
        ["organization_id", "parent_business_unit_guid"],
        unique=False,
    )
    op.create_index(
        "ix_business_units_time_zone_guid", "business_units", ["organization_id", "time_zone_guid"], unique=False
    )
    op.create_index("ix_business_units_updated_at", "business_units", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "companies",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("annual_revenue", sa.Integer(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("head_office_address_guid", sa.Text(), nullable=True),
        sa.Column("hierarchy_guid", sa.Text(), nullable=True),
        sa.Column("industry_guid", sa.Text(), nullable=True),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("timezone_guid", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "head_office_address_guid"],
            ["addresses.organization_id", "addresses.guid"],
            name="fk_companies_head_office_address_guid",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "industry_guid"],
            ["industries.organization_id", "industries.guid"],
            name="fk_companies_industry_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_companies_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "timezone_guid"],
            ["timezones.organization_id", "timezones.guid"],
            name="fk_companies_timezone_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_companies_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_companies")),
    )
    op.create_index(
        "ix_companies_head_office_address_guid",
        "companies",
        ["organization_id", "head_office_address_guid"],
        unique=False,
    )
    op.create_index("ix_companies_industry_guid", "companies", ["organization_id", "industry_guid"], unique=False)
    op.create_index("ix_companies_language_guid", "companies", ["organization_id", "language_guid"], unique=False)
    op.create_index("ix_companies_timezone_guid", "companies", ["organization_id", "timezone_guid"], unique=False)
    op.create_index("ix_companies_updated_at", "companies", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_companies_vat_number", "companies", ["organization_id", "vat_number"], unique=False)
    op.create_table(
        "countries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("default_language_guid", sa.Text(), nullable=True),
        sa.Column("is_eu", sa.Boolean(), nullable=False),
        sa.Column("iso_codea2", sa.Text(), nullable=True),
        sa.Column("iso_codea3", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("timezone_guid", sa.Text(), nullable=True),
        sa.Column("translated_name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "default_language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_countries_default_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "timezone_guid"],
            ["timezones.organization_id", "timezones.guid"],
            name="fk_countries_timezone_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_countries_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_countries")),
        sa.UniqueConstraint("organization_id", "iso_codea2", name=op.f("uq_countries_organization_id_iso_codea2")),
    )
    op.create_index(
        "ix_countries_default_language_guid", "countries", ["organization_id", "default_language_guid"], unique=False
    )
    op.create_index("ix_countries_timezone_guid", "countries", ["organization_id", "timezone_guid"], unique=False)
    op.create_index("ix_countries_updated_at", "countries", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "file_tags",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("file_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_guid"], ["files.organization_id", "files.guid"], name="fk_file_tags_file_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "tag_guid"], ["tags.organization_id", "tags.guid"], name="fk_file_tags_tag_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_file_tags_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "file_guid", "position", name=op.f("pk_file_tags")),
    )
    op.create_index("ix_file_tags_tag_guid", "file_tags", ["organization_id", "tag_guid"], unique=False)
    op.create_table(
        "pricelists",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("is_volume_pricing", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_pricelists_currency_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_pricelists_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_pricelists")),
    )
    op.create_index("ix_pricelists_currency_guid", "pricelists", ["organization_id", "currency_guid"], unique=False)
    op.create_index("ix_pricelists_updated_at", "pricelists", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "products",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("measurement_unit", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("unit_cost", columns.Amount(), nullable=True),
        sa.Column("unit_price", columns.Amount(), nullable=True),
        sa.Column("use_in_work_time_entry", sa.Boolean(), nullable=False),
        sa.Column("vat", columns.Amount(), nullable=True),
        sa.Column("product_category_guid", sa.Text(), nullable=True),
        sa.Column("sales_account_guid", sa.Text(), nullable=True),
        sa.Column("is_travel_expense", sa.Boolean(), nullable=False),
        sa.Column("cost_currency_guid", sa.Text(), nullable=True),
        sa.Column("expense_class", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_products_cost_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_category_guid"],
            ["product_categories.organization_id", "product_categories.guid"],
            name="fk_products_product_category_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_products_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_products")),
    )
    op.create_index("ix_products_code", "products", ["organization_id", "code"], unique=False)
    op.create_index(
        "ix_products_cost_currency_guid", "products", ["organization_id", "cost_currency_guid"], unique=False
    )
    op.create_index(
        "ix_products_product_category_guid", "products", ["organization_id", "product_category_guid"], unique=False
    )
    op.create_index("ix_products_updated_at", "products", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("addressline", sa.Text(), nullable=True),
        sa.Column("addressline2", sa.Text(), nullable=True),
        sa.Column("addressline3", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("company_guid", sa.Text(), nullable=True),
        sa.Column("country_guid", sa.Text(), nullable=True),
        sa.Column("country_region_guid", sa.Text(), nullable=True),
        sa.Column("country_region_name", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.Column("is_billing_address", sa.Boolean(), nullable=False),
        sa.Column("is_postal_address", sa.Boolean(), nullable=False),
        sa.Column("is_visit_address", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "company_guid"],
            ["companies.organization_id", "companies.guid"],
            name="fk_addresses_company_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "country_guid"],
            ["countries.organization_id", "countries.guid"],
            name="fk_addresses_country_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_addresses_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_addresses")),
    )
    op.create_index("ix_addresses_company_guid", "addresses", ["organization_id", "company_guid"], unique=False)
    op.create_index("ix_addresses_country_guid", "addresses", ["organization_id", "country_guid"], unique=False)
    op.create_index("ix_addresses_updated_at", "addresses", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "pricelist_products",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("pricelist_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_guid", sa.Text(), nullable=False),
        sa.Column("unit_price", columns.Amount(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "pricelist_guid"],
            ["pricelists.organization_id", "pricelists.guid"],
            name="fk_pricelist_products_pricelist_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_pricelist_products_product_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_pricelist_products_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "pricelist_guid", "position", name=op.f("pk_pricelist_products")),
    )
    op.create_index(
        "ix_pricelist_products_product_guid", "pricelist_products", ["organization_id", "product_guid"], unique=False
    )
    op.create_table(
        "pricelist_work_types",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("pricelist_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("work_type_guid", sa.Text(), nullable=False),
        sa.Column("unit_price", columns.Amount(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "pricelist_guid"],
            ["pricelists.organization_id", "pricelists.guid"],
            name="fk_pricelist_work_types_pricelist_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "work_type_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_pricelist_work_types_work_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_pricelist_work_types_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "pricelist_guid", "position", name=op.f("pk_pricelist_work_types")),
    )
    op.create_index(
        "ix_pricelist_work_types_work_type_guid",
        "pricelist_work_types",
        ["organization_id", "work_type_guid"],
        unique=False,
    )
    op.create_table(
        "product_cost_accounts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("product_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cost_account_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_account_guid"],
            ["cost_accounts.organization_id", "cost_accounts.guid"],
            name="fk_product_cost_accounts_cost_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_product_cost_accounts_product_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_product_cost_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "product_guid", "position", name=op.f("pk_product_cost_accounts")),
    )
    op.create_index(
        "ix_product_cost_accounts_cost_account_guid",
        "product_cost_accounts",
        ["organization_id", "cost_account_guid"],
        unique=False,
    )
    op.create_table(
        "users",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("addressline", sa.Text(), nullable=True),
        sa.Column("bank_account_number", sa.Text(), nullable=True),
        sa.Column("business_unit_guid", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("country_guid", sa.Text(), nullable=True),
        sa.Column("country_region_guid", sa.Text(), nullable=True),
        sa.Column("country_region_name", sa.Text(), nullable=True),
        sa.Column("culture", sa.Text(), nullable=True),
        sa.Column("default_activity_type_guid", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("photo_file_guid", sa.Text(), nullable=True),
        sa.Column("post_office", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("profile_guid", sa.Text(), nullable=True),
        sa.Column("salutation", sa.Text(), nullable=True),
        sa.Column("send_daily_mail", sa.Boolean(), nullable=False),
        sa.Column("send_weekly_mail", sa.Boolean(), nullable=False),
        sa.Column("social_security_number", sa.Text(), nullable=True),
        sa.Column("superior_user_guid", sa.Text(), nullable=True),
        sa.Column("timezone_guid", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("worktype_guid", sa.Text(), nullable=True),
        sa.Column("api_right", sa.Boolean(), nullable=False),
        sa.Column("api_enabled", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("rights_account", sa.Text(), nullable=True),
        sa.Column("rights_account_delete", sa.Boolean(), nullable=True),
        sa.Column("rights_administrator", sa.Text(), nullable=True),
        sa.Column("rights_case", sa.Text(), nullable=True),
        sa.Column("rights_case_delete", sa.Boolean(), nullable=True),
        sa.Column("rights_case_owner_work_hour_approval", sa.Boolean(), nullable=True),
        sa.Column("rights_sharing", sa.Boolean(), nullable=True),
        sa.Column("rights_travel_reimbursement", sa.Text(), nullable=True),
        sa.Column("rights_users", sa.Text(), nullable=True),
        sa.Column("rights_work_hour_approval", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_users_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "country_guid"],
            ["countries.organization_id", "countries.guid"],
            name="fk_users_country_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "default_activity_type_guid"],
            ["activity_types.organization_id", "activity_types.guid"],
            name="fk_users_default_activity_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_users_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "photo_file_guid"],
            ["files.organization_id", "files.guid"],
            name="fk_users_photo_file_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "profile_guid"],
            ["access_rights_profiles.organization_id", "access_rights_profiles.guid"],
            name="fk_users_profile_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "superior_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_users_superior_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "timezone_guid"],
            ["timezones.organization_id", "timezones.guid"],
            name="fk_users_timezone_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "worktype_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_users_worktype_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_users_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_users")),
        sa.UniqueConstraint("organization_id", "email", name=op.f("uq_users_organization_id_email")),
    )
    op.create_index("ix_users_business_unit_guid", "users", ["organization_id", "business_unit_guid"], unique=False)
    op.create_index("ix_users_code", "users", ["organization_id", "code"], unique=False)
    op.create_index("ix_users_country_guid", "users", ["organization_id", "country_guid"], unique=False)
    op.create_index(
        "ix_users_default_activity_type_guid", "users", ["organization_id", "default_activity_type_guid"], unique=False
    )
    op.create_index("ix_users_language_guid", "users", ["organization_id", "language_guid"], unique=False)
    op.create_index(
        "ix_users_last_name_first_name", "users", ["organization_id", "last_name", "first_name"], unique=False
    )
    op.create_index("ix_users_photo_file_guid", "users", ["organization_id", "photo_file_guid"], unique=False)
    op.create_index("ix_users_profile_guid", "users", ["organization_id", "profile_guid"], unique=False)
    op.create_index("ix_users_superior_user_guid", "users", ["organization_id", "superior_user_guid"], unique=False)
    op.create_index("ix_users_timezone_guid", "users", ["organization_id", "timezone_guid"], unique=False)
    op.create_index("ix_users_updated_at", "users", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_users_worktype_guid", "users", ["organization_id", "worktype_guid"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("account_owner_user_guid", sa.Text(), nullable=True),
        sa.Column("account_rating", sa.Integer(), nullable=True),
        sa.Column("company_guid", sa.Text(), nullable=True),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("invoicing_vat", columns.Amount(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=True),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("overdue_interest", columns.Amount(), nullable=True),
        sa.Column("payment_term", sa.Integer(), nullable=True),
        sa.Column("pricelist_guid", sa.Text(), nullable=True),
        sa.Column("reverse_charge", sa.Boolean(), nullable=True),
        sa.Column("e_invoice_address", sa.Text(), nullable=True),
        sa.Column("e_invoice_operator", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_owner_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_accounts_account_owner_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "company_guid"],
            ["companies.organization_id", "companies.guid"],
            name="fk_accounts_company_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_accounts_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_accounts_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "pricelist_guid"],
            ["pricelists.organization_id", "pricelists.guid"],
            name="fk_accounts_pricelist_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_accounts_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_accounts")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_accounts_organization_id_number")),
    )
    op.create_index(
        "ix_accounts_account_owner_user_guid", "accounts", ["organization_id", "account_owner_user_guid"], unique=False
    )
    op.create_index("ix_accounts_company_guid", "accounts", ["organization_id", "company_guid"], unique=False)
    op.create_index("ix_accounts_currency_guid", "accounts", ["organization_id", "currency_guid"], unique=False)
    op.create_index("ix_accounts_inserted_at", "accounts", ["organization_id", "inserted_at"], unique=False)
    op.create_index("ix_accounts_language_guid", "accounts", ["organization_id", "language_guid"], unique=False)
    op.create_index("ix_accounts_name", "accounts", ["organization_id", "name"], unique=False)
    op.create_index("ix_accounts_pricelist_guid", "accounts", ["organization_id", "pricelist_guid"], unique=False)
    op.create_index("ix_accounts_updated_at", "accounts", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_api_keys_user_guid"
        ),
        sa.PrimaryKeyConstraint("guid", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_index("ix_api_keys_user_guid", "api_keys", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "employments",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("daily_hours", columns.Amount(), nullable=False),
        sa.Column("end_date", columns.WallClock(), nullable=True),
        sa.Column("hour_cost", columns.Amount(), nullable=False),
        sa.Column("is_overtime_allowed", sa.Boolean(), nullable=False),
        sa.Column("start_date", columns.WallClock(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_employments_user_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_employments_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_employments")),
    )
    op.create_index("ix_employments_updated_at", "employments", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_employments_user_guid", "employments", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "travel_reimbursements",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("advance_payment", columns.Amount(), nullable=True),
        sa.Column("approval_date", columns.WallClock(), nullable=True),
        sa.Column("approved_by_user_guid", sa.Text(), nullable=True),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("date", columns.WallClock(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("travel_reimbursement_status_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "approved_by_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_travel_reimbursements_approved_by_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_travel_reimbursements_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "travel_reimbursement_status_guid"],
            ["travel_reimbursement_statuses.organization_id", "travel_reimbursement_statuses.guid"],
            name="fk_travel_reimbursements_travel_reimbursement_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_travel_reimbursements_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_travel_reimbursements_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_travel_reimbursements")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_travel_reimbursements_organization_id_number")),
    )
    op.create_index(
        "ix_travel_reimbursements_approved_by_user_guid",
        "travel_reimbursements",
        ["organization_id", "approved_by_user_guid"],
        unique=False,
    )
    op.create_index(
        "ix_travel_reimbursements_currency_guid",
        "travel_reimbursements",
        ["organization_id", "currency_guid"],
        unique=False,
    )
    op.create_index("ix_travel_reimbursements_date", "travel_reimbursements", ["organization_id", "date"], unique=False)
    op.create_index(
        "ix_travel_reimbursements_inserted_at",
        "travel_reimbursements",
        ["organization_id", "inserted_at"],
        unique=False,
    )
    op.create_index(
        "ix_travel_reimbursements_travel_reimbursement_status_guid",
        "travel_reimbursements",
        ["organization_id", "travel_reimbursement_status_guid"],
        unique=False,
    )
    op.create_index(
        "ix_travel_reimbursements_updated_at", "travel_reimbursements", ["organization_id", "updated_at"], unique=False
    )
    op.create_index(
        "ix_travel_reimbursements_user_guid", "travel_reimbursements", ["organization_id", "user_guid"], unique=False
    )
    op.create_table(
        "user_tags",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "tag_guid"], ["tags.organization_id", "tags.guid"], name="fk_user_tags_tag_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_user_tags_user_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_user_tags_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "user_guid", "position", name=op.f("pk_user_tags")),
    )
    op.create_index("ix_user_tags_tag_guid", "user_tags", ["organization_id", "tag_guid"], unique=False)
    op.create_table(
        "work_days",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", columns.WallClock(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_work_days_user_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_work_days_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "user_guid", "position", name=op.f("pk_work_days")),
    )
    op.create_index("ix_work_days_date", "work_days", ["organization_id", "date"], unique=False)
    op.create_table(
        "account_group_members",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("account_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_group_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_group_guid"],
            ["account_groups.organization_id", "account_groups.guid"],
            name="fk_account_group_members_account_group_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_guid"],
            ["accounts.organization_id", "accounts.guid"],
            name="fk_account_group_members_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_account_group_members_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "account_guid", "position", name=op.f("pk_account_group_members")),
    )
    op.create_index(
        "ix_account_group_members_account_group_guid",
        "account_group_members",
        ["organization_id", "account_group_guid"],
        unique=False,
    )
    op.create_table(
        "contacts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("account_guid", sa.Text(), nullable=True),
        sa.Column("address_guid", sa.Text(), nullable=True),
        sa.Column("contact_role_guid", sa.Text(), nullable=True),
        sa.Column("date_of_birth", columns.WallClock(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("salutation", sa.Text(), nullable=True),
        sa.Column("satisfaction_level", sa.Integer(), nullable=True),
        sa.Column("time_zone_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_guid"],
            ["accounts.organization_id", "accounts.guid"],
            name="fk_contacts_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "address_guid"],
            ["addresses.organization_id", "addresses.guid"],
            name="fk_contacts_address_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_contacts_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "time_zone_guid"],
            ["timezones.organization_id", "timezones.guid"],
            name="fk_contacts_time_zone_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_contacts_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_account_guid", "contacts", ["organization_id", "account_guid"], unique=False)
    op.create_index("ix_contacts_address_guid", "contacts", ["organization_id", "address_guid"], unique=False)
    op.create_index("ix_contacts_language_guid", "contacts", ["organization_id", "language_guid"], unique=False)
    op.create_index("ix_contacts_time_zone_guid", "contacts", ["organization_id", "time_zone_guid"], unique=False)
    op.create_index("ix_contacts_updated_at", "contacts", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("account_guid", sa.Text(), nullable=True),
        sa.Column("billing_address_guid", sa.Text(), nullable=True),
        sa.Column("billing_notes_before_grid", sa.Text(), nullable=True),
        sa.Column("business_unit_guid", sa.Text(), nullable=True),
        sa.Column("case_number", sa.BigInteger(), nullable=True),
        sa.Column("case_owner_user_guid", sa.Text(), nullable=True),
        sa.Column("closed_date", columns.WallClock(), nullable=True),
        sa.Column("completion_estimate", sa.Integer(), nullable=True),
        sa.Column("contact_guid", sa.Text(), nullable=True),
        sa.Column("cost_center_guid", sa.Text(), nullable=True),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("current_case_status_guid", sa.Text(), nullable=True),
        sa.Column("current_case_status_insert_ts", columns.Instant(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("expected_value", columns.Amount(), nullable=True),
        sa.Column("include_exceptions", sa.Boolean(), nullable=False),
        sa.Column("include_over_time", sa.Boolean(), nullable=False),
        sa.Column("internal_name", sa.Text(), nullable=True),
        sa.Column("invoice_template_guid", sa.Text(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_daily_allowance_billable", sa.Boolean(), nullable=False),
        sa.Column("is_mileage_billable", sa.Boolean(), nullable=False),
        sa.Column("is_other_travel_expenses_billable", sa.Boolean(), nullable=False),
        sa.Column("latest_estimation_date", columns.WallClock(), nullable=True),
        sa.Column("lead_rating", sa.Integer(), nullable=True),
        sa.Column("lead_source_guid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("our_reference", sa.Text(), nullable=True),
        sa.Column("overdue_interest", columns.Amount(), nullable=True),
        sa.Column("payment_term", sa.Integer(), nullable=True),
        sa.Column("pricelist_guid", sa.Text(), nullable=True),
        sa.Column("pricing_rule", sa.Text(), nullable=True),
        sa.Column("pricing_type", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("root_task_guid", sa.Text(), nullable=True),
        sa.Column("sales_close_date", columns.WallClock(), nullable=True),
        sa.Column("sales_person_user_guid", sa.Text(), nullable=True),
        sa.Column("sales_status_guid", sa.Text(), nullable=True),
        sa.Column("shared_to_extranet", sa.Boolean(), nullable=False),
        sa.Column("start_date", columns.WallClock(), nullable=False),
        sa.Column("url_to_case", sa.Text(), nullable=True),
        sa.Column("use_default_products_in_work_time_entry", sa.Boolean(), nullable=False),
        sa.Column("use_default_work_types", sa.Boolean(), nullable=False),
        sa.Column("your_reference", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_guid"],
            ["accounts.organization_id", "accounts.guid"],
            name="fk_cases_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "billing_address_guid"],
            ["addresses.organization_id", "addresses.guid"],
            name="fk_cases_billing_address_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_cases_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_owner_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_cases_case_owner_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "contact_guid"],
            ["contacts.organization_id", "contacts.guid"],
            name="fk_cases_contact_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_center_guid"],
            ["cost_centers.organization_id", "cost_centers.guid"],
            name="fk_cases_cost_center_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_cases_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "current_case_status_guid"],
            ["case_statuses.organization_id", "case_statuses.guid"],
            name="fk_cases_current_case_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "lead_source_guid"],
            ["lead_sources.organization_id", "lead_sources.guid"],
            name="fk_cases_lead_source_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "pricelist_guid"],
            ["pricelists.organization_id", "pricelists.guid"],
            name="fk_cases_pricelist_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "root_task_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_cases_root_task_guid",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sales_person_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_cases_sales_person_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sales_status_guid"],
            ["sales_statuses.organization_id", "sales_statuses.guid"],
            name="fk_cases_sales_status_guid",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_cases_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_cases")),
        sa.UniqueConstraint("organization_id", "case_number", name=op.f("uq_cases_organization_id_case_number")),
    )
    op.create_index("ix_cases_account_guid", "cases", ["organization_id", "account_guid"], unique=False)
    op.create_index("ix_cases_billing_address_guid", "cases", ["organization_id", "billing_address_guid"], unique=False)
    op.create_index("ix_cases_business_unit_guid", "cases", ["organization_id", "business_unit_guid"], unique=False)
    op.create_index("ix_cases_case_owner_user_guid", "cases", ["organization_id", "case_owner_user_guid"], unique=False)
    op.create_index("ix_cases_contact_guid", "cases", ["organization_id", "contact_guid"], unique=False)
    op.create_index("ix_cases_cost_center_guid", "cases", ["organization_id", "cost_center_guid"], unique=False)
    op.create_index("ix_cases_currency_guid", "cases", ["organization_id", "currency_guid"], unique=False)
    op.create_index(
        "ix_cases_current_case_status_guid", "cases", ["organization_id", "current_case_status_guid"], unique=False
    )
    op.create_index("ix_cases_lead_source_guid", "cases", ["organization_id", "lead_source_guid"], unique=False)
    op.create_index("ix_cases_pricelist_guid", "cases", ["organization_id", "pricelist_guid"], unique=False)
    op.create_index("ix_cases_root_task_guid", "cases", ["organization_id", "root_task_guid"], unique=False)
    op.create_index(
        "ix_cases_sales_person_user_guid", "cases", ["organization_id", "sales_person_user_guid"], unique=False
    )
    op.create_index("ix_cases_sales_status_guid", "cases", ["organization_id", "sales_status_guid"], unique=False)
    op.create_index("ix_cases_updated_at", "cases", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "communication_methods",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("contact_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_forbidden_to_use", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "contact_guid"],
            ["contacts.organization_id", "contacts.guid"],
            name="fk_communication_methods_contact_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_communication_methods_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "contact_guid", "position", name=op.f("pk_communication_methods")),
    )
    op.create_index(
        "ix_communication_methods_value", "communication_methods", ["organization_id", "value"], unique=False
    )
    op.create_table(
        "contact_tags",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("contact_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "contact_guid"],
            ["contacts.organization_id", "contacts.guid"],
            name="fk_contact_tags_contact_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "tag_guid"], ["tags.organization_id", "tags.guid"], name="fk_contact_tags_tag_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_contact_tags_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "contact_guid", "position", name=op.f("pk_contact_tags")),
    )
    op.create_index("ix_contact_tags_tag_guid", "contact_tags", ["organization_id", "tag_guid"], unique=False)
    op.create_table(
        "billing_forecasts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("billing_forecast", columns.Amount(), nullable=True),
        sa.Column("expense_forecast", columns.Amount(), nullable=True),
        sa.Column("inhouse_revenue_forecast", columns.Amount(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("outsourcing_revenue_forecast", columns.Amount(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_billing_forecasts_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_billing_forecasts_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_billing_forecasts")),
        sa.UniqueConstraint(
            "organization_id",
            "case_guid",
            "year",
            "month",
            name=op.f("uq_billing_forecasts_organization_id_case_guid_year_month"),
        ),
    )
    op.create_index(
        "ix_billing_forecasts_case_guid", "billing_forecasts", ["organization_id", "case_guid"], unique=False
    )
    op.create_index(
        "ix_billing_forecasts_updated_at", "billing_forecasts", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "case_members",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_case_members_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_case_members_user_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_case_members_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "case_guid", "position", name=op.f("pk_case_members")),
    )
    op.create_index("ix_case_members_user_guid", "case_members", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "case_status_changes",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("case_status_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_case_status_changes_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_status_guid"],
            ["case_statuses.organization_id", "case_statuses.guid"],
            name="fk_case_status_changes_case_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_case_status_changes_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_case_status_changes")),
    )
    op.create_index(
        "ix_case_status_changes_case_guid", "case_status_changes", ["organization_id", "case_guid"], unique=False
    )
    op.create_index(
        "ix_case_status_changes_case_status_guid",
        "case_status_changes",
        ["organization_id", "case_status_guid"],
        unique=False,
    )
    op.create_index(
        "ix_case_status_changes_updated_at", "case_status_changes", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "case_tags",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_case_tags_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "tag_guid"], ["tags.organization_id", "tags.guid"], name="fk_case_tags_tag_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_case_tags_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "case_guid", "position", name=op.f("pk_case_tags")),
    )
    op.create_index("ix_case_tags_tag_guid", "case_tags", ["organization_id", "tag_guid"], unique=False)
    op.create_table(
        "case_work_types",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("work_type_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_case_work_types_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "work_type_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_case_work_types_work_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_case_work_types_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "case_guid", "position", name=op.f("pk_case_work_types")),
    )
    op.create_index(
        "ix_case_work_types_work_type_guid", "case_work_types", ["organization_id", "work_type_guid"], unique=False
    )
    op.create_table(
        "extranet_cases",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("rights_edit_case_status", sa.Boolean(), nullable=False),
        sa.Column("rights_show_billing", sa.Boolean(), nullable=False),
        sa.Column("rights_show_case_status", sa.Boolean(), nullable=False),
        sa.Column("rights_show_files_and_links", sa.Boolean(), nullable=False),
        sa.Column("rights_show_gantt_chart", sa.Boolean(), nullable=False),
        sa.Column("rights_show_phase_tree", sa.Boolean(), nullable=False),
        sa.Column("rights_show_ready_to_bill", sa.Boolean(), nullable=False),
        sa.Column("rights_show_work_hour_estimates", sa.Boolean(), nullable=False),
        sa.Column("rights_show_work_hour_start_and_end_time", sa.Boolean(), nullable=False),
        sa.Column("rights_show_work_hours", sa.Boolean(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_extranet_cases_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_extranet_cases_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_extranet_cases")),
        sa.UniqueConstraint("organization_id", "case_guid", name=op.f("uq_extranet_cases_organization_id_case_guid")),
    )
    op.create_index("ix_extranet_cases_case_guid", "extranet_cases", ["organization_id", "case_guid"], unique=False)
    op.create_index("ix_extranet_cases_updated_at", "extranet_cases", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("account_guid", sa.Text(), nullable=True),
        sa.Column("business_unit_guid", sa.Text(), nullable=True),
        sa.Column("buyer_organization_buyer_party_identifier", sa.Text(), nullable=True),
        sa.Column("buyer_organization_buyer_phone_number_identifier", sa.Text(), nullable=True),
        sa.Column("buyer_organization_buyer_postal_address_details_country_code", sa.Text(), nullable=True),
        sa.Column("culture", sa.Text(), nullable=True),
        sa.Column("currency_guid", sa.Text(), nullable=True),
        sa.Column("currency_rate", columns.Amount(), nullable=False),
        sa.Column("date", columns.WallClock(), nullable=False),
        sa.Column("due_date", columns.WallClock(), nullable=False),
        sa.Column("entry_date", columns.WallClock(), nullable=False),
        sa.Column("invoice_config_bill_expense", sa.Text(), nullable=True),
        sa.Column("invoice_config_bill_hour", sa.Text(), nullable=True),
        sa.Column("invoice_config_bill_product", sa.Text(), nullable=True),
        sa.Column("invoice_config_expense_item_description_format", sa.Text(), nullable=True),
        sa.Column("invoice_config_hour_item_description_format", sa.Text(), nullable=True),
        sa.Column("invoice_config_hour_primary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_config_hour_secondary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_config_product_item_description_format", sa.Text(), nullable=True),
        sa.Column("invoice_config_product_primary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_config_product_secondary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_config_show_attach_price_excluding_vat", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_attach_unit", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_attach_unit_price", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_attach_vat", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_logo_on_invoice", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_price_excluding_vat", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_quantity", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_unit", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_unit_price", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_show_vat", sa.Boolean(), nullable=False),
        sa.Column("invoice_config_travel_primary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_config_travel_secondary_group_by", sa.Text(), nullable=True),
        sa.Column("invoice_details_invoice_total_vat_amount", columns.Amount(), nullable=False),
        sa.Column("invoice_details_invoice_total_vat_excluded_amount", columns.Amount(), nullable=False),
        sa.Column("invoice_details_invoice_total_vat_included_amount", columns.Amount(), nullable=False),
        sa.Column("invoice_details_payment_over_due_fine_percent", columns.Amount(), nullable=False),
        sa.Column("invoice_details_payment_terms_free_text", sa.Text(), nullable=True),
        sa.Column("invoice_details_vat_base_amount", columns.Amount(), nullable=False),
        sa.Column("invoice_details_vat_rate_amount", columns.Amount(), nullable=False),
        sa.Column("invoice_details_vat_rate_percent", sa.Integer(), nullable=False),
        sa.Column("invoice_numbering_business_unit_guid", sa.Text(), nullable=True),
        sa.Column("is_credit_note", sa.Boolean(), nullable=False),
        sa.Column("is_reimbursed", sa.Boolean(), nullable=False),
        sa.Column("is_tax_free", sa.Boolean(), nullable=False),
        sa.Column("language_guid", sa.Text(), nullable=True),
        sa.Column("main_case_guid", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("our_reference", sa.Text(), nullable=True),
        sa.Column("over_due_interest", columns.Amount(), nullable=False),
        sa.Column("payment_date", columns.WallClock(), nullable=True),
        sa.Column("payment_status", sa.Text(), nullable=True),
        sa.Column("payment_term", sa.Integer(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=True),
        sa.Column("receiver_addressline", sa.Text(), nullable=True),
        sa.Column("receiver_city", sa.Text(), nullable=True),
        sa.Column("receiver_contact_email", sa.Text(), nullable=True),
        sa.Column("receiver_contact_name", sa.Text(), nullable=True),
        sa.Column("receiver_country", sa.Text(), nullable=True),
        sa.Column("receiver_customer_name", sa.Text(), nullable=True),
        sa.Column("receiver_postal_code", sa.Text(), nullable=True),
        sa.Column("receiver_state", sa.Text(), nullable=True),
        sa.Column("receiver_vat_number", sa.Text(), nullable=True),
        sa.Column("reference_number", sa.Text(), nullable=True),
        sa.Column("reimburse_invoice_guid", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_emailaddress_identifier", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_fax_number", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_free_text", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_home_town_name", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_phone_number", sa.Text(), nullable=True),
        sa.Column("seller_contact_seller_webaddress_identifier", sa.Text(), nullable=True),
        sa.Column("seller_organization_seller_e_invoice_address", sa.Text(), nullable=True),
        sa.Column("seller_organization_seller_e_invoice_operator", sa.Text(), nullable=True),
        sa.Column("seller_organization_seller_party_identifier", sa.Text(), nullable=True),
        sa.Column("seller_organization_seller_postal_address_details_country_code", sa.Text(), nullable=True),
        sa.Column("sender_addressline", sa.Text(), nullable=True),
        sa.Column("sender_city", sa.Text(), nullable=True),
        sa.Column("sender_contact_name", sa.Text(), nullable=True),
        sa.Column("sender_country", sa.Text(), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("sender_postal_code", sa.Text(), nullable=True),
        sa.Column("sender_state", sa.Text(), nullable=True),
        sa.Column("sender_vat_number", sa.Text(), nullable=True),
        sa.Column("tax_free_description", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("virtual_bank_barcode", sa.Text(), nullable=True),
        sa.Column("your_reference", sa.Text(), nullable=True),
        sa.Column("notes_after_invoice_rows", sa.Text(), nullable=True),
        sa.Column("notes_before_invoice_rows", sa.Text(), nullable=True),
        sa.Column("invoice_status_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_guid"],
            ["accounts.organization_id", "accounts.guid"],
            name="fk_invoices_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_invoices_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "currency_guid"],
            ["currencies.organization_id", "currencies.guid"],
            name="fk_invoices_currency_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_numbering_business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_invoices_invoice_numbering_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_status_guid"],
            ["invoice_statuses.organization_id", "invoice_statuses.guid"],
            name="fk_invoices_invoice_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "language_guid"],
            ["languages.organization_id", "languages.guid"],
            name="fk_invoices_language_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "main_case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_invoices_main_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "reimburse_invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoices_reimburse_invoice_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_invoices_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_invoices")),
        sa.UniqueConstraint(
            "organization_id",
            "invoice_numbering_business_unit_guid",
            "number",
            name=op.f("uq_invoices_organization_id_invoice_numbering_business_unit_guid_number"),
        ),
    )
    op.create_index("ix_invoices_account_guid", "invoices", ["organization_id", "account_guid"], unique=False)
    op.create_index(
        "ix_invoices_business_unit_guid", "invoices", ["organization_id", "business_unit_guid"], unique=False
    )
    op.create_index("ix_invoices_currency_guid", "invoices", ["organization_id", "currency_guid"], unique=False)
    op.create_index("ix_invoices_date", "invoices", ["organization_id", "date"], unique=False)
    op.create_index("ix_invoices_inserted_at", "invoices", ["organization_id", "inserted_at"], unique=False)
    op.create_index(
        "ix_invoices_invoice_numbering_business_unit_guid",
        "invoices",
        ["organization_id", "invoice_numbering_business_unit_guid"],
        unique=False,
    )
    op.create_index(
        "ix_invoices_invoice_status_guid", "invoices", ["organization_id", "invoice_status_guid"], unique=False
    )
    op.create_index("ix_invoices_language_guid", "invoices", ["organization_id", "language_guid"], unique=False)
    op.create_index("ix_invoices_main_case_guid", "invoices", ["organization_id", "main_case_guid"], unique=False)
    op.create_index("ix_invoices_number", "invoices", ["organization_id", "number"], unique=False)
    op.create_index(
        "ix_invoices_reimburse_invoice_guid", "invoices", ["organization_id", "reimburse_invoice_guid"], unique=False
    )
    op.create_index("ix_invoices_updated_at", "invoices", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "phases",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("deadline", columns.WallClock(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("flat_rate_additional_hours_unit_price", columns.Amount(), nullable=True),
        sa.Column("flat_rate_are_additional_hours_billable", sa.Boolean(), nullable=True),
        sa.Column("flat_rate_hours", columns.Amount(), nullable=True),
        sa.Column("flat_rate_price", columns.Amount(), nullable=True),
        sa.Column("is_completed", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("original_deadline", columns.WallClock(), nullable=True),
        sa.Column("original_planned_start_date", columns.WallClock(), nullable=True),
        sa.Column("original_work_estimate", columns.Amount(), nullable=True),
        sa.Column("owner_user_guid", sa.Text(), nullable=True),
        sa.Column("parent_phase_guid", sa.Text(), nullable=True),
        sa.Column("planned_start_date", columns.WallClock(), nullable=True),
        sa.Column("price_per_hour", columns.Amount(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=True),
        sa.Column("work_estimate", columns.Amount(), nullable=True),
        sa.Column("work_type_guid", sa.Text(), nullable=True),
        sa.Column("uses_case_members", sa.Boolean(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_phases_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_phases_owner_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_phases_parent_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "work_type_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_phases_work_type_guid",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_phases_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_phases")),
    )
    op.create_index("ix_phases_case_guid", "phases", ["organization_id", "case_guid"], unique=False)
    op.create_index("ix_phases_code", "phases", ["organization_id", "code"], unique=False)
    op.create_index("ix_phases_owner_user_guid", "phases", ["organization_id", "owner_user_guid"], unique=False)
    op.create_index("ix_phases_parent_phase_guid", "phases", ["organization_id", "parent_phase_guid"], unique=False)
    op.create_index("ix_phases_updated_at", "phases", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_phases_work_type_guid", "phases", ["organization_id", "work_type_guid"], unique=False)
    op.create_table(
        "sales_statuses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("sales_process_guid", sa.Text(), nullable=True),
        sa.Column("time_stamp", columns.Instant(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_sales_statuses_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sales_process_guid"],
            ["sales_processes.organization_id", "sales_processes.guid"],
            name="fk_sales_statuses_sales_process_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_sales_statuses_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_sales_statuses")),
    )
    op.create_index("ix_sales_statuses_case_guid", "sales_statuses", ["organization_id", "case_guid"], unique=False)
    op.create_index(
        "ix_sales_statuses_sales_process_guid",
        "sales_statuses",
        ["organization_id", "sales_process_guid"],
        unique=False,
    )
    op.create_index("ix_sales_statuses_updated_at", "sales_statuses", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "activities",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("account_guid", sa.Text(), nullable=True),
        sa.Column("activity_type_guid", sa.Text(), nullable=True),
        sa.Column("end_date_time", columns.Instant(), nullable=True),
        sa.Column("is_all_day", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_duration", sa.Boolean(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_read_only", sa.Boolean(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("owner_user_guid", sa.Text(), nullable=True),
        sa.Column("start_date_time", columns.Instant(), nullable=True),
        sa.Column("task_guid", sa.Text(), nullable=True),
        sa.Column("recurrence_unit", sa.Text(), nullable=True),
        sa.Column("recurrence_interval", sa.Integer(), nullable=True),
        sa.Column("recurrence_end", columns.Instant(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_guid"],
            ["accounts.organization_id", "accounts.guid"],
            name="fk_activities_account_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "activity_type_guid"],
            ["activity_types.organization_id", "activity_types.guid"],
            name="fk_activities_activity_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_activities_owner_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "task_guid"], ["phases.organization_id", "phases.guid"], name="fk_activities_task_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_activities_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_activities")),
    )
    op.create_index("ix_activities_account_guid", "activities", ["organization_id", "account_guid"], unique=False)
    op.create_index(
        "ix_activities_activity_type_guid", "activities", ["organization_id", "activity_type_guid"], unique=False
    )
    op.create_index("ix_activities_owner_user_guid", "activities", ["organization_id", "owner_user_guid"], unique=False)
    op.create_index("ix_activities_start_date_time", "activities", ["organization_id", "start_date_time"], unique=False)
    op.create_index("ix_activities_task_guid", "activities", ["organization_id", "task_guid"], unique=False)
    op.create_index("ix_activities_updated_at", "activities", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "extranet_contacts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("rights_approval", sa.Boolean(), nullable=False),
        sa.Column("rights_comments", sa.Boolean(), nullable=False),
        sa.Column("rights_file_upload", sa.Boolean(), nullable=False),
        sa.Column("extranet_case_guid", sa.Text(), nullable=False),
        sa.Column("contact_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "contact_guid"],
            ["contacts.organization_id", "contacts.guid"],
            name="fk_extranet_contacts_contact_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "extranet_case_guid"],
            ["extranet_cases.organization_id", "extranet_cases.guid"],
            name="fk_extranet_contacts_extranet_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_extranet_contacts_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_extranet_contacts")),
    )
    op.create_index(
        "ix_extranet_contacts_contact_guid", "extranet_contacts", ["organization_id", "contact_guid"], unique=False
    )
    op.create_index(
        "ix_extranet_contacts_extranet_case_guid",
        "extranet_contacts",
        ["organization_id", "extranet_case_guid"],
        unique=False,
    )
    op.create_index(
        "ix_extranet_contacts_updated_at", "extranet_contacts", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "invoice_bank_accounts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("invoice_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seller_account_id", sa.Text(), nullable=True),
        sa.Column("seller_bic", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoice_bank_accounts_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_bank_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "invoice_guid", "position", name=op.f("pk_invoice_bank_accounts")),
    )
    op.create_table(
        "invoice_cases",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("invoice_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_invoice_cases_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoice_cases_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_cases_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "invoice_guid", "position", name=op.f("pk_invoice_cases")),
    )
    op.create_index("ix_invoice_cases_case_guid", "invoice_cases", ["organization_id", "case_guid"], unique=False)
    op.create_table(
        "invoice_files",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("print_order", sa.Integer(), nullable=False),
        sa.Column("invoice_guid", sa.Text(), nullable=False),
        sa.Column("file_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_guid"], ["files.organization_id", "files.guid"], name="fk_invoice_files_file_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoice_files_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_files_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_invoice_files")),
    )
    op.create_index("ix_invoice_files_file_guid", "invoice_files", ["organization_id", "file_guid"], unique=False)
    op.create_index("ix_invoice_files_invoice_guid", "invoice_files", ["organization_id", "invoice_guid"], unique=False)
    op.create_index("ix_invoice_files_updated_at", "invoice_files", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "invoice_log_entries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("invoice_guid", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("event_time", columns.Instant(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoice_log_entries_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_log_entries_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_invoice_log_entries")),
    )
    op.create_index(
        "ix_invoice_log_entries_invoice_guid", "invoice_log_entries", ["organization_id", "invoice_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_log_entries_updated_at", "invoice_log_entries", ["organization_id", "updated_at"], unique=False
    )
    op.create_table(
        "invoice_rows",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("event_date", columns.WallClock(), nullable=False),
        sa.Column("main_case_guid", sa.Text(), nullable=True),
        sa.Column("main_user_full_name", sa.Text(), nullable=True),
        sa.Column("main_user_guid", sa.Text(), nullable=True),
        sa.Column("article_identifier", sa.Text(), nullable=True),
        sa.Column("article_name", sa.Text(), nullable=True),
        sa.Column("delivered_quantity", columns.Amount(), nullable=False),
        sa.Column("quantity_unit_code", sa.Text(), nullable=True),
        sa.Column("row_account_dimension_text", sa.Text(), nullable=True),
        sa.Column("row_amount", columns.Amount(), nullable=False),
        sa.Column("row_amount_currency_identifier", sa.Text(), nullable=True),
        sa.Column("row_cost_amount", columns.Amount(), nullable=False),
        sa.Column("row_cost_center_guid", sa.Text(), nullable=True),
        sa.Column("row_delivery_date", columns.WallClock(), nullable=False),
        sa.Column("row_free_text", sa.Text(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("row_recurring_sales_account_number", sa.Text(), nullable=True),
        sa.Column("row_sales_account_number", sa.Text(), nullable=True),
        sa.Column("row_sales_receivable_account_number", sa.Text(), nullable=True),
        sa.Column("row_unit_price", columns.Amount(), nullable=False),
        sa.Column("row_vat_account_number", sa.Text(), nullable=True),
        sa.Column("row_vat_amount", columns.Amount(), nullable=False),
        sa.Column("row_vat_code", sa.Text(), nullable=True),
        sa.Column("row_vat_currency_identifier", sa.Text(), nullable=True),
        sa.Column("row_vat_excluded_amount", columns.Amount(), nullable=False),
        sa.Column("row_vat_excluded_currency_identifier", sa.Text(), nullable=True),
        sa.Column("row_vat_rate_percent", columns.Amount(), nullable=True),
        sa.Column("unit_price_amount", columns.Amount(), nullable=False),
        sa.Column("unit_price_currency_identifier", sa.Text(), nullable=True),
        sa.Column("invoice_guid", sa.Text(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_invoice_rows_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "main_case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_invoice_rows_main_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "main_user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_invoice_rows_main_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "row_cost_center_guid"],
            ["cost_centers.organization_id", "cost_centers.guid"],
            name="fk_invoice_rows_row_cost_center_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_rows_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_invoice_rows")),
    )
    op.create_index("ix_invoice_rows_invoice_guid", "invoice_rows", ["organization_id", "invoice_guid"], unique=False)
    op.create_index(
        "ix_invoice_rows_main_case_guid", "invoice_rows", ["organization_id", "main_case_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_rows_main_user_guid", "invoice_rows", ["organization_id", "main_user_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_rows_row_cost_center_guid",
        "invoice_rows",
        ["organization_id", "row_cost_center_guid"],
        unique=False,
    )
    op.create_index("ix_invoice_rows_updated_at", "invoice_rows", ["organization_id", "updated_at"], unique=False)
    op.create_table(
        "phase_members",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("phase_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_phase_members_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_phase_members_user_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_phase_members_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "phase_guid", "position", name=op.f("pk_phase_members")),
    )
    op.create_index("ix_phase_members_user_guid", "phase_members", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "resource_allocations",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("allocated_hours", columns.Amount(), nullable=True),
        sa.Column("allocated_percentage", sa.Integer(), nullable=True),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("end_date", columns.WallClock(), nullable=True),
        sa.Column("phase_guid", sa.Text(), nullable=True),
        sa.Column("start_date", columns.WallClock(), nullable=True),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_resource_allocations_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_resource_allocations_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_resource_allocations_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_resource_allocations_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_resource_allocations")),
    )
    op.create_index(
        "ix_resource_allocations_case_guid", "resource_allocations", ["organization_id", "case_guid"], unique=False
    )
    op.create_index(
        "ix_resource_allocations_phase_guid", "resource_allocations", ["organization_id", "phase_guid"], unique=False
    )
    op.create_index(
        "ix_resource_allocations_updated_at", "resource_allocations", ["organization_id", "updated_at"], unique=False
    )
    op.create_index(
        "ix_resource_allocations_user_guid", "resource_allocations", ["organization_id", "user_guid"], unique=False
    )
    op.create_table(
        "time_entries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("end_time", columns.WallClock(), nullable=True),
        sa.Column("event_date", columns.WallClock(), nullable=False),
        sa.Column("phase_guid", sa.Text(), nullable=True),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("start_time", columns.WallClock(), nullable=True),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_time_entries_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_time_entries_user_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_time_entries_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_time_entries")),
    )
    op.create_index("ix_time_entries_event_date", "time_entries", ["organization_id", "event_date"], unique=False)
    op.create_index("ix_time_entries_phase_guid", "time_entries", ["organization_id", "phase_guid"], unique=False)
    op.create_index("ix_time_entries_updated_at", "time_entries", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_time_entries_user_guid", "time_entries", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "activity_participants",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("activity_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("contact_guid", sa.Text(), nullable=True),
        sa.Column("resource_guid", sa.Text(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "activity_guid"],
            ["activities.organization_id", "activities.guid"],
            name="fk_activity_participants_activity_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "contact_guid"],
            ["contacts.organization_id", "contacts.guid"],
            name="fk_activity_participants_contact_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "resource_guid"],
            ["resources.organization_id", "resources.guid"],
            name="fk_activity_participants_resource_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_activity_participants_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_activity_participants_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "activity_guid", "position", name=op.f("pk_activity_participants")),
    )
    op.create_index(
        "ix_activity_participants_contact_guid",
        "activity_participants",
        ["organization_id", "contact_guid"],
        unique=False,
    )
    op.create_index(
        "ix_activity_participants_resource_guid",
        "activity_participants",
        ["organization_id", "resource_guid"],
        unique=False,
    )
    op.create_index(
        "ix_activity_participants_user_guid", "activity_participants", ["organization_id", "user_guid"], unique=False
    )
    op.create_table(
        "hour_entries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("end_time", columns.WallClock(), nullable=True),
        sa.Column("event_date", columns.WallClock(), nullable=False),
        sa.Column("invoice_description", sa.Text(), nullable=True),
        sa.Column("invoice_guid", sa.Text(), nullable=True),
        sa.Column("invoice_quantity", columns.Amount(), nullable=True),
        sa.Column("invoice_row_guid", sa.Text(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("is_productive", sa.Boolean(), nullable=True),
        sa.Column("over_time_guid", sa.Text(), nullable=True),
        sa.Column("phase_guid", sa.Text(), nullable=True),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("start_time", columns.WallClock(), nullable=True),
        sa.Column("unit_cost", columns.Amount(), nullable=False),
        sa.Column("unit_price", columns.Amount(), nullable=False),
        sa.Column("unit_price_in_base_currency", columns.Amount(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("work_type_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_hour_entries_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_hour_entries_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_row_guid"],
            ["invoice_rows.organization_id", "invoice_rows.guid"],
            name="fk_hour_entries_invoice_row_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "over_time_guid"],
            ["over_times.organization_id", "over_times.guid"],
            name="fk_hour_entries_over_time_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_hour_entries_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_hour_entries_user_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "work_type_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_hour_entries_work_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_hour_entries_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_hour_entries")),
    )
    op.create_index("ix_hour_entries_case_guid", "hour_entries", ["organization_id", "case_guid"], unique=False)
    op.create_index("ix_hour_entries_event_date", "hour_entries", ["organization_id", "event_date"], unique=False)
    op.create_index("ix_hour_entries_invoice_guid", "hour_entries", ["organization_id", "invoice_guid"], unique=False)
    op.create_index(
        "ix_hour_entries_invoice_row_guid", "hour_entries", ["organization_id", "invoice_row_guid"], unique=False
    )
    op.create_index(
        "ix_hour_entries_over_time_guid", "hour_entries", ["organization_id", "over_time_guid"], unique=False
    )
    op.create_index("ix_hour_entries_phase_guid", "hour_entries", ["organization_id", "phase_guid"], unique=False)
    op.create_index("ix_hour_entries_updated_at", "hour_entries", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_hour_entries_user_guid", "hour_entries", ["organization_id", "user_guid"], unique=False)
    op.create_index(
        "ix_hour_entries_user_guid_event_date",
        "hour_entries",
        ["organization_id", "user_guid", "event_date"],
        unique=False,
    )
    op.create_index(
        "ix_hour_entries_work_type_guid", "hour_entries", ["organization_id", "work_type_guid"], unique=False
    )
    op.create_table(
        "items",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("billing_dependency_task_guid", sa.Text(), nullable=True),
        sa.Column("billing_schedule", sa.Text(), nullable=True),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("cost_center_guid", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("display_period_start", columns.WallClock(), nullable=True),
        sa.Column("event_date", columns.WallClock(), nullable=True),
        sa.Column("invoice_description", sa.Text(), nullable=True),
        sa.Column("invoice_guid", sa.Text(), nullable=True),
        sa.Column("invoice_quantity", columns.Amount(), nullable=True),
        sa.Column("invoice_row_guid", sa.Text(), nullable=True),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("is_out_sourcing_cost", sa.Boolean(), nullable=False),
        sa.Column("is_read_only", sa.Boolean(), nullable=False),
        sa.Column("is_realised", sa.Boolean(), nullable=False),
        sa.Column("measurement_unit", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("order_date", columns.WallClock(), nullable=True),
        sa.Column("planned_billing_date", columns.WallClock(), nullable=True),
        sa.Column("product_guid", sa.Text(), nullable=True),
        sa.Column("product_type", sa.Text(), nullable=True),
        sa.Column("purchase_order_number", sa.Text(), nullable=True),
        sa.Column("purchase_vat", columns.Amount(), nullable=True),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("recurrence_end_date", columns.WallClock(), nullable=True),
        sa.Column("recurrence_end_type", sa.Integer(), nullable=False),
        sa.Column("recurrence_frequency", sa.Integer(), nullable=True),
        sa.Column("recurrence_start_date", columns.WallClock(), nullable=True),
        sa.Column("recurrence_times", sa.Integer(), nullable=True),
        sa.Column("recurring_item_guid", sa.Text(), nullable=True),
        sa.Column("sales_account_guid", sa.Text(), nullable=True),
        sa.Column("sales_status_guid", sa.Text(), nullable=True),
        sa.Column("task_guid", sa.Text(), nullable=True),
        sa.Column("travel_end_time", columns.WallClock(), nullable=True),
        sa.Column("travel_start_time", columns.WallClock(), nullable=True),
        sa.Column("unit_cost", columns.Amount(), nullable=True),
        sa.Column("unit_cost_vat_included_amount", columns.Amount(), nullable=True),
        sa.Column("unit_price", columns.Amount(), nullable=True),
        sa.Column("unit_price_in_base_currency", columns.Amount(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("vat", columns.Amount(), nullable=True),
        sa.Column("travel_reimbursement_guid", sa.Text(), nullable=True),
        sa.Column("is_travel_reimbursement_required", sa.Boolean(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "billing_dependency_task_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_items_billing_dependency_task_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"], ["cases.organization_id", "cases.guid"], name="fk_items_case_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_center_guid"],
            ["cost_centers.organization_id", "cost_centers.guid"],
            name="fk_items_cost_center_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_items_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_row_guid"],
            ["invoice_rows.organization_id", "invoice_rows.guid"],
            name="fk_items_invoice_row_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_items_product_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "recurring_item_guid"],
            ["items.organization_id", "items.guid"],
            name="fk_items_recurring_item_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sales_status_guid"],
            ["sales_statuses.organization_id", "sales_statuses.guid"],
            name="fk_items_sales_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "task_guid"], ["phases.organization_id", "phases.guid"], name="fk_items_task_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "travel_reimbursement_guid"],
            ["travel_reimbursements.organization_id", "travel_reimbursements.guid"],
            name="fk_items_travel_reimbursement_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_items_user_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_items_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_items")),
    )
    op.create_index(
        "ix_items_billing_dependency_task_guid",
        "items",
        ["organization_id", "billing_dependency_task_guid"],
        unique=False,
    )
    op.create_index("ix_items_case_guid", "items", ["organization_id", "case_guid"], unique=False)
    op.create_index("ix_items_cost_center_guid", "items", ["organization_id", "cost_center_guid"], unique=False)
    op.create_index("ix_items_event_date", "items", ["organization_id", "event_date"], unique=False)
    op.create_index("ix_items_inserted_at", "items", ["organization_id", "inserted_at"], unique=False)
    op.create_index("ix_items_invoice_guid", "items", ["organization_id", "invoice_guid"], unique=False)
    op.create_index("ix_items_invoice_row_guid", "items", ["organization_id", "invoice_row_guid"], unique=False)
    op.create_index("ix_items_product_guid", "items", ["organization_id", "product_guid"], unique=False)
    op.create_index(
        "ix_items_purchase_order_number", "items", ["organization_id", "purchase_order_number"], unique=False
    )
    op.create_index("ix_items_recurring_item_guid", "items", ["organization_id", "recurring_item_guid"], unique=False)
    op.create_index("ix_items_sales_status_guid", "items", ["organization_id", "sales_status_guid"], unique=False)
    op.create_index("ix_items_task_guid", "items", ["organization_id", "task_guid"], unique=False)
    op.create_index(
        "ix_items_travel_reimbursement_guid", "items", ["organization_id", "travel_reimbursement_guid"], unique=False
    )
    op.create_index("ix_items_updated_at", "items", ["organization_id", "updated_at"], unique=False)
    op.create_index("ix_items_user_guid", "items", ["organization_id", "user_guid"], unique=False)
    op.create_table(
        "invoice_row_sources",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("invoice_row_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("hour_entry_guid", sa.Text(), nullable=True),
        sa.Column("item_guid", sa.Text(), nullable=True),
        sa.Column("phase_guid", sa.Text(), nullable=True),
        sa.Column("product_guid", sa.Text(), nullable=True),
        sa.Column("travel_expense_guid", sa.Text(), nullable=True),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_invoice_row_sources_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "hour_entry_guid"],
            ["hour_entries.organization_id", "hour_entries.guid"],
            name="fk_invoice_row_sources_hour_entry_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_row_guid"],
            ["invoice_rows.organization_id", "invoice_rows.guid"],
            name="fk_invoice_row_sources_invoice_row_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "item_guid"],
            ["items.organization_id", "items.guid"],
            name="fk_invoice_row_sources_item_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_invoice_row_sources_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_invoice_row_sources_product_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "travel_expense_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_invoice_row_sources_travel_expense_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_invoice_row_sources_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invoice_row_sources_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "invoice_row_guid", "position", name=op.f("pk_invoice_row_sources")),
    )
    op.create_index(
        "ix_invoice_row_sources_case_guid", "invoice_row_sources", ["organization_id", "case_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_row_sources_hour_entry_guid",
        "invoice_row_sources",
        ["organization_id", "hour_entry_guid"],
        unique=False,
    )
    op.create_index(
        "ix_invoice_row_sources_item_guid", "invoice_row_sources", ["organization_id", "item_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_row_sources_phase_guid", "invoice_row_sources", ["organization_id", "phase_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_row_sources_product_guid", "invoice_row_sources", ["organization_id", "product_guid"], unique=False
    )
    op.create_index(
        "ix_invoice_row_sources_travel_expense_guid",
        "invoice_row_sources",
        ["organization_id", "travel_expense_guid"],
        unique=False,
    )
    op.create_index(
        "ix_invoice_row_sources_user_guid", "invoice_row_sources", ["organization_id", "user_guid"], unique=False
    )
    op.create_table(
        "item_files",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("item_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_guid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_guid"], ["files.organization_id", "files.guid"], name="fk_item_files_file_guid"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "item_guid"], ["items.organization_id", "items.guid"], name="fk_item_files_item_guid"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_item_files_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "item_guid", "position", name=op.f("pk_item_files")),
    )
    op.create_index("ix_item_files_file_guid", "item_files", ["organization_id", "file_guid"], unique=False)
    op.create_table(
        "reimbursed_hour_entries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("end_time", columns.WallClock(), nullable=True),
        sa.Column("event_date", columns.WallClock(), nullable=False),
        sa.Column("invoice_description", sa.Text(), nullable=True),
        sa.Column("invoice_guid", sa.Text(), nullable=True),
        sa.Column("invoice_quantity", columns.Amount(), nullable=True),
        sa.Column("invoice_row_guid", sa.Text(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("is_productive", sa.Boolean(), nullable=True),
        sa.Column("over_time_guid", sa.Text(), nullable=True),
        sa.Column("phase_guid", sa.Text(), nullable=True),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("start_time", columns.WallClock(), nullable=True),
        sa.Column("unit_cost", columns.Amount(), nullable=False),
        sa.Column("unit_price", columns.Amount(), nullable=False),
        sa.Column("unit_price_in_base_currency", columns.Amount(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("work_type_guid", sa.Text(), nullable=True),
        sa.Column("in_credit_note", sa.Boolean(), nullable=False),
        sa.Column("hour_entry_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_reimbursed_hour_entries_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "hour_entry_guid"],
            ["hour_entries.organization_id", "hour_entries.guid"],
            name="fk_reimbursed_hour_entries_hour_entry_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_reimbursed_hour_entries_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_row_guid"],
            ["invoice_rows.organization_id", "invoice_rows.guid"],
            name="fk_reimbursed_hour_entries_invoice_row_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "over_time_guid"],
            ["over_times.organization_id", "over_times.guid"],
            name="fk_reimbursed_hour_entries_over_time_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "phase_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_reimbursed_hour_entries_phase_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_reimbursed_hour_entries_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "work_type_guid"],
            ["work_types.organization_id", "work_types.guid"],
            name="fk_reimbursed_hour_entries_work_type_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reimbursed_hour_entries_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_reimbursed_hour_entries")),
    )
    op.create_index(
        "ix_reimbursed_hour_entries_case_guid",
        "reimbursed_hour_entries",
        ["organization_id", "case_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_event_date",
        "reimbursed_hour_entries",
        ["organization_id", "event_date"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_hour_entry_guid",
        "reimbursed_hour_entries",
        ["organization_id", "hour_entry_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_invoice_guid",
        "reimbursed_hour_entries",
        ["organization_id", "invoice_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_invoice_row_guid",
        "reimbursed_hour_entries",
        ["organization_id", "invoice_row_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_over_time_guid",
        "reimbursed_hour_entries",
        ["organization_id", "over_time_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_phase_guid",
        "reimbursed_hour_entries",
        ["organization_id", "phase_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_updated_at",
        "reimbursed_hour_entries",
        ["organization_id", "updated_at"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_user_guid",
        "reimbursed_hour_entries",
        ["organization_id", "user_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_hour_entries_work_type_guid",
        "reimbursed_hour_entries",
        ["organization_id", "work_type_guid"],
        unique=False,
    )
    op.create_table(
        "reimbursed_items",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("billing_dependency_task_guid", sa.Text(), nullable=True),
        sa.Column("billing_schedule", sa.Text(), nullable=True),
        sa.Column("case_guid", sa.Text(), nullable=True),
        sa.Column("cost_center_guid", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("display_period_start", columns.WallClock(), nullable=True),
        sa.Column("event_date", columns.WallClock(), nullable=True),
        sa.Column("invoice_description", sa.Text(), nullable=True),
        sa.Column("invoice_guid", sa.Text(), nullable=True),
        sa.Column("invoice_quantity", columns.Amount(), nullable=True),
        sa.Column("invoice_row_guid", sa.Text(), nullable=True),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("is_out_sourcing_cost", sa.Boolean(), nullable=False),
        sa.Column("is_read_only", sa.Boolean(), nullable=False),
        sa.Column("is_realised", sa.Boolean(), nullable=False),
        sa.Column("measurement_unit", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("order_date", columns.WallClock(), nullable=True),
        sa.Column("planned_billing_date", columns.WallClock(), nullable=True),
        sa.Column("product_guid", sa.Text(), nullable=True),
        sa.Column("product_type", sa.Text(), nullable=True),
        sa.Column("purchase_order_number", sa.Text(), nullable=True),
        sa.Column("purchase_vat", columns.Amount(), nullable=True),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("recurrence_end_date", columns.WallClock(), nullable=True),
        sa.Column("recurrence_end_type", sa.Integer(), nullable=False),
        sa.Column("recurrence_frequency", sa.Integer(), nullable=True),
        sa.Column("recurrence_start_date", columns.WallClock(), nullable=True),
        sa.Column("recurrence_times", sa.Integer(), nullable=True),
        sa.Column("recurring_item_guid", sa.Text(), nullable=True),
        sa.Column("sales_account_guid", sa.Text(), nullable=True),
        sa.Column("sales_status_guid", sa.Text(), nullable=True),
        sa.Column("task_guid", sa.Text(), nullable=True),
        sa.Column("travel_end_time", columns.WallClock(), nullable=True),
        sa.Column("travel_start_time", columns.WallClock(), nullable=True),
        sa.Column("unit_cost", columns.Amount(), nullable=True),
        sa.Column("unit_cost_vat_included_amount", columns.Amount(), nullable=True),
        sa.Column("unit_price", columns.Amount(), nullable=True),
        sa.Column("unit_price_in_base_currency", columns.Amount(), nullable=False),
        sa.Column("user_guid", sa.Text(), nullable=True),
        sa.Column("vat", columns.Amount(), nullable=True),
        sa.Column("in_credit_note", sa.Boolean(), nullable=False),
        sa.Column("item_guid", sa.Text(), nullable=True),
        sa.Column("inserted_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "billing_dependency_task_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_reimbursed_items_billing_dependency_task_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_guid"],
            ["cases.organization_id", "cases.guid"],
            name="fk_reimbursed_items_case_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cost_center_guid"],
            ["cost_centers.organization_id", "cost_centers.guid"],
            name="fk_reimbursed_items_cost_center_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_guid"],
            ["invoices.organization_id", "invoices.guid"],
            name="fk_reimbursed_items_invoice_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invoice_row_guid"],
            ["invoice_rows.organization_id", "invoice_rows.guid"],
            name="fk_reimbursed_items_invoice_row_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "item_guid"],
            ["items.organization_id", "items.guid"],
            name="fk_reimbursed_items_item_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_guid"],
            ["products.organization_id", "products.guid"],
            name="fk_reimbursed_items_product_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "recurring_item_guid"],
            ["items.organization_id", "items.guid"],
            name="fk_reimbursed_items_recurring_item_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sales_status_guid"],
            ["sales_statuses.organization_id", "sales_statuses.guid"],
            name="fk_reimbursed_items_sales_status_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "task_guid"],
            ["phases.organization_id", "phases.guid"],
            name="fk_reimbursed_items_task_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_guid"],
            ["users.organization_id", "users.guid"],
            name="fk_reimbursed_items_user_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reimbursed_items_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "guid", name=op.f("pk_reimbursed_items")),
    )
    op.create_index(
        "ix_reimbursed_items_billing_dependency_task_guid",
        "reimbursed_items",
        ["organization_id", "billing_dependency_task_guid"],
        unique=False,
    )
    op.create_index("ix_reimbursed_items_case_guid", "reimbursed_items", ["organization_id", "case_guid"], unique=False)
    op.create_index(
        "ix_reimbursed_items_cost_center_guid",
        "reimbursed_items",
        ["organization_id", "cost_center_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_items_invoice_guid", "reimbursed_items", ["organization_id", "invoice_guid"], unique=False
    )
    op.create_index(
        "ix_reimbursed_items_invoice_row_guid",
        "reimbursed_items",
        ["organization_id", "invoice_row_guid"],
        unique=False,
    )
    op.create_index("ix_reimbursed_items_item_guid", "reimbursed_items", ["organization_id", "item_guid"], unique=False)
    op.create_index(
        "ix_reimbursed_items_product_guid", "reimbursed_items", ["organization_id", "product_guid"], unique=False
    )
    op.create_index(
        "ix_reimbursed_items_recurring_item_guid",
        "reimbursed_items",
        ["organization_id", "recurring_item_guid"],
        unique=False,
    )
    op.create_index(
        "ix_reimbursed_items_sales_status_guid",
        "reimbursed_items",
        ["organization_id", "sales_status_guid"],
        unique=False,
    )
    op.create_index("ix_reimbursed_items_task_guid", "reimbursed_items", ["organization_id", "task_guid"], unique=False)
    op.create_index(
        "ix_reimbursed_items_updated_at", "reimbursed_items", ["organization_id", "updated_at"], unique=False
    )
    op.create_index("ix_reimbursed_items_user_guid", "reimbursed_items", ["organization_id", "user_guid"], unique=False)
    _close_circles()


def _close_circles() -> None:
    """Add the foreign keys that create_table leaves out where they can be added later."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column, target in (
        ("companies", "head_office_address_guid", "addresses"),
        ("cases", "root_task_guid", "phases"),
        ("cases", "sales_status_guid", "sales_statuses"),
    ):
        op.create_foreign_key(
            f"fk_{table}_{column}", table, target, ["organization_id", column], ["organization_id", "guid"]
        )
