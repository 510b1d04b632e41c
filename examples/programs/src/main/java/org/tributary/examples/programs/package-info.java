/**
 * Short programs to copy from; {@code Main} runs them by name. Imports {@code corpus}, {@code
 * sensor} and {@code picture}.
 */
package org.tributary.examples.programs;
