/** Short programs that show one use each; their main methods run without arguments. */
package org.tributary.examples.programs;
