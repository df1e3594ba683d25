"""A seccomp filter whose program finds a system call by halving, and not by going through a list.

When a filter is put in force the kernel runs it once for every system call there is, to learn which ones are allowed
whatever their arguments. With a list of several hundred that takes longer than the rest of a candidate's confinement.
"""

from __future__ import annotations

from typing import NamedTuple

from seccompy import Filter, audit_arch, bpf
from seccompy import filter as library


class _Span(NamedTuple):
    """System calls of consecutive numbers that are treated alike: from `first` to the next span's first.

    Attributes:
        first: the first of the numbers.
        action: what becomes of them; None where that depends on the arguments, and there is but one of them.
    """

    first: int
    action: int | None


class RangeFilter(Filter):
    """A Filter with a quicker program; rules and decisions are those of its base class."""

    __slots__ = ()

    def _compile(self) -> bytes:
        insns: list[bpf.Insn] = [
            bpf.Load(library._OFF_ARCH),
            bpf.Jump(bpf.BPF_JEQ, audit_arch(), None, "kill"),
            bpf.Load(library._OFF_NR),
        ]
        labels: dict[str, int] = {}
        spans = self._spans()
        _halve(spans, insns, labels)
        for span in spans:
            if span.action is None:
                self._decide_by_arguments(span.first, insns, labels)
        labels["kill"] = len(insns)
        insns.append(bpf.Ret(int(library.Action.KILL_PROCESS)))
        return bpf.assemble(insns, labels)

    def _spans(self) -> list[_Span]:
        """The numbers from 0 on, in order."""
        spans = [_Span(0, self._default)]
        for number in sorted(self._rules):
            first = self._rules[number][0]
            spans += [_Span(number, None if first.args else first.action), _Span(number + 1, self._default)]
        wanted: list[_Span] = []
        for span, following in zip(spans, [*spans[1:], None], strict=True):
            if following is not None and following.first == span.first:
                continue  # of no length: another one begins there
            if not wanted or span.action is None or span.action != wanted[-1].action:
                wanted.append(span)
        return wanted

    def _decide_by_arguments(self, number: int, insns: list[bpf.Insn], labels: dict[str, int]) -> None:
        """Add what decides on one system call: the first of its rules that holds, else the default."""
        labels[f"call {number}"] = len(insns)
        for place, rule in enumerate(self._rules[number]):
            if not rule.args:
                insns.append(bpf.Ret(rule.action))
                return
            following = f"call {number} after rule {place}"
            for position, condition in enumerate(rule.args):
                passed = f"call {number} rule {place} condition {position}"
                library._emit_cond(insns, labels, condition, following, passed)
            insns.append(bpf.Ret(rule.action))
            labels[following] = len(insns)
        insns.append(bpf.Ret(self._default))


def _halve(spans: list[_Span], insns: list[bpf.Insn], labels: dict[str, int]) -> None:
    """Add what goes to the right one of some spans, knowing that the number is in one of them."""
    if len(spans) == 1:
        span = spans[0]
        insns.append(bpf.Ja(f"call {span.first}") if span.action is None else bpf.Ret(span.action))
        return
    middle = len(spans) // 2
    upper = f"from {spans[middle].first}"
    insns.append(bpf.Jump(bpf.BPF_JGEQ, spans[middle].first, upper, None))
    _halve(spans[:middle], insns, labels)
    labels[upper] = len(insns)
    _halve(spans[middle:], insns, labels)
