-- As a superuser, in a database that the service has used as another role: all that is in it becomes the role's.
DO $$
DECLARE
    each record;
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO severakit', current_database());
    FOR each IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO severakit', each.name);
    END LOOP;
    ALTER FUNCTION refuse_to_edit_audit_trail() OWNER TO severakit;
END $$;
