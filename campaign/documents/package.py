"""Zip files opened with care: what they unpack to is counted before it is trusted."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from campaign.documents.source import Source, Unreadable

_CHUNK = 1 << 20


class Package:
    """A zip file whose members are unpacked within the budget of the attachment."""

    def __init__(self, archive: zipfile.ZipFile, source: Source) -> None:
        self._archive = archive
        self._source = source
        self.members = [member for member in archive.infolist() if not member.is_dir()]
        self._by_name = {member.filename: member for member in self.members}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def names(self) -> list[str]:
        """The names of all members, in their order."""
        return list(self._by_name)

    def open(self, member: zipfile.ZipInfo | str) -> bytes:
        """The bytes of a member.

        Unreadable: `damaged` when it is not there or broken, `protected` when it needs a
        password, `too_big` when the budget is spent, whatever size the member claims.
        """
        info = self._by_name.get(member) if isinstance(member, str) else member
        if info is None:
            raise Unreadable("damaged", f"A part is missing ({member}).")
        if info.flag_bits & 1:
            raise Unreadable("protected", "A password is needed.")
        if info.file_size > self._source.budget.unpacked:
            raise Unreadable("too_big", "It unpacks to more than is safe to read.")
        parts = []
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._source.budget.unpack(len(chunk))
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Unreadable("damaged", f"A part is broken ({info.filename}).") from error
        except (NotImplementedError, RuntimeError) as error:
            raise Unreadable("unsupported", f"Packed in an unusual way ({error}).") from error
        return b"".join(parts)


@contextmanager
def open_package(source: Source) -> Iterator[Package]:
    """The zip file in `source`; Unreadable (`damaged`) when it is none, or cut off."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("damaged", "The file is cut off or broken.") from error
    with archive:
        yield Package(archive, source)
