/** An executor's work: its tagger, its threads, and the model that the driver sent. */
package org.tributary.examples.spark.executor;
