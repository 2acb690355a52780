"""What can go wrong on a person's machine, said so that they can mend it."""


class LocalProblem(Exception):
    """A fault with a message for the person who typed the command: what is wrong and what to do."""


def hint_from_log(text: str) -> str:
    """What a server's log says about a fault that a person can mend, or nothing."""
    if "No space left on device" in text or "could not extend file" in text:
        return "The disk is full: make room, then start again."
    if "could not map anonymous shared memory" in text or "Cannot allocate memory" in text:
        return "The machine has too little free memory: close something, then start again."
    return ""
