"""What is done about reading challenges, room by room.

`reading` is about who takes part and how far they are, `earning` about the records that count,
`awards` about the tiers that follow from them.
"""
