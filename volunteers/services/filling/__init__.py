"""Who could fill the shifts of a week or a month: suggestions, and why some places stay empty.

`board` is the question as plain values, `load` what one person can still take on, `optimiser` and
`greedy` two ways to answer, `causes` what is said of the rest. None of these reads or writes
anything; `reading` brings the question from the database, by the rules of `eligibility`.
"""
