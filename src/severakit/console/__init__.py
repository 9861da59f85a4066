"""The web console: the settings pages of the service, for administrators and operators.

A page is a function ``(visit: Visit) -> Response`` in a module named after the page, listed in that module's ``PAGES``
with its path, its methods and who may see it; ``app.PAGES`` joins them. A page gets a Visit: who is signed in and which
organization is looked at. Everything a page reads or writes of an organization goes through ``visit.organization_id``,
never through an id of the request alone. Forms carry ``{{ csrf_field() }}`` and are refused without it before the page
runs. Templates lie in ``templates`` and extend ``base.html``; pages run in worker threads.
"""
