/** TensorFlow's runtime: threads, devices, graphs, sessions and their feeds. */
package org.tributary.runtime;
