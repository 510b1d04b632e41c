/**
 * Tagging on Apache Spark. Programs use {@link org.tributary.examples.spark.SparkTagging}, which
 * tags a column of a DataFrame; the rest is the command line.
 */
package org.tributary.examples.spark;
