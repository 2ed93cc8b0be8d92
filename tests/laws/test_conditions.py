"""Laws of conditions and signals: text to tree and back, and what a tree says of facts."""

from __future__ import annotations

import math
import re
import time

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sqlglot.dialects.duckdb import DuckDB

from tropa.journey.condition_text import ConditionError, format_condition, parse_condition
from tropa.journey.conditions import (
    And,
    Compare,
    CompareOp,
    Condition,
    Constant,
    In,
    IsNull,
    Like,
    Name,
    Not,
    Or,
    Truth,
    Value,
    operands,
)
from tropa.journey.expression_text import format_expression, parse_expression
from tropa.journey.predicate import Facts, compare, holds
from tropa.journey.signal_text import SignalError, format_signal, parse_signal
from tropa.journey.signals import Signal, leaves
from tropa.testing.expressions import conditions, operands_drawn, signals, values

slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

KEYWORDS = sorted({word.lower() for phrase in DuckDB.Tokenizer.KEYWORDS for word in phrase.split()})
