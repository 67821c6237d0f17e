"""What the checks of a truth came to."""
from fractions import Fraction

SHOWN_MAX = 20


class Results:
    """Counts checks and says which failed, the first of them one by one."""

    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)
            if len(self.failures) <= SHOWN_MAX:
                print(f"FAILED: {what}", flush=True)

    def equal(self, got, expected, what):
        self.check(got == expected, f"{what}: got {got!r}, expected {expected!r}")

    def close(self, got, expected, relative, what):
        near = abs(Fraction(got) - expected) <= relative * abs(expected)
        self.check(near, f"{what}: got {got!r}, expected {float(expected)!r}")
