"""What is done about volunteers, room by room.

`people` is about who helps, `shifts` about who is on what, `eligibility` about who may be,
`filling` about who could be, `hours` about who came and what counts. `radar` looks ahead, and
`rules` says what the network has set.
"""
