/**
 * The jobs behind the commands: reading labelled files, training, evaluating and tagging. Imports
 * {@code console}, {@code text} and {@code report}.
 */
package org.tributary.examples.job;
