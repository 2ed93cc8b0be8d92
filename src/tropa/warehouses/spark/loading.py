"""How a landing becomes the bucketed table ``events`` (its columns are told in ``counting.table``).

Events lie as Parquet, dealt out by customer into buckets and sorted within each: a task that reads a
bucket holds whole customers, in order, and no question moves events between machines.
"""

from __future__ import annotations

from dataclasses import dataclass

from tropa.ports.log import Landing, Progress
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import ORDER
from tropa.warehouses.spark.cluster import Cluster
from tropa.warehouses.spark.dialect import SPARK, literal

BUCKET_ROWS = 4_000_000
"""Events in a bucket, about: a few hundred megabytes in an executor."""

_TIME = "unix_micros(CAST(at AS TIMESTAMP))"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A log as it lies on the cluster.

    Args:
        vocabulary: Names, properties and traits, as the table numbers them.
        n_buckets: Buckets of the table.
        n_customers: Customers in all.
    """

    vocabulary: Vocabulary
    n_buckets: int
    n_customers: int


def load(cluster: Cluster, landing: Landing, token: str, progress: Progress) -> Loaded:
    """Make the view ``events`` out of a landing.

    Args:
        cluster: Where to; its session has no views yet.
        landing: The log.
        token: What files and tables are called on the cluster.
        progress: Hears ``sorting``.
    """
    progress("sorting", 0.0)
    n_buckets = max(cluster.parallelism, -(-landing.n_events // BUCKET_ROWS))
    cluster.spread(n_buckets)
    _view(cluster, "landed", cluster.keep(landing.events, f"{token}/landed.parquet"))
    n_customers = _number_customers(cluster, token)
    names = _number_names(cluster)
    progress("sorting", 0.3)
    traits = _land_traits(cluster, landing, token)
    _sort(cluster, _events(len(landing.properties), traits), n_buckets, token)
    progress("sorting", 1.0)
    return Loaded(Vocabulary(names, landing.properties, SPARK, traits), n_buckets, n_customers)


def _view(cluster: Cluster, name: str, address: str) -> None:
    """Call some Parquet by a name."""
    cluster.spark.read.parquet(address).createOrReplaceTempView(name)


def _number_customers(cluster: Cluster, token: str) -> int:
    """Number the customers densely from 0, in whatever order; how many there are.

    Every task numbers its own; what the tasks before it have numbered is added.  What a task numbers
    is written down first, since another reading might number otherwise.
    """
    address = cluster.place(f"{token}/numbered")
    numbered = "SELECT customer, monotonically_increasing_id() AS m FROM (SELECT DISTINCT customer FROM landed)"
    cluster.sql(numbered).write.parquet(address)
    _view(cluster, "numbered", address)
    sizes = dict(cluster.rows("SELECT CAST(shiftright(m, 33) AS INT), count(*) FROM numbered GROUP BY 1"))
    upto, offsets = 0, []
    for task in range(max(sizes, default=0) + 1):
        offsets.append(f"{upto}L")
        upto += sizes.get(task, 0)
    before = f"element_at(array({', '.join(offsets)}), CAST(shiftright(m, 33) AS INT) + 1)"
    cluster.sql(
        f"CREATE TEMPORARY VIEW customers AS SELECT customer, {before} + (m & {2**33 - 1}L) AS c FROM numbered"  # noqa: S608 - numbers
    )
    return upto


def _number_names(cluster: Cluster) -> tuple[str, ...]:
    """Number the names in order of code point."""
    names = tuple(sorted(str(name) for (name,) in cluster.rows("SELECT DISTINCT name FROM landed")))
    rows = [(name, code) for code, name in enumerate(names)]
    cluster.spark.createDataFrame(rows, "name string, code int").createOrReplaceTempView("names")
    return names


def _land_traits(cluster: Cluster, landing: Landing, token: str) -> tuple[str, ...]:
    """Call the traits of customers with events ``settings``; the names of those traits, in order."""
    if landing.traits is None:
        return ()
    _view(cluster, "landed_traits", cluster.keep(landing.traits, f"{token}/traits.parquet"))
    cluster.sql(
        f"CREATE TEMPORARY VIEW settings AS SELECT c, {_TIME} AS at_us, arrival, trait, t, {_sane('n')} AS n "  # noqa: S608 - our own words
        "FROM landed_traits JOIN customers USING (customer)"
    )
    return tuple(sorted(str(trait) for (trait,) in cluster.rows("SELECT DISTINCT trait FROM settings")))


def _events(n_properties: int, traits: tuple[str, ...]) -> str:
    """The events with their traits as they stood: by the last setting at or before each, a clearing included."""
    values = [f"t{i}, {_sane(f'n{i}')} AS n{i}" for i in range(n_properties)]
    bare = (
        f"SELECT /*+ BROADCAST(names) */ {', '.join(['c', 'code AS name', f'{_TIME} AS at_us', 'arrival', *values])} "  # noqa: S608 - our own words
        "FROM landed JOIN customers USING (customer) JOIN names USING (name)"
    )
    if not traits:
        return bare
    nothing = [f"CAST(NULL AS {kind}) AS {part}{i}" for i in range(n_properties) for part, kind in _KINDS]
    sets = [f"CASE WHEN trait = {literal(trait)} THEN struct(t, n) END AS x{i}" for i, trait in enumerate(traits)]
    empty = [f"CAST(NULL AS STRUCT<t: STRING, n: DOUBLE>) AS x{i}" for i in range(len(traits))]
    told = ["c", "CAST(NULL AS INT) AS name", "at_us", "arrival", *nothing, *sets]
    both = f"SELECT *, {', '.join(empty)} FROM ({bare}) UNION ALL SELECT {', '.join(told)} FROM settings"  # noqa: S608 - quoted parts
    window = "OVER (PARTITION BY c ORDER BY at_us, arrival, name NULLS FIRST ROWS UNBOUNDED PRECEDING)"
    stood = [f"last(x{i}, true) {window} AS x{i}" for i in range(len(traits))]
    kept = ["c", "name", "at_us", "arrival", *(f"{part}{i}" for i in range(n_properties) for part, _ in _KINDS)]
    pairs = [f"x{i}.{part} AS trait_{part}{i}" for i in range(len(traits)) for part, _ in _KINDS]
    inner = f"SELECT {', '.join([*kept, *stood])} FROM ({both})"  # noqa: S608 - as above
    return f"SELECT {', '.join([*kept, *pairs])} FROM ({inner}) WHERE name IS NOT NULL"  # noqa: S608 - as above


_KINDS = (("t", "STRING"), ("n", "DOUBLE"))


def _sort(cluster: Cluster, events: str, n_buckets: int, token: str) -> None:
    """Write the table: a bucket a file, since events are dealt out as buckets are."""
    dealt = cluster.sql(events).repartition(n_buckets, "c")
    writer = dealt.write.format("parquet").bucketBy(n_buckets, "c").sortBy(*ORDER)
    writer.option("path", cluster.place(f"{token}/events")).saveAsTable(token)
    table = cluster.spark.table(token)
    if table.rdd.getNumPartitions() not in {0, 1, n_buckets}:
        raise RuntimeError("Spark does not read the log bucket by bucket, so that customers would be parted")
    table.createOrReplaceTempView("events")


def _sane(number: str) -> str:
    """The number, where it is one."""
    return f"CASE WHEN isnan({number}) THEN NULL ELSE {number} END"
