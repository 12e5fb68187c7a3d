"""The outbox: messages, the channels that carry them and the addresses they go to."""
