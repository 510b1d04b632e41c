/**
 * Built-in measurements: generated recordings of body-worn sensors, files of recordings, and the
 * scaling of their channels.
 */
package org.tributary.examples.sensor;
