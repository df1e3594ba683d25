"""Builds an expression so long that compiling it recurses past the stack."""


def double(x):
    return x + x if eval("+".join(["1"] * 100_000) + "-" * 100_000 + "1") else 0 * x


value = compile("lambda: " * 20_000 + "0", "deep", "eval")
