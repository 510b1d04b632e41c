/**
 * Retraining of a tagger from its provenance alone, and bitwise comparison of the result. Imports
 * the tagger.
 */
package org.tributary.tribuo.reproduction;
