"""The tenants of this installation: ``<home>/tenants/<name>.toml`` and the built-in sandbox, which needs no file.

Tokens are never in these files; see ``secrets``. A file that cannot be read is left as it is and takes
nothing else with it: the other tenants still load.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from posdesk.home import sandbox_file
from posdesk.home.errors import BadTenant, BuiltInTenant, FileNotSaved, NoSuchTenant
from posdesk.home.tenant import (
    NAME_PATTERN,
    SANDBOX_NAME,
    Capability,
    CapabilityName,
    TenantFile,
)


class Tenants:
    """The tenant files in ``folder`` (``Home.tenants``), which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Every tenant's name, the sandbox first, then by name. A file whose name no tenant can have is no tenant."""
        found = {path.stem for path in self._folder.glob("*.toml") if path.is_file()}
        return (SANDBOX_NAME, *sorted(name for name in found - {SANDBOX_NAME} if _is_name(name)))

    def load(self, name: str) -> TenantFile:
        """The tenant of that name. Raises NoSuchTenant, and BadTenant naming file and key."""
        path = self._path(name)
        if name == SANDBOX_NAME:
            return sandbox_file.load(path)
        # Here: whoever uses the sandbox alone needs none of it.
        from posdesk.home import toml_files
        from posdesk.home.tenant_table import TenantTable, tenant_of

        document = toml_files.read(path, BadTenant)
        if document is None:
            raise NoSuchTenant(name)
        table = toml_files.checked(TenantTable, document.unwrap(), path, BadTenant)
        return tenant_of(name, table, path)

    def save(self, tenant: TenantFile) -> None:
        """Write the tenant's file, keeping the user's comments.

        What could not be read back is not written: raises BadTenant naming the key. Also raises
        NoSuchTenant for an impossible name, and FileNotSaved. Of the sandbox only what differs is written.
        """
        path = self._path(tenant.name)
        if tenant.is_sandbox:
            sandbox_file.save(path, tenant)
            return
        from posdesk.home import toml_files
        from posdesk.home.tenant_table import TenantTable, table_of, tenant_of

        values: Mapping[str, object] = table_of(tenant)
        table = toml_files.checked(
            TenantTable, {"format": toml_files.FORMAT, **values}, path, BadTenant
        )
        tenant_of(tenant.name, table, path)
        toml_files.save(path, TenantTable, values, BadTenant)

    def remember(self, name: str, found: Mapping[CapabilityName, Capability]) -> None:
        """Note in the tenant's file what was found out about it; all else stands as it is, comments too.

        What is not in ``found`` stays as it was. Raises BadTenant, BuiltInTenant, NoSuchTenant for an
        impossible name, and FileNotSaved. Without a file there is nothing to note it in.
        """
        if name == SANDBOX_NAME:
            raise BuiltInTenant(name)
        from posdesk.home import toml_files
        from posdesk.home.tenant_table import TenantTable, capability_values

        path = self._path(name)
        values = capability_values(found)
        toml_files.save_entries(path, TenantTable, "capabilities", values, BadTenant)

    def remove(self, name: str) -> None:
        """Remove the tenant's file. Its sales stay in the journal; the sandbox is as shipped again.

        Raises NoSuchTenant, FileNotSaved, and BuiltInTenant for a sandbox that is as shipped already.
        """
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError as exc:
            problem = BuiltInTenant if name == SANDBOX_NAME else NoSuchTenant
            raise problem(name) from exc
        except OSError as exc:
            raise FileNotSaved(f"{path}: {exc.strerror or exc}") from exc

    def _path(self, name: str) -> Path:
        if not _is_name(name):
            raise NoSuchTenant(name[:64])
        return self._folder / f"{name}.toml"


def _is_name(name: str) -> bool:
    return re.fullmatch(NAME_PATTERN, name) is not None
