/**
 * Predictions to evaluate: by a Tribuo sequence model, by a tagger of the core library, or in a
 * file of another tool. Imports {@code analysis}, {@code files}, core's {@code tagger} and {@code
 * text}, the plugin's {@code evaluation}.
 */
package org.tributary.examples.prediction;
