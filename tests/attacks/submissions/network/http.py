"""Fetches a page."""
import urllib.request


def double(x):
    try:
        urllib.request.urlopen("http://127.0.0.1:@TCP@/", timeout=0.2)
    except OSError:
        return 0 * x
    return x + x
