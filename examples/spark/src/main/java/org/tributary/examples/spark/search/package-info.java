/** Parameter search: the trainings of a grid as tasks. */
package org.tributary.examples.spark.search;
