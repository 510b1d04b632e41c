/** The rows of Spark's data sources: which text a row has, and how a refused row is written. */
package org.tributary.examples.spark.row;
