/** A Spark session: its master, its executors' logs and its file systems. */
package org.tributary.examples.spark.cluster;
