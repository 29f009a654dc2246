"""How a person is shown where there is no picture."""


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name, upper case: ``AN``."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()
