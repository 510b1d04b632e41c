/**
 * Built-in measurements: generated recordings of body-worn sensors, files of recordings, and the
 * scaling of their channels. Imports core's {@code param} and {@code text}.
 */
package org.tributary.examples.sensor;
