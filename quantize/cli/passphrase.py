"""The passphrase of a signing key: from the environment, or typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.errors import ConfigError
from quantize.packaging.keys import SigningKey, read_signing_key

PASSPHRASE = "EDGE_APP_KEY_PASSPHRASE"  # environment variable, for machines that sign without a person


def ask_passphrase(path: Path, new: bool = False) -> str:
    """The passphrase of a key file, from the environment or typed without echo, twice where it is new.

    Raises ConfigError where there is neither the variable nor a terminal.
    """
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise ConfigError(f"the passphrase of {path} cannot be asked for without a terminal; set {PASSPHRASE}")
    typed: str = click.prompt(f"Passphrase of {path}", hide_input=True, confirmation_prompt=new, err=True)
    return typed


def unlock(path: Path, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> SigningKey:
    """The signing key in a file, after asking for its passphrase. Raises ConfigError, also for a key of another purpose."""
    return read_signing_key(path, ask_passphrase(path), purpose)
