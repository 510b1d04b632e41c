/** Tagging on Apache Spark: columns of DataFrames to labels, and the command line. */
package org.tributary.examples.spark;
