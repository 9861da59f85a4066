-- As a superuser: a role that reads one organization and no other, for reports on a replica. It is no member of the owner.
CREATE ROLE reports_of_7 LOGIN PASSWORD 'a long random one';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reports_of_7;
ALTER ROLE reports_of_7 SET severakit.organization = '7';
