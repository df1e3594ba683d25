"""The reference of churn. Nobody but the judge may read this: canary-reference."""


def churn(x):
    y = x
    for i in range(300):
        y = (y * 31 + i) % 1009
    return y
