"""Random questions how goals are dealt out to touches."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tropa.measure.attribution.counts import Attribution, Touch
from tropa.testing.draws import draw_scope, draw_signal, one_in


def draw_attribution(rng: Random) -> Attribution:
    """Draw a question with one to four touches, some of which the same events serve."""
    touches = tuple(Touch(f"touch {number}", draw_signal(rng)) for number in range(rng.randint(1, 4)))
    return Attribution(
        touches=touches,
        goal=draw_signal(rng),
        lookback_s=rng.choice((0, 2, 5)) if one_in(3, rng) else None,
        half_life_s=rng.choice((1, 3, 600)),
        scope=replace(draw_scope(rng), by=None),
    )
