"""Definitions on disk: a file, the workspace around it, the schemes beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tropa.journey.files import Definition, Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.source import MAX_BYTES

WORKSPACE = "workspace.yaml"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as read, with what it was read beside.

    Args:
        path: As the user named it.
        read: The definition and its problems.
        workspace: The workspace in force, or None.
        workspace_path: Where it lies.
        schemes: Stage schemes by id: those shipped, and those beside the file or its workspace.
    """

    path: Path
    read: Read[Definition]
    workspace: Workspace | None
    workspace_path: Path | None
    schemes: dict[str, Scheme]

    @property
    def journey(self) -> Journey | None:
        """The journey, where it is one and has no error."""
        return self.read.value if isinstance(self.read.value, Journey) else None


@dataclass(slots=True)
class Shelf:
    """Where definitions are taken from; what many of them share is read once.

    Args:
        workspace_path: The workspace of all; None looks for the one nearest to each file.
    """

    workspace_path: Path | None = None
    _workspaces: dict[Path, Workspace | None] = field(default_factory=dict)
    _schemes: dict[Path, dict[str, Scheme]] = field(default_factory=dict)

    def load(self, path: Path, content: bytes | None = None) -> Loaded:
        """A definition read beside its workspace and its schemes.

        Args:
            path: The file.
            content: What it holds where that is newer than the file, as in an editor.

        Raises:
            OSError: The file cannot be opened.
        """
        found = self.workspace_path or nearest_workspace(path)
        schemes = self._around(path, found)
        own = found is not None and found.resolve() == path.resolve()
        workspace = self._workspace(found, schemes) if found is not None and not own else None
        return Loaded(
            path,
            read_definition(
                _content(path) if content is None else content,
                file=str(path),
                workspace=workspace,
                schemes=schemes,
            ),
            workspace,
            found if workspace is not None else None,
            schemes,
        )

    def _around(self, path: Path, workspace: Path | None) -> dict[str, Scheme]:
        schemes = dict(shipped_schemes())
        for folder in dict.fromkeys((path.parent, *((workspace.parent,) if workspace else ()))):
            if folder not in self._schemes:
                self._schemes[folder] = dict(_schemes_in(folder))
            schemes |= self._schemes[folder]
        return schemes

    def _workspace(self, path: Path, schemes: dict[str, Scheme]) -> Workspace | None:
        if path not in self._workspaces:
            value = read_definition(_content(path), file=str(path), schemes=schemes).value
            self._workspaces[path] = value if isinstance(value, Workspace) else None
        return self._workspaces[path]


def load(path: Path, workspace_path: Path | None = None) -> Loaded:
    """Read a definition with the workspace nearest to it, in its folder or above.

    Args:
        path: The file.
        workspace_path: The workspace to use instead.

    Raises:
        OSError: The file cannot be opened.
    """
    return Shelf(workspace_path).load(path)


def nearest_workspace(path: Path) -> Path | None:
    """``workspace.yaml`` in the file's folder or in the nearest one above it."""
    folders = path.resolve().parent
    return next((at / WORKSPACE for at in (folders, *folders.parents) if (at / WORKSPACE).is_file()), None)


def definition_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The definition files among paths; a folder stands for those under it, by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item in path.rglob("*") if item.suffix in SUFFIXES and item.is_file())
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def _schemes_in(folder: Path) -> Iterator[tuple[str, Scheme]]:
    """Scheme files in a folder: those whose first key says so."""
    for path in sorted(folder.glob("*.yaml")):
        content = _content(path)
        if content.lstrip().startswith(b"scheme:"):
            value = read_definition(content, file=str(path)).value
            if isinstance(value, Scheme):
                yield value.scheme, value


def _content(path: Path) -> bytes:
    """A file's bytes, no more of them than a definition may have, and one to tell."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
