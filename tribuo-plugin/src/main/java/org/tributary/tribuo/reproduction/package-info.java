/**
 * Training a tagger once more from its provenance alone, and comparing the outcome bit by bit.
 * Imports the tagger.
 */
package org.tributary.tribuo.reproduction;
