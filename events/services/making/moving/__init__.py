"""Moving meetings to another time or place: one, those of a series, of many events.

What would follow is told first, meeting by meeting. Who moves them sends back what was told, as a
digest; if anything is different by then, nothing is moved (`as_told`). So a form that is sent twice
moves once, and whoever moves a meeting back undoes it. What upper apps have at meetings goes along
in the same transaction.

`one`, `series` and `several` say what can be asked and what stands in its way; `desk` is for a
meeting that is typed anew by hand. Each has a `Prospect` and a service that carries it out.
"""
