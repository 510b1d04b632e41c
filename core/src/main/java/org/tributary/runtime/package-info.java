/** TensorFlow's runtime: devices, graphs, sessions and their feeds. */
package org.tributary.runtime;
