"""The report of a mirror: its figures, their charts by matplotlib, and one page that holds everything."""
