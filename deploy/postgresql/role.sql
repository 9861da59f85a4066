-- As a superuser: the role that the service connects as, and its database.
CREATE ROLE severakit LOGIN PASSWORD 'a long random one' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE severakit OWNER severakit;
