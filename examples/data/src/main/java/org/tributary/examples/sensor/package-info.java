/**
 * Built-in measurements: generated recordings of body-worn sensors, files of recordings, and the
 * scaling of their channels. Imports core's {@code param}, {@code feature}, {@code tagger} and
 * {@code text}.
 */
package org.tributary.examples.sensor;
