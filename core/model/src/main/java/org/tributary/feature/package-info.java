/** Inputs of a tagger: vectors of a step from embedding tables and numbers. */
package org.tributary.feature;
