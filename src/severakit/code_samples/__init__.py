"""Ready-to-paste code that makes one call of the API: from the contract, in the languages of its callers.

The code reads the address and the key from the environment (``SEVERA_ENDPOINT``, ``SEVERA_API_KEY``), so that neither
stands in a program. What is None among the arguments is left out.
"""

from severakit.code_samples.languages import LANGUAGES, Language, code_sample

__all__ = ["LANGUAGES", "Language", "code_sample"]
