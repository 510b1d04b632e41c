/**
 * Predictions to evaluate: by a Tribuo sequence model, by a tagger of the core library, or in a
 * file of another tool.
 */
package org.tributary.examples.prediction;
