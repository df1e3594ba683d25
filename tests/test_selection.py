"""Which submissions are judged: shards, and what git has seen change."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.collect import Collected
from judge.errors import UserError
from judge.selection import Shard, take_changed, take_shard


def collected(*paths: str) -> list[Collected]:
    """Submissions to one problem."""
    return [Collected(path, "double") for path in paths]


def paths(submissions: list[Collected]) -> list[str]:
    """The paths of submissions."""
    return [submission.path for submission in submissions]


@given(st.sets(st.text(min_size=1)), st.integers(1, 9), st.randoms())
def test_shards_are_a_fair_division(names: set[str], parts: int, order: random.Random) -> None:
    """Each submission is in one shard, sizes differ by one at most, and the order of naming plays no part."""
    submissions = collected(*(name.encode("utf-8", "ignore").decode() for name in names))
    shards = [take_shard(submissions, Shard(number, parts)) for number in range(1, parts + 1)]
    assert sorted(path for shard in shards for path in paths(shard)) == sorted(paths(submissions))
    sizes = [len(shard) for shard in shards]
    assert max(sizes) - min(sizes) <= 1
    shuffled = list(submissions)
    order.shuffle(shuffled)
    for number, shard in enumerate(shards, 1):
        assert sorted(paths(take_shard(shuffled, Shard(number, parts)))) == sorted(paths(shard))


def test_shard_keeps_the_order_given() -> None:
    """Within a shard submissions stand as they were named."""
    assert paths(take_shard(collected("d", "b", "c", "a"), Shard(1, 2))) == ["c", "a"]


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1 / 2", "1/9999999"])
def test_no_shard(text: str) -> None:
    """What is not K/N with K from 1 to N is refused."""
    with pytest.raises(ValueError, match="K/N"):
        Shard.parse(text)


class Repository:
    """A git repository in the current folder, with a commit on its branch `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.write("old.py", "touched.py", "gone.py", "a folder/näme.py")
        self.commit()

    def git(self, *words: str) -> None:
        """Run git."""
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        subprocess.run(["git", *identity, *words], cwd=self.root, env=os.environ | settings, check=True)

    def write(self, *names: str, content: str = "x = 1\n") -> None:
        """Write files."""
        for name in names:
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(content)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "work")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository; the test is in its folder."""
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.root)
    return made


def test_changed_since_the_branch_left(repository: Repository) -> None:
    """Committed, uncommitted and new files are changed; what others have changed on the main branch is not."""
    repository.git("checkout", "-q", "-b", "work")
    repository.write("committed.py")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("old.py", content="y = 2\n")
    repository.commit()
    repository.git("checkout", "-q", "work")
    repository.write("touched.py", "a folder/näme.py", content="z = 3\n")
    repository.write("new\nline.py")
    names = ["old.py", "touched.py", "committed.py", "a folder/näme.py", "new\nline.py", "gone.py"]
    changed = paths(take_changed(collected(*names), "main"))
    assert changed == ["touched.py", "committed.py", "a folder/näme.py", "new\nline.py"]


def test_paths_may_be_named_from_below_and_in_full(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From a folder of the repository, by absolute paths and through links the same files are meant."""
    repository.write("touched.py", content="z = 3\n")
    (tmp_path / "link").symlink_to(repository.root)
    monkeypatch.chdir(repository.root / "a folder")
    names = ["../touched.py", "../old.py", str(repository.root / "touched.py"), str(tmp_path / "link" / "touched.py")]
    assert paths(take_changed(collected(*names), "HEAD")) == [names[0], names[2], names[3]]


def test_outside_the_repository_counts_as_changed(repository: Repository, tmp_path: Path) -> None:
    """What git cannot know is judged rather than left out."""
    assert len(take_changed(collected(str(tmp_path / "other.py")), "main")) == 1


def test_what_git_does_not_track_counts_as_changed(repository: Repository) -> None:
    """A repository within this one, a submodule, what is ignored and a name without a file: git knows nothing of them."""
    Repository(repository.root / "nested")
    Repository(repository.root / "module")
    repository.write(".gitignore", content="ignored*\n")
    repository.git("add", ".gitignore", "module")
    repository.git("commit", "-q", "-m", "a submodule")
    repository.write("ignored.py", "ignored/double.py")
    names = ["nested/old.py", "module/old.py", "ignored.py", "ignored/double.py", "nowhere.py", "no/where.py"]
    assert paths(take_changed(collected("old.py", *names), "main")) == names


def test_link_counts_as_changed(repository: Repository) -> None:
    """It is the same link whatever becomes of the file that it leads to; who judges it says what is wrong with it."""
    (repository.root / "link.py").symlink_to("old.py")
    repository.git("add", "link.py")
    repository.git("commit", "-q", "-m", "a link")
    assert paths(take_changed(collected("old.py", "link.py"), "main")) == ["link.py"]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_not_to_look_at_counts_as_changed(repository: Repository, flag: str) -> None:
    """`git diff` would call it unchanged, whatever is in it."""
    repository.git("update-index", flag, "touched.py")
    repository.write("touched.py", content="z = 3\n")
    assert paths(take_changed(collected("old.py", "touched.py"), "main")) == ["touched.py"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "-h", "", "main..HEAD"])
def test_no_such_revision(repository: Repository, revision: str) -> None:
    """An unknown revision is named, with what CI has to fetch; an option is no revision."""
    with pytest.raises(UserError, match="no revision.*fetch-depth: 0"):
        take_changed(collected("old.py"), revision)
    assert not (repository.root / "x").exists()


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside any repository the answer is git's own reason, with the remedy."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UserError, match="not a git repository.*without --changed-since"):
        take_changed(collected("a.py"), "main")


def test_repository_of_somebody_else(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is the one that git itself gives."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(UserError, match="dubious ownership.*run: git config --global --add safe.directory"):
        take_changed(collected("old.py"), "main")


def test_work_tree_that_is_not_there(repository: Repository, tmp_path: Path) -> None:
    """It is the configuration that is wrong, not git that is missing."""
    repository.git("config", "core.worktree", str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match="/nowhere, which is no folder; mend 'git config core.worktree'"):
        take_changed(collected("old.py"), "main")


def test_no_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where git is not installed that is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="needs git, which is not installed"):
        take_changed(collected("a.py"), "main")
