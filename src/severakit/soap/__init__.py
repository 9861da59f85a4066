"""SOAP 1.1 as the S3 API speaks it: envelopes, faults, and values to and from XML by the contract."""
