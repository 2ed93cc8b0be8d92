"""Questions answered by Spark, and by NumPy in its executors."""

from tropa.warehouses.spark.warehouse import SparkWarehouse

__all__ = ["SparkWarehouse"]
