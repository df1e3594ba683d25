"""Returns a list a hundred thousand deep, which crashes whoever walks, compares or frees it by recursion."""


def double(x):
    answer = []
    for _ in range(100_000):
        answer = [answer]
    return answer
