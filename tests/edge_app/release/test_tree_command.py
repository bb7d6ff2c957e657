"""A release's own program, run from its tree."""

from __future__ import annotations

import getpass
from pathlib import Path

from edge_app.release.layout import Layout
from edge_app.release.tree_command import run


def test_the_kiosks_account_reads_what_the_kiosk_has_compiled_and_root_does_not(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    program = layout.tree("0.2.0") / "site-packages/edge_app/__main__.py"
    program.parent.mkdir(parents=True)
    program.write_text("import sys\nprint(sys.pycache_prefix, sys.dont_write_bytecode, *sys.argv[1:])\n")
    as_the_kiosk = run(layout, layout.tree("0.2.0"), ["doctor"], getpass.getuser())
    assert as_the_kiosk.text == f"{layout.cache / '0.2.0'} True doctor\n"
    assert run(layout, layout.tree("0.2.0"), ["setup"]).text == "None True setup\n"
