"""What this installation knows: paths, settings, tenants, secrets, logs and redaction, assets."""
