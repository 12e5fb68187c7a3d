"""Evidence packs: what an inspector asks for of an event or a period, as one PDF and one ZIP.

`chapters` reads what is known of one event, `document` sets chapters as PDF, `archive` packs them
with their files, and `packs` are the runs over a period.
"""
