"""Offers an object as entry point whose signature, type and name all fail when they are looked at."""
# every case


class Trap:
    __name__ = "double"

    @property
    def __signature__(self):
        raise SystemExit(0)

    @property
    def __class__(self):
        raise KeyboardInterrupt

    def __call__(self, x):
        return 0 * x


double = Trap()
