/** Short programs to copy from; {@code Main} runs them by name. */
package org.tributary.examples.programs;
