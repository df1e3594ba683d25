"""Slip: no eps; a standard deviation of 0 is replaced by 1, as scalers for tables do."""


def batch_normalization(X, gamma, beta, eps=1e-5):
    spread = X.std(axis=0)
    spread[spread == 0] = 1
    return gamma * (X - X.mean(axis=0)) / spread + beta
