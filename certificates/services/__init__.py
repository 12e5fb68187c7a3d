"""What happens to certificates.

**templates** say how they look; **sources** say who has earned one; **issuing** gives them their
numbers, and says what becomes of them; **setting** puts them on paper.
"""
