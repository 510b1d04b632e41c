/** Parts of a tagger in a graph: inputs, and heads with their losses. */
package org.tributary.graph.tagger;
