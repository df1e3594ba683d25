"""Reads the user's history, keys and dotfiles."""


def double(x):
    names = ["@HISTORY@", "@HOME@/.netrc", "@HOME@/.ssh/id_ed25519", "@HOME@/.bashrc", "/etc/shadow", "/etc/passwd"]
    for name in [*names, "/root/.bashrc", "/root/.ssh/authorized_keys", "/etc/hosts", "/etc/ssh/ssh_host_rsa_key"]:
        try:
            with open(name, "rb") as file:
                if file.read(1):
                    return x + x
        except OSError:
            pass
    return 0 * x
