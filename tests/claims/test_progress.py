import io
import sys

import pytest
from django.core.management import call_command

from claims import progress
from tests.factories import make_published_claim


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("command", "what"),
    [("rebuild_public", "Public claims"), ("rebuild_matching", "Claims"), ("verify_record", "Publications")],
)
def test_long_work_shows_a_bar_in_a_terminal_and_nowhere_else(reporter, editor, monkeypatch, capsys, command, what):
    make_published_claim(by=reporter, approved_by=editor)
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        call_command(command)
    assert f"\r{what}:   0%|" in terminal.getvalue()
    call_command(command)
    assert capsys.readouterr().err == ""


def test_bar_counts_what_is_done(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.bar("Rows", 3) as advance:
        shown = advance.__self__
        advance(2)
        assert (shown.n, shown.total) == (2, 3)
