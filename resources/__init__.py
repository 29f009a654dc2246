"""Icons, style and demo data. Read them only through ``posdesk.home.assets``."""
