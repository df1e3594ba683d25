"""`judge verify` and files: each fault of a problem's files, statements, stub, examples and data is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_verify import VerifyToy, is_kind, is_role, nothing

from judge.sandbox.launchers import Launchers
from judge.verify.content import check_bank
from judge.verify.data import CheckData
from judge.verify.jobs import Judge
from judge.verify.statement import RunStatement, python_blocks

HIDDEN = "problems/line/hidden_tests.py"


@pytest.fixture
def toy(tmp_path: Path, launchers: Launchers) -> VerifyToy:
    """A problem that lacks nothing."""
    return VerifyToy(tmp_path, launchers)


def test_a_complete_problem(toy: VerifyToy) -> None:
    """Nothing is wrong, and what there is is counted."""
    (found,) = toy.findings("files", nothing)
    assert found.level == "note"
    assert found.message == "12 hidden cases from 6 functions, 1 slips, 13 solutions beside the reference"


@pytest.mark.parametrize(
    "path",
    [
        "problems/line/statement.md",
        "problems/line/statement.zh.md",
        "problems/line/stub.py",
        "problems/line/examples.py",
        "solutions/line/explanation.md",
        "solutions/line/explanation.zh.md",
    ],
)
def test_a_missing_and_an_empty_file(toy: VerifyToy, path: str) -> None:
    """Each file has to be there, in both languages, with something in it."""
    toy.write(path, " \n")
    assert f"{path} is empty" in toy.complaints("files", nothing)
    toy.remove(path)
    assert f"{path} is missing" in toy.complaints("files", nothing)


@pytest.mark.parametrize(
    "path",
    [
        "problems/line/notes.md",
        "solutions/line/old_reference.py",
        "solutions/line/wrong_anwser/typo.py",
        "solutions/line/wrong_answer/notes.md",
        "solutions/line/wrong_answer/deeper/solution.py",
    ],
)
def test_a_stray_file(toy: VerifyToy, path: str) -> None:
    """What nobody reads is found, also in the folders of the solutions."""
    toy.write(path, "x")
    (complaint,) = toy.complaints("files", nothing)
    assert complaint.startswith("/".join(path.split("/")[: 3 if "anwser" in path else 4]))


def test_what_tools_leave_is_no_stray(toy: VerifyToy) -> None:
    """Python's and other tools' own folders are theirs."""
    toy.write("problems/line/__pycache__/stub.pyc", "")
    toy.write("solutions/line/.cache/x", "")
    assert toy.complaints("files", nothing) == []


def test_folders_of_no_problem(toy: VerifyToy) -> None:
    """What lies beside the problems is found when all of them are verified."""
    toy.write("solutions/lime/reference.py", "")
    toy.write("problems/README.md", "")
    assert check_bank(toy.root, ("line",)) == [
        "problems/README.md belongs to no problem",
        "solutions/lime belongs to no problem",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('zh = "提示2。"', 'zh = "Hint 2."', "hint 2"),
        ('zh = "直线"', 'zh = "Line"', "title"),
        ('zh = "问题3？"', 'zh = "Question 3?"', "follow-up 3"),
        ('en = "Hint 1."', 'en = "提示1。"', "hint 1"),
    ],
)
def test_words_in_one_language_only(toy: VerifyToy, old: str, new: str, told: str) -> None:
    """A text that was never translated is found."""
    toy.edit("problems/line/problem.toml", old, new)
    (complaint,) = toy.complaints("files", nothing)
    assert complaint.startswith(f"the {told} in problem.toml")


def test_a_statement_in_the_wrong_language(toy: VerifyToy) -> None:
    """The Chinese statement has to be in Chinese."""
    text = (toy.root / "problems/line/statement.md").read_text(encoding="utf-8")
    toy.write("problems/line/statement.zh.md", text)
    assert toy.complaints("files", nothing) == ["problems/line/statement.zh.md is not in Chinese"]


def test_too_few_of_everything(toy: VerifyToy) -> None:
    """Hints, follow-ups, cases, solutions and examples are counted."""
    toy.edit("problems/line/problem.toml", '[[hints]]\nen = "Hint 3."\nzh = "提示3。"\n', "")
    text = (toy.root / "problems/line/problem.toml").read_text(encoding="utf-8")
    toy.write("problems/line/problem.toml", text[: text.index("[[followups]]", text.index("[[followups]]") + 1)])
    toy.edit(HIDDEN, '@suite.case("size", dtypes=FLOATS)', '@suite.case("size", dtypes=("float32",))')
    toy.remove("solutions/line/accepted/added.py")
    toy.remove("solutions/line/wrong_answer/flat.py")
    toy.edit("problems/line/examples.py", '@suite.case("basic")\ndef with_a_shift', "def with_a_shift")
    told = " ".join(toy.complaints("files", nothing))
    for words in ("2 hints", "1 follow-up", "11 hidden cases", "accepted/ has 2", "9 wrong", "1 visible"):
        assert words in told, told


def test_a_stub_without_the_entry_point(toy: VerifyToy) -> None:
    """A stub defines what the statement asks for."""
    toy.write("problems/line/stub.py", "def lines(x):\n    pass\n")
    assert toy.complaints("files", nothing) == ["stub.py does not define 'line'"]


def test_a_statement_that_does_not_name_the_entry_point(toy: VerifyToy) -> None:
    """A reader has to learn what to define."""
    toy.write("problems/line/statement.md", "# Straight\n\nThree times x, and a shift.\n")
    assert toy.complaints("files", nothing) == ["problems/line/statement.md does not say that 'line' is to be defined"]


def test_a_solution_that_does_not_say_what_it_is(toy: VerifyToy) -> None:
    """Each file begins with a docstring; that it lacks one is a warning."""
    toy.write("solutions/line/accepted/plain.py", "def line(x, shift=1.0):\n    return x + shift + 2 * x\n")
    (found,) = [found for found in toy.findings("files", nothing) if found.level != "note"]
    assert found.level == "warning"
    assert "accepted/plain.py does not begin with a docstring" in found.message


def test_the_reason_of_a_literal_tolerance_is_shown(toy: VerifyToy) -> None:
    """A number in place of a bound is told with its reason, for the reviewer."""
    toy.edit(HIDDEN, "from judge.suite import", "from judge.tolerance import literal\nfrom judge.suite import")
    toy.edit(HIDDEN, "Suite(bound=line_bound)", 'Suite(bound=literal(1e-3, reason="three digits are promised"))')
    messages = [found.message for found in toy.findings("files", nothing)]
    assert "a literal tolerance: three digits are promised" in messages


# ---- statements ----


def test_examples_of_the_statements_hold(toy: VerifyToy) -> None:
    """They are run with the reference, in a candidate's process."""
    (found,) = toy.findings("statement", is_kind(RunStatement))
    assert (found.level, found.message) == ("note", "4 '>>>' examples hold, in both languages")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("array([4., 7.])", "array([4., 8.])", "line 6: line(np.array([1.0, 2.0])): expected array([4., 8.]), got arr"),
        ("array([4., 7.])\n", "", "printed array([4., 7.])"),
        (">>> line(np.array([1.0, 2.0]), shift=0.5)", ">>> lime(1)", "NameError"),
        ("```python\n>>>", "```python\nimport os\nos.no\n```\n\n```python\n>>>", "block at line 6: AttributeError"),
    ],
)
def test_an_example_that_does_not_hold(toy: VerifyToy, old: str, new: str, told: str) -> None:
    """A statement that lies is found, with the line and what comes out instead."""
    toy.edit("problems/line/statement.zh.md", old, new)
    (complaint,) = toy.complaints("statement", is_kind(RunStatement))
    assert complaint.startswith("statement.zh.md, ")
    assert told in complaint


def test_a_statement_without_examples(toy: VerifyToy) -> None:
    """There is nothing to check, which is a warning."""
    toy.write("problems/line/statement.md", "# Line\n\n`line(x)`\n")
    (found,) = [found for found in toy.findings("statement", is_kind(RunStatement)) if found.level != "note"]
    assert found.level == "warning"
    assert "statement.md has no '>>>' example" in found.message


def test_an_outline_in_a_statement_does_not_replace_the_reference(toy: VerifyToy) -> None:
    """A block that shows the bare signature leaves the entry point as it was."""
    toy.edit("problems/line/statement.md", "# Line\n", "# Line\n\n```python\ndef line(x, shift=1.0): ...\n```\n")
    assert toy.complaints("statement", is_kind(RunStatement)) == []


def test_blocks_of_a_statement() -> None:
    """Python alone, each with its line; what is not Python is left."""
    text = "a\n\n```python\nx = 1\n```\n\n```text\nno\n```\n```pycon\n>>> 1\n1\n```\n```\nno\n```\n"
    assert python_blocks(text) == [(4, "x = 1\n"), (11, ">>> 1\n1\n")]


# ---- stub and examples ----


def test_a_stub_that_is_accepted(toy: VerifyToy) -> None:
    """There has to be something left to write."""
    assert [found.level for found in toy.findings("stub", is_role("stub"))] == ["note"]
    toy.write("problems/line/stub.py", (toy.root / "solutions/line/reference.py").read_text(encoding="utf-8"))
    assert toy.complaints("stub", is_role("stub")) == ["stub.py is accepted: there is nothing left to write"]


def test_a_stub_that_does_not_run(toy: VerifyToy) -> None:
    """A stub loads: a person starts from something that works."""
    toy.write("problems/line/stub.py", "def line(x, shift=1.0):\n    return x +\n")
    (complaint,) = toy.complaints("stub", is_role("stub"))
    assert complaint.startswith("stub.py is CE: SyntaxError")
    assert any(complaint.startswith("stub.py: invalid syntax") for complaint in toy.complaints("files", nothing))


def shows(job: object) -> bool:
    """Judgings on the visible cases."""
    return isinstance(job, Judge) and job.examples


def test_examples_that_an_honest_solution_fails(toy: VerifyToy) -> None:
    """Reference and accepted solutions pass the visible cases."""
    assert toy.complaints("examples", shows) == []
    toy.write_solution("accepted/no_two.py", "    return 3 * x + shift if shift != 2.0 else x\n")
    (complaint,) = toy.complaints("examples", shows)
    assert complaint.startswith("accepted/no_two.py is WA: 'with a shift'")


# ---- data ----


def test_data_of_a_complete_problem(toy: VerifyToy) -> None:
    """The same seed gives the same bits, and another one does not."""
    assert toy.complaints("data", is_kind(CheckData)) == []


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("def dice(data):\n    return call(np.random.default_rng().normal(size=3))\n", "another call each time"),
        (
            "def names(data):\n    return call(data.normal(1) + [float(ord(c)) for c in {'a', 'b', 'c', 'd', 'e'}])\n",
            "another call in another process",
        ),
        ("def written_out(data):\n    return call(np.arange(3.0))\n", "the same for every seed"),
    ],
)
def test_data_that_is_not_the_seed_s(toy: VerifyToy, case: str, told: str) -> None:
    """Chance, the order of a set, and numbers that never change are found."""
    toy.add_case(f'@suite.case("more")\n{case}')
    (complaint,) = toy.complaints("data", is_kind(CheckData))
    assert told in complaint


def test_data_that_is_written_out_on_purpose(toy: VerifyToy) -> None:
    """fixed=True says so; where it is not true that is found too."""
    toy.add_case('@suite.case("more", fixed=True)\ndef written_out(data):\n    return call(np.arange(3.0))\n')
    assert toy.complaints("data", is_kind(CheckData)) == []
    toy.edit(HIDDEN, "call(np.arange(3.0))", "call(data.normal(3))")
    assert toy.complaints("data", is_kind(CheckData)) == ["'written out' says fixed=True, and changes with the seed"]


def test_code_that_a_terminal_would_break(toy: VerifyToy) -> None:
    """Code of a statement fits a terminal of 80 columns; Chinese takes two for a character."""
    toy.edit("problems/line/statement.zh.md", "```python\n", "```python\n# " + "宽" * 38 + "\n")
    (complaint,) = toy.complaints("files", nothing)
    assert complaint.startswith("problems/line/statement.zh.md, line ")
    assert complaint.endswith("the code is 78 columns wide, and 76 can be shown everywhere")
