"""Works on in a thread between its calls, so that the reference, which is timed beside it, takes longer."""
# problem: churn
import threading
import zlib


def burn():
    data = bytes(1 << 22)
    while True:
        zlib.crc32(data)


threading.Thread(target=burn, daemon=True).start()


def churn(x):
    y = x
    for i in range(300):
        y = (y * 31 + i) % 1009
    return y
