SET severakit.organization = 'all';
SELECT id, name FROM organizations;
