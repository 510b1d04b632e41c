/** Retraining of a tagger from its provenance alone, and bitwise comparison of the result. */
package org.tributary.tribuo.reproduction;
