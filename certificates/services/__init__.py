"""What happens to certificates.

**templates** say how they look; **issuing** gives them their numbers.
"""
