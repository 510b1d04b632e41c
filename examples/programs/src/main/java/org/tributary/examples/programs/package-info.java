/**
 * Short programs to copy from; {@code Main} runs them by name. Imports {@code corpus}, {@code
 * sensor} and {@code chart}.
 */
package org.tributary.examples.programs;
