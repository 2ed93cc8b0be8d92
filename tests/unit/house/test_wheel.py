"""The wheel carries all that the installed program needs, and runs from nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.unit.house.repository import ROOT, files


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without a network and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line from the unpacked wheel, in an empty folder."""
    code = f"import tropa.cli.main as it; assert it.__file__.startswith({str(unpacked)!r}); it.main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_of_the_package_is_in_the_wheel(unpacked: Path) -> None:
    """Code, examples, catalogues, templates, schemes and data: what is under ``src/tropa`` is carried whole."""
    source = ROOT / "src"
    carried = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    kept = {file.relative_to(source).as_posix() for file in files() if file.is_relative_to(source)}
    assert kept - carried == set()
    assert "tropa/data/examples/traffic-fines.yaml" in carried


def test_the_wheel_carries_the_licence(unpacked: Path) -> None:
    """Whoever gets the wheel gets the licence."""
    assert list(unpacked.glob("*.dist-info/licenses/LICENSE"))


def test_the_wheel_alone_checks_its_examples(unpacked: Path, tmp_path: Path) -> None:
    """Installed, without the repository around it, the program reads what it brought."""
    done = run(unpacked, tmp_path, "check", str(unpacked / "tropa" / "data" / "examples"))
    assert done.returncode == 0, done.stdout + done.stderr
