"""What is usual, through the front door: with its source, and beside the asker's own figure."""

from __future__ import annotations

from tests.slack.conftest import Seat


async def test_what_is_usual_names_its_source_and_how_solid_it_is(ann: Seat) -> None:
    await ann.command("what's a good payback?")
    assert "8 to 12 months (Optifai (n=356), 2025; second-hand)" in ann.last.text
    assert "Yours" not in ann.last.text


async def test_ones_own_last_figure_stands_beside_it(luca_dm: Seat) -> None:
    await luca_dm.say("500 8% 80% 4k")
    await luca_dm.say("qual è un churn normale per le PMI?")
    assert "8% al mese, è più alto del solito" in luca_dm.last.text


async def test_another_persons_figures_never_do(ann_dm: Seat, luca_dm: Seat) -> None:
    await luca_dm.say("500 8% 80% 4k")
    await ann_dm.say("what is a normal churn for smb?")
    assert "Yours" not in ann_dm.last.text
