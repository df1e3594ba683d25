"""Reads memory and disks through device files, the kernel's log and its tables."""


def double(x):
    for name in ("/dev/mem", "/dev/kmem", "/dev/vda", "/dev/sda", "/dev/kmsg", "/proc/kcore", "/proc/kallsyms",
                 "/proc/self/maps", "/proc/self/mem", "/sys/kernel/notes", "/proc/mounts", "/proc/net/unix"):  # fmt: skip
        try:
            with open(name, "rb") as file:
                if file.read(1):
                    return x + x
        except OSError:
            pass
    return 0 * x
