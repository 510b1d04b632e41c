/**
 * Recurrent layers with weights, run on Java arrays: modules and steppers. Letters of shapes are
 * those of {@link org.tributary.layer.Recurrent}.
 */
package org.tributary.module;
