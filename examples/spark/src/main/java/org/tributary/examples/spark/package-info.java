/**
 * Tagging on Apache Spark. Programs use {@link org.tributary.examples.spark.SparkTagging}, which
 * tags a column of a DataFrame; {@link org.tributary.examples.spark.Main} is a command for files.
 */
package org.tributary.examples.spark;
