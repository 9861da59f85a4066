"""severakit: service, client, doctor, wcf and sync for the SOAP API of Visma Severa."""
