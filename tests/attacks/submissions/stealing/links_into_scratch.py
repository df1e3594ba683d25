"""Makes symbolic and hard links to the reference in its own folder, and reads through them."""
import os


def double(x):
    for make, name in ((os.link, "hard.py"), (os.symlink, "soft.py")):
        try:
            if os.path.lexists(name):
                os.unlink(name)
            make("@REFERENCE@", name)
            with open(name, "rb") as file:
                if file.read(1):
                    return x + x
        except OSError:
            pass
    try:
        os.rename("@REFERENCE@", "mine.py")
        return x + x
    except OSError:
        pass
    return 0 * x
