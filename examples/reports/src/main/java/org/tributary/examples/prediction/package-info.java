/**
 * Predictions to evaluate: by a Tribuo sequence model or a tagger of the core library. Imports
 * {@code analysis}, core's {@code tagger}, the plugin's {@code evaluation}.
 */
package org.tributary.examples.prediction;
