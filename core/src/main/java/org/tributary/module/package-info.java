/** Recurrent layers with weights, run on Java arrays: modules and steppers. */
package org.tributary.module;
