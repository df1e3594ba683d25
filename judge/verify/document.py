"""A verification -> an object of schema judge-verify/1, which any JSON parser reads."""

from __future__ import annotations

import math
from typing import Any

from msgspec.structs import asdict

from judge import __version__
from judge.verify.findings import Margin, Verification
from judge.verify.run import Result

SCHEMA = "judge-verify/1"


def result_dict(result: Result) -> dict[str, Any]:
    """Return all findings and all margins. A float that is not finite is given as "inf"."""
    return {
        "schema": SCHEMA,
        "judge": __version__,
        "ok": result.exit_code == 0,
        "strict": result.strict,
        "seeds": list(result.seeds),
        "environments": list(result.environments),
        "seconds": round(result.seconds, 3),
        "problems": [_problem(verification) for verification in result.verifications],
        "bank": [asdict(finding) for finding in result.bank],
        "summary": {level: result.count(level) for level in ("error", "warning", "note")},
    }


def _problem(verification: Verification) -> dict[str, Any]:
    return {
        "problem": verification.problem,
        "findings": [asdict(finding) for finding in verification.findings],
        "margins": [_margin(margin) for margin in verification.margins],
        "seconds": round(verification.seconds, 3),
    }


def _margin(margin: Margin) -> dict[str, Any]:
    return {
        name: "inf" if isinstance(value, float) and math.isinf(value) else value
        for name, value in asdict(margin).items()
    }
