/** The lengths of sequences in a graph: masks, and the packed order of a padded batch. */
package org.tributary.graph.sequence;
