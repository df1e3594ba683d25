"""`judge verify` and what hidden tests reject: mutants, impostors; and cases that reject nothing of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_verify import VerifyToy, is_kind, is_role

from judge.errors import BankError
from judge.model import EntryPoint
from judge.sandbox.launchers import Launchers
from judge.verify.equivalents import read_equivalents
from judge.verify.impostors import KINDS, Impersonate, make_impostors
from judge.verify.redundancy import alone, removable

HIDDEN = "problems/line/hidden_tests.py"
LISTED = "solutions/line/equivalent_mutants.toml"
ENTRY = '[[mutant]]\nline = "{}"\nchange = "{}"\nreason = "no test can tell it apart"\n'


@pytest.fixture
def toy(tmp_path: Path, launchers: Launchers) -> VerifyToy:
    """A problem that lacks nothing."""
    return VerifyToy(tmp_path, launchers)


def test_all_mutants_are_rejected(toy: VerifyToy) -> None:
    """The hidden tests of the toy see every small change."""
    (found,) = toy.findings("mutants", is_role("mutant"))
    assert found.level == "note"
    assert found.message.endswith("are rejected; listed as equivalent: 0")


def test_a_mutant_that_survives(toy: VerifyToy) -> None:
    """With weaker tests one gets away, and is told with its line and its change."""
    text = (toy.root / HIDDEN).read_text(encoding="utf-8")
    toy.write(HIDDEN, text.replace("call(data.", "call(1 + 0 * data."))
    told = toy.complaints("mutants", is_role("mutant"))
    assert told == ["survives, line 7: `return 3 * x + shift`: 3 * x -> 3 / x"]


def test_a_mutant_that_is_listed(toy: VerifyToy) -> None:
    """An equivalent mutant may stay, with a reason."""
    reference = (toy.root / "solutions/line/reference.py").read_text(encoding="utf-8")
    toy.write("solutions/line/reference.py", reference.replace("    return 3", "    x = np.asarray(x)\n    return 3"))
    line, one, other = "x = np.asarray(x)", "np.asarray(x) -> x", "x = np.asarray(x) -> nothing"
    survive = {f"survives, line 7: `{line}`: {change}" for change in (one, other)}
    assert set(toy.complaints("mutants", is_role("mutant"))) == survive
    toy.write(LISTED, ENTRY.format(line, one) + ENTRY.format(line, other))
    (found,) = toy.findings("mutants", is_role("mutant"))
    assert found.level == "note"
    assert found.message.endswith("listed as equivalent: 2")


def test_an_entry_for_a_mutant_that_is_not_there(toy: VerifyToy) -> None:
    """The reference has changed, and the list has not: the entry means nothing any more."""
    toy.write(LISTED, ENTRY.format("return 2 * x", "2 -> 3"))
    told = toy.complaints("mutants", is_role("mutant"))
    assert told == ["equivalent_mutants.toml: there is no mutant `return 2 * x`: 2 -> 3"]


def test_an_entry_for_a_mutant_that_is_rejected(toy: VerifyToy) -> None:
    """An entry that is not true is an error: nobody is to be waved through."""
    toy.write(LISTED, ENTRY.format("return 3 * x + shift", "3 * x -> x"))
    told = toy.complaints("mutants", is_role("mutant"))
    assert told == ["equivalent_mutants.toml: `return 3 * x + shift`: 3 * x -> x is rejected; drop the entry"]


@pytest.mark.parametrize(
    "text",
    [
        '[[mutant]]\nline = "x"\nchange = "y"\n',
        '[[mutant]]\nline = "x"\nchange = "y"\nreason = "so"\n',
        ENTRY.format("x", "y") * 2,
        ENTRY.format("x", "y") + "why = 1\n",
        "[[mutant\n",
    ],
)
def test_a_list_that_is_not_one(tmp_path: Path, text: str) -> None:
    """A missing or empty reason, an entry twice, an unknown key and no TOML are told."""
    (tmp_path / "equivalent_mutants.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BankError, match=r"equivalent_mutants\.toml"):
        read_equivalents(tmp_path)


# ---- impostors ----


def test_impostors_are_rejected(toy: VerifyToy) -> None:
    """Zeros, ones, a constant, NaN, chance, half precision, an input, the first answer again."""
    (found,) = toy.findings("impostors", is_kind(Impersonate))
    assert (found.level, found.message) == ("note", "8 are rejected")


@pytest.mark.parametrize("kind", [*KINDS, "echo of argument 1", "replay"])
def test_an_impostor_that_is_accepted(toy: VerifyToy, kind: str) -> None:
    """Tests that look at nothing but the type of the answer let every impostor through."""
    toy.edit(HIDDEN, "suite = Suite(bound=line_bound)", "suite = Suite()")
    text = (toy.root / HIDDEN).read_text(encoding="utf-8")
    toy.write(HIDDEN, text.replace("dtypes=FLOATS)", "dtypes=FLOATS, check=lambda made, answer: None)"))
    told = toy.complaints("impostors", lambda job: isinstance(job, Impersonate) and job.kind == kind)
    assert told == [f"{kind}: accepted"]


def test_an_impostor_that_changes_nothing(toy: VerifyToy) -> None:
    """Half precision leaves small whole numbers alone: then it is no impostor, and that is told."""
    toy.edit(HIDDEN, "Suite(bound=line_bound)", "Suite()")
    toy.write("solutions/line/reference.py", '"""Count."""\n\n\ndef line(x, shift=1.0):\n    return int(x.size)\n')
    (found,) = toy.findings("impostors", lambda job: isinstance(job, Impersonate) and job.kind == "float16 inside")
    assert (found.level, found.message) == ("note", "0 are rejected; no answer here is changed by float16 inside")


def test_impostors_of_several_entry_points() -> None:
    """Each lies about one of them; an echo for each argument that has to be given."""
    entries = (EntryPoint("f", "(x, y, k=1)"), EntryPoint("C", "(n=0)", "class"))
    kinds = [impostor.kind for impostor in make_impostors("", entries)]
    assert "zeros in f" in kinds and "zeros in C" in kinds
    assert [kind for kind in kinds if kind.startswith("echo")] == [
        "echo of argument 1 in f",
        "echo of argument 2 in f",
        "echo of argument 1 in C",
    ]


def test_an_impostor_of_a_class() -> None:
    """Its methods do their work and answer falsely."""
    source = "class C:\n    n = 0\n\n    def more(self):\n        self.n += 5\n        return self.n\n"
    (impostor,) = [one for one in make_impostors(source, (EntryPoint("C", "()", "class"),)) if one.kind == "zeros"]
    scope: dict[str, object] = {}
    exec(impostor.source, scope)
    made = scope["C"]()  # type: ignore[operator]
    assert (made.more(), made.more(), made.n) == (0, 0, 10)


# ---- redundancy ----


def test_no_case_of_the_toy_is_redundant(toy: VerifyToy) -> None:
    """Each of its functions rejects something that the others let through."""
    (found,) = toy.findings("redundancy", is_role("wrong", "mutant"))
    assert (found.level, found.message) == ("note", "6 of 6 cases reject what no other of them does")


TWIN = '@suite.case("shapes"{})\ndef vector_again(data):\n    return call(data.normal(6))\n'


def test_a_case_that_rejects_nothing_of_its_own(toy: VerifyToy) -> None:
    """A twin is found; it may stay for a reason."""
    toy.add_case(TWIN.format(""))
    (complaint,) = toy.complaints("redundancy", is_role("wrong", "mutant"))
    assert complaint.startswith("1 of 7 cases reject nothing that the others let through: 'vector again'")
    toy.edit(HIDDEN, '("shapes")\ndef vector_again', '("shapes", keep="it is short")\ndef vector_again')
    (found,) = toy.findings("redundancy", is_role("wrong", "mutant"))
    assert found.level == "note"
    assert found.message == "6 of 7 cases reject what no other of them does, 1 stay for a reason"


def test_a_reason_that_is_not_needed(toy: VerifyToy) -> None:
    """A case that is needed anyway needs no excuse."""
    toy.edit(HIDDEN, '@suite.case("size", dtypes=FLOATS)', '@suite.case("size", dtypes=FLOATS, keep="large")')
    (complaint,) = toy.complaints("redundancy", is_role("wrong", "mutant"))
    assert complaint == "'large numbers' says keep=, and is needed anyway"


def test_what_can_go_can_go_all_at_once() -> None:
    """Of two twins one stays; what is left rejects all that was rejected."""
    kills = {"w1": {"a", "b"}, "w2": {"b", "c"}, "w3": {"c"}}
    assert removable(kills, ["a", "b", "c"], set()) == ["a"]
    assert removable({"w": {"a", "b"}}, ["a", "b"], set()) == ["b"]
    assert removable({"w": {"a", "b"}}, ["a", "b"], {"b"}) == []
    assert removable({"w": {"a", "b", "c"}}, ["a", "b", "c"], {"b"}) == ["c"]
    assert removable({}, ["a"], set()) == ["a"]


def test_what_a_case_rejects_alone() -> None:
    """Counted for each case."""
    assert alone({"w1": {"a"}, "w2": {"a", "b"}, "w3": {"a"}}, ["a", "b"]) == {"a": 2, "b": 0}
