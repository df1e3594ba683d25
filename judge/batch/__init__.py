"""Many submissions -> their reports: on this machine's cores, or on a cluster."""
