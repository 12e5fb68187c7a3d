"""What is printed of events and programmes, and the pictures that go round on telephones.

`told` gathers the words in one language or two, `scenes` what stands behind them; each other
module sets one kind of sheet or picture.
"""
