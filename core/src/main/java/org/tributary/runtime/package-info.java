/**
 * TensorFlow's runtime: threads, devices, graphs and sessions, with a task pool, a cache and owners
 * of native resources. Imports no other package of this project.
 */
package org.tributary.runtime;
