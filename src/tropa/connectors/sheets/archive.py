"""The zip around a workbook, opened with care: nothing is unpacked before its size is known and allowed.

What a zip says of its sizes may be a lie.  So each part is unpacked here, counted while it comes, and the reader
of sheets is given a new archive of what came: plain, without compression, without pictures.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from tropa.ports.exchange import Unimportable

MAX_FILE_BYTES = 16 * 2**20
"""A workbook with a thousand touchpoints takes a hundredth of it."""

MAX_UNPACKED_BYTES = 64 * 2**20
"""All parts of a workbook together, unpacked."""

MAX_PARTS = 2_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 2**16


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook that say something: the XML ones, by name.

    Raises:
        Unimportable: The bytes are no workbook, are locked, damaged, or would take too much memory.
    """
    if len(content) > MAX_FILE_BYTES:
        raise Unimportable("sheet.refused.file", most=MAX_FILE_BYTES // 2**20)
    if content.startswith(_OLE):
        raise Unimportable("sheet.refused.locked" if _ENCRYPTED in content else "sheet.refused.old")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise Unimportable("sheet.refused.no_workbook") from error
    except RuntimeError as error:  # what zipfile says of a part that needs a password
        raise Unimportable("sheet.refused.locked") from error


def repacked(parts: dict[str, bytes]) -> BytesIO:
    """The parts as an archive again, without compression."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    made.seek(0)
    return made


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = archive.infolist()
    names = {item.filename.lower() for item in listed}
    if "mimetype" in names and "content.xml" in names:
        raise Unimportable("sheet.refused.other_kind")
    if not any(name == "xl/workbook.xml" for name in names):
        raise Unimportable("sheet.refused.no_workbook")
    if len(listed) > MAX_PARTS:
        raise Unimportable("sheet.refused.parts", most=MAX_PARTS)
    left, found = MAX_UNPACKED_BYTES, {}
    for item in listed:
        if item.filename.lower().endswith((".xml", ".rels")) and item.filename not in found:
            found[item.filename] = _read(archive, item, left)
            left -= len(found[item.filename])
    return found


def _read(archive: zipfile.ZipFile, item: zipfile.ZipInfo, most: int) -> bytes:
    chunks, n = [], 0
    with archive.open(item) as part:
        while chunk := part.read(_CHUNK):
            n += len(chunk)
            if n > most:
                raise Unimportable("sheet.refused.unpacked", most=MAX_UNPACKED_BYTES // 2**20)
            chunks.append(chunk)
    return b"".join(chunks)
