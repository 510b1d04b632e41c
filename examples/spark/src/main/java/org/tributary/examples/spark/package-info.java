/**
 * Tagging and parameter search on Apache Spark: columns of DataFrames to labels, and the trainings
 * of a grid as tasks.
 */
package org.tributary.examples.spark;
