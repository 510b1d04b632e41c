/** Short example programs, each with a main method without arguments. */
package org.tributary.examples.programs;
