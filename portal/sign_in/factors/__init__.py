"""Second factors: passkeys, authenticator apps, recovery codes, and the step that asks for one."""
