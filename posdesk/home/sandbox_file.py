"""The sandbox's own settings: ``<home>/tenants/sandbox.toml`` holds only what differs from what posdesk ships.

The same keys as any tenant's file, all of them optional, but for ``url``: its address is known only when the
embedded server has started.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from posdesk.home.errors import BadTenant
from posdesk.home.tenant import SANDBOX, SANDBOX_NAME, TenantFile

# Only so that the table's own check passes; never read, never written.
_STANDS_FOR_URL: Final = "http://127.0.0.1"


def load(path: Path) -> TenantFile:
    """The sandbox as this installation wants it; as shipped where there is no file. Raises BadTenant."""
    if not path.exists():
        return SANDBOX
    # Here: what reads and checks the file is the larger part of a till's memory, and most homes have none.
    from posdesk.home import toml_files

    document = toml_files.read(path, BadTenant)
    return SANDBOX if document is None else _read(document.unwrap(), path)


def save(path: Path, tenant: TenantFile) -> None:
    """Write what differs, keeping the user's comments. Raises BadTenant, FileNotSaved."""
    from posdesk.home import toml_files
    from posdesk.home.tenant_table import table_of

    shipped = table_of(SANDBOX)
    values = {key: value for key, value in table_of(tenant).items() if value != shipped[key]}
    _read({"format": toml_files.FORMAT, **values}, path)
    before = toml_files.read(path, BadTenant)
    if before is not None:
        _read(before.unwrap(), path)
    toml_files.write(path, before, values)


def _read(values: Mapping[str, object], path: Path) -> TenantFile:
    from posdesk.home import toml_files
    from posdesk.home.tenant_table import TenantTable, table_of, tenant_of

    if "url" in values:
        raise BadTenant(f"{path.name}, url", "the sandbox has no address of its own to set")
    whole = {**table_of(SANDBOX), "url": _STANDS_FOR_URL, **values}
    table = toml_files.checked(TenantTable, whole, path, BadTenant)
    return replace(tenant_of(SANDBOX_NAME, table, path), url="")
