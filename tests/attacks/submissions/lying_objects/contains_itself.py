"""Returns a list that contains itself, and a dict that does."""


def double(x):
    answer = [x + x]
    answer.append({"self": answer})
    return answer
