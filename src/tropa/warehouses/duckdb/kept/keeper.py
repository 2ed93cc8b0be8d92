"""The writer of a kept log: landings are added, customers merged, parts folded."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from msgspec.structs import replace

from tropa.plan.plan import Plan
from tropa.plan.written import written
from tropa.ports.kept import Added, KeptFacts
from tropa.ports.log import Landing, Limits, Progress
from tropa.warehouses.duckdb.connecting import connect
from tropa.warehouses.duckdb.kept.encoding import Encoding, encode_nothing
from tropa.warehouses.duckdb.kept.enriching import settle, write_events
from tropa.warehouses.duckdb.kept.folder import LogFolder, nobody
from tropa.warehouses.duckdb.kept.folding import added_tallies, copy, folded, source_of_all
from tropa.warehouses.duckdb.kept.manifest import KeptJourney, Manifest, Part, Source
from tropa.warehouses.duckdb.kept.merging import number_merges
from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations, empty, literal
from tropa.warehouses.duckdb.kept.summaries import Summing
from tropa.warehouses.duckdb.kept.tallies import Tallying, digest_of, readable, watchable
from tropa.warehouses.duckdb.kept.telling import added_up, facts_of, first_bad, instant, latest
from tropa.warehouses.duckdb.log import TARGET_ROWS, silent

MOST_DELTAS = 8
"""Parts beside the first, before they are folded into one."""

MOST_NEW = 0.25
"""Share of the events that may lie beside the first part, before all are folded into one."""

_TOUCHED = "SELECT c FROM new_customers UNION SELECT c FROM added_traits"
"""SQL of the customers whom a part touches: late and merged ones have rows in it, too."""

_WRITTEN = {
    "customers": "FROM new_customers ORDER BY c",
    "gaps": "FROM new_gaps ORDER BY ALL",
    "pairs": "SELECT prev, name, sum(customers)::BIGINT AS customers FROM new_pairs GROUP BY ALL ORDER BY ALL",
    "known": "FROM new_known",
    "names": "FROM new_names ORDER BY code",
    "gone": "FROM gone",
    "traits": "FROM added_traits ORDER BY c, trait, at_us, arrival",
    "ids": "FROM new_ids",
}
"""SQL of a part's files but for the events, which are written by themselves."""


@dataclass(frozen=True, slots=True)
class DuckDBKeeper:
    """Keeps a log in a folder (the port ``LogKeeper``).

    Args:
        path: The folder; it is made with the first change.
        limits: What DuckDB may take of the machine.
        progress: Hears ``sorting`` and ``counting``.
        target_rows: Rows looked at together.
        passes: Hears of each point of a change; tests put a killer here.
        most_deltas: Parts beside the first, before they are folded into one.
        most_new: Share of the events beside the first part, before all parts are folded into one.
    """

    path: Path
    limits: Limits = Limits()
    progress: Progress = silent
    target_rows: int = TARGET_ROWS
    passes: Callable[[str], None] = nobody
    most_deltas: int = MOST_DELTAS
    most_new: float = MOST_NEW

    @property
    def folder(self) -> LogFolder:
        """Where the log is."""
        return LogFolder(self.path, self.passes)

    def writing(self) -> AbstractContextManager[None]:
        """Be the one writer."""
        return self.folder.writing()

    def facts(self) -> KeptFacts:
        """What the newest snapshot says of itself."""
        return facts_of(self.folder.newest())

    def add(self, landing: Landing, traits: Sequence[str], name: str, digest: str) -> Added:
        """Take in a landing."""
        old = self.folder.newest()
        if not old.parts:
            old = replace(old, properties=landing.properties, traits=tuple(sorted(traits)))
        kept = Relations(self.folder, old)
        with self._engine() as engine:
            n_repeated = Encoding(engine, kept, landing).encode()
            self.passes("encoded")
            engine.execute(f"CREATE TABLE new_merges AS {empty(COLUMNS['merges'])}")
            settle(engine, kept)
            n_added = _one(engine, "SELECT count(*) FROM added")
            n_rewritten = _one(engine, "SELECT count(*) FROM gone")
            part = self._write(engine, kept)
            told = replace(
                old,
                n_events=old.n_events + n_added,
                n_numbers=old.n_numbers + _one(engine, "SELECT count(*) FROM new_known"),
                n_names=old.n_names + _one(engine, "SELECT count(*) FROM new_names"),
                n_arrivals=old.n_arrivals + _n_arrivals(engine),
                watermark=latest(old.watermark, landing.watermark),
                n_bad=old.n_bad + landing.n_bad,
                n_duplicates=old.n_duplicates + landing.n_duplicates + n_repeated,
                ignored=added_up(old.ignored, landing.ignored),
                bad_lines=first_bad(old, landing),
                sources=(*old.sources, Source(name, digest, n_added)),
            )
            self._publish(engine, kept, told, part)
        self._fold_if_many()
        return Added(n_added, n_repeated, n_rewritten)

    def merge(self, merges: Sequence[tuple[str, str]]) -> int:
        """Merge customers."""
        old = self.folder.newest()
        kept = Relations(self.folder, old)
        with self._engine() as engine:
            encode_nothing(engine, kept)
            n_numbers = number_merges(engine, kept, merges)
            if not _one(engine, "SELECT (SELECT count(*) FROM new_merges) + (SELECT count(*) FROM new_known)"):
                return 0
            settle(engine, kept)
            part = self._write(engine, kept)
            new = self._publish(engine, kept, replace(old, n_numbers=n_numbers), part)
        self._fold_if_many()
        return old.n_customers - new.n_customers

    def compact(self) -> None:
        """Fold all parts into one, and remove what nobody reads."""
        old = self.folder.newest()
        if len(old.parts) > 1:
            kept, fresh = Relations(self.folder, old), Relations(self.folder, replace(old, parts=()))
            with self._engine() as engine:
                source_of_all(engine, kept)
                part = self._write(engine, fresh, merges=f"FROM {kept.merges()}")
                told = replace(old, number=part.id, parts=(part,))
                self.folder.publish(self._tallied(engine, replace(told, parts=()), told))
        self.folder.sweep()

    def watch(self, plan: Plan) -> bool:
        """Keep sums of a journey from now on, in place of an earlier version of it."""
        old = self.folder.newest()
        watchable(plan, old)
        digest = digest_of(plan)
        if digest in {journey.digest for journey in old.journeys}:
            return False
        others = tuple(journey for journey in old.journeys if journey.journey != plan.journey)
        number = old.number + 1
        new = KeptJourney(number, plan.journey, digest, written(plan))
        told = replace(old, number=number, parts=(*old.parts, Part(number, {}, 0)), journeys=(new,))
        with self._engine() as engine:
            self.progress("counting", 0.0)
            told = self._tallied(engine, replace(old, parts=()), told)
            self.progress("counting", 1.0)
            self.folder.publish(replace(told, journeys=(*others, *told.journeys)))
        self._fold_if_many()
        return True

    def unwatch(self, journey: str) -> bool:
        """Keep sums of a journey no longer."""
        old = self.folder.newest()
        left = tuple(one for one in old.journeys if one.journey != journey)
        if len(left) == len(old.journeys):
            return False
        self.folder.publish(replace(old, number=old.number + 1, journeys=left))
        self.folder.sweep()
        return True

    def _tallied(
        self, engine: duckdb.DuckDBPyConnection, old: Manifest, new: Manifest, among: str | None = None
    ) -> Manifest:
        """Bring the sums of watched journeys up to date in the part that is being written.

        Args:
            engine: The writer's database.
            old: The log as it was, as far as it was counted.
            new: The log as it will be.
            among: SQL of the customers who are not as they were; None is everybody.
        """
        plans = readable(new.journeys)
        if plans:
            after = Relations(LogFolder(self.path, staged=new.number), new)
            tallying = Tallying(engine, self.folder.work, self.limits, self.target_rows)
            tallying.tally(plans, Relations(self.folder, old), after, among)
            copy(engine, added_tallies("new_tallies", list(plans)), self._staged("tallies"))
            self.passes("tallied")
            new = replace(new, parts=(*new.parts[:-1], self._part(engine, new.number)))
        return replace(new, journeys=tuple(plans))

    def _fold_if_many(self) -> None:
        """Keep the number of parts, and what lies beside the first, bounded: so costs stay those of what is new."""
        old = self.folder.newest()
        beside = sum(part.rows.get("events", 0) for part in old.parts[1:])
        if beside > self.most_new * old.n_events:
            self.compact()
        elif len(old.parts) > 1 + self.most_deltas:
            with self._engine() as engine:
                for file, sql in folded(Relations(self.folder, old, first=1)).items():
                    copy(engine, sql, self._staged(file))
                part = self._part(engine, old.number + 1)
                self.folder.publish(replace(old, number=part.id, parts=(old.parts[0], part)))
        self.folder.sweep()

    def _write(self, engine: duckdb.DuckDBPyConnection, kept: Relations, merges: str | None = None) -> Part:
        """Write the files of a new part, of what ``settle`` has made."""
        self.progress("sorting", 0.0)
        events = self.folder.work / "part" / "events.parquet"
        write_events(engine, len(kept.manifest.properties), events)
        self.progress("sorting", 1.0)
        self.passes("sorted")
        self.progress("counting", 0.0)
        Summing(engine, kept, events, self.target_rows).sum_up()
        for file, sql in _WRITTEN.items():
            copy(engine, sql, self._staged(file))
        all_merges = (
            f"FROM new_merges UNION ALL (SELECT m.c, coalesce(n.into_c, m.into_c) FROM {kept.merges()} AS m "
            "LEFT JOIN new_merges AS n ON m.into_c = n.c)"
        )
        if merges is not None or _one(engine, "SELECT count(*) FROM new_merges"):
            copy(engine, merges or all_merges, self._staged("merges"))
        self.passes("summed")
        self.progress("counting", 1.0)
        return self._part(engine, self.folder.newest().number + 1)

    def _publish(self, engine: duckdb.DuckDBPyConnection, kept: Relations, told: Manifest, part: Part) -> Manifest:
        """Publish a part beside those there are."""
        had = _one(
            engine,
            f"SELECT count(*) FROM {kept.valid('customers')} AS b SEMI JOIN new_customers USING (c) WHERE b.n > 0",
        )
        has = _one(engine, "SELECT count(*) FROM new_customers WHERE n > 0")
        first_us, last_us = engine.execute(
            "SELECT min(first_us), max(last_us) FROM new_customers WHERE n > 0"
        ).fetchall()[0]
        manifest = replace(
            told,
            number=part.id,
            parts=(*told.parts, part),
            n_customers=told.n_customers + has - had,
            first_at=min(filter(None, (told.first_at, instant(first_us))), default=None),
            last_at=latest(told.last_at, instant(last_us)),
        )
        manifest = self._tallied(engine, kept.manifest, manifest, _TOUCHED)
        self.folder.publish(manifest)
        return manifest

    @contextmanager
    def _engine(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database of the writer's own, and an empty folder for a part; both are gone afterwards."""
        work = self.folder.work
        (work / "part").mkdir()
        with closing(connect(work, self.limits)) as engine:
            yield engine
        for left in work.iterdir():
            if left.is_file():
                left.unlink()
            else:
                shutil.rmtree(left)

    def _staged(self, file: str) -> str:
        return literal(str(self.folder.work / "part" / f"{file}.parquet"))

    def _part(self, engine: duckdb.DuckDBPyConnection, number: int) -> Part:
        """What was written, with empty files taken away."""
        rows, n_bytes = {}, 0
        for path in sorted((self.folder.work / "part").iterdir()):
            n_rows = _one(engine, f"SELECT count(*) FROM read_parquet({literal(str(path))})")
            if n_rows:
                rows[path.stem] = n_rows
                n_bytes += path.stat().st_size
            else:
                path.unlink()
        return Part(number, rows, n_bytes)


def _one(engine: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(engine.execute(sql).fetchall()[0][0])


def _n_arrivals(engine: duckdb.DuckDBPyConnection) -> int:
    """Places that a landing takes in the order of arrival."""
    last = "SELECT max(arrival) FROM (SELECT arrival FROM landed UNION ALL SELECT arrival FROM landed_traits)"
    return 1 + _one(engine, f"SELECT coalesce(({last}), -1)")
