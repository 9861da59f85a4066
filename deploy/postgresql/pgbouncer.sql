-- As a superuser: what a connection may see before it has stated its organization, where PgBouncer shares connections.
ALTER ROLE severakit SET severakit.organization = 'gate';
