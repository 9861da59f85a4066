ALTER ROLE severakit SET severakit.organization = 'all';
ALTER ROLE severakit RESET severakit.organization;
