/**
 * What a graph needs and TensorFlow Java's API for graphs does not have: while loops that see,
 * beside what changes from turn to turn, values that stay as they are. Imports {@code runtime}.
 */
package org.tributary.graph;
