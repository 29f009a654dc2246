"""What can go wrong in this installation's own files. Each error says which file, and that it is left as it is.

``where`` names the file and, when known, the line or key: ``settings.toml, line 4`` or
``tenants/acme.toml, card_handle``. The window shows it under the sentence.
"""

from posdesk.sale.errors import PosError


class HomeNotWritable(PosError):
    """The home directory cannot be made, or nothing can be written in it."""

    code = "home.not_writable"
    user_message = (
        "posdesk cannot write in its home folder. Nothing was changed. "
        "Free some space or correct the folder's permissions, or choose another folder with --home."
    )


class FileNotSaved(PosError):
    """A file of the home directory could not be written: a full disk, or rights taken away meanwhile."""

    code = "home.file_not_saved"
    user_message = (
        "This could not be saved. The file is as it was before. "
        "Check the disk and the rights of posdesk's home folder, then save again."
    )


class BadFile(PosError):
    """A file of the home directory that cannot be understood. It is never changed or removed."""

    code = "home.bad_file"
    user_message = (
        "One of posdesk's files cannot be read. The file was left as it is. "
        "Correct it as docs/files.md shows, or move it away."
    )

    def __init__(self, where: str = "", problem: str = "") -> None:
        super().__init__(": ".join(part for part in (where, problem) if part))
        self.where = where
        self.problem = problem


class BadSettings(BadFile):
    """``settings.toml`` is malformed or has a key posdesk does not know. This run uses the defaults."""

    code = "home.bad_settings"
    user_message = (
        "The settings file cannot be read, so the default settings are in use. "
        "The file was left as it is. Correct the line that is named, or move the file away."
    )


class BadTenant(BadFile):
    """A tenant's file is malformed, or has a key posdesk does not know."""

    code = "home.bad_tenant"
    user_message = (
        "This tenant's file cannot be read. The file was left as it is and no sale is touched. "
        "Correct the line that is named, or use another tenant."
    )


class NoSuchTenant(PosError):
    """No file and no built-in tenant of that name, or no name a tenant can have."""

    code = "home.no_such_tenant"
    user_message = (
        "There is no tenant of that name here. Nothing was changed. "
        "Choose one from the list, or add it first."
    )


class BuiltInTenant(PosError):
    """The embedded sandbox cannot be removed; it has no settings of its own that could be."""

    code = "home.built_in_tenant"
    user_message = "The sandbox belongs to posdesk and cannot be removed. Nothing was changed. It is as it was delivered."


class NoKeyring(PosError):
    """This machine has no place to keep a secret, or it is locked."""

    code = "home.no_keyring"
    user_message = (
        "This computer has no keyring that posdesk can use, so the token was not kept and will be forgotten "
        "when posdesk closes. Set POSDESK_TOKEN, or ask for a file that only you can read."
    )


class UnsafeTokenFile(PosError):
    """A token file that others can read, or that is no plain file of this user."""

    code = "home.unsafe_token_file"
    user_message = (
        "The token file can be read by others, so it was not used. It was left as it is. "
        "Make it readable by you alone (chmod 600), and renew the token if others may have seen it."
    )


class NoSuchAsset(PosError):
    """A name under posdesk.resources that does not exist or points outside it: the installation is incomplete."""

    code = "home.no_such_asset"
    user_message = (
        "A file of posdesk itself is missing. No sale is touched. Please install posdesk again."
    )
