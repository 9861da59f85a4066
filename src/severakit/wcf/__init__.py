"""wcf: the limits in .NET configs that calls of the S3 API run into: found, explained, mended and tried."""

from severakit.wcf.configuration import ConfigError, Configuration, read_configuration
from severakit.wcf.findings import Finding, Severity
from severakit.wcf.judgement import judge

__all__ = ["ConfigError", "Configuration", "Finding", "Severity", "judge", "read_configuration"]
