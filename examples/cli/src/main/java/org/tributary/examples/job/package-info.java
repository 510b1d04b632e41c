/**
 * The jobs behind the commands: reading labelled files, training, evaluating and tagging. Imports
 * {@code console}, {@code files}, {@code figures} and {@code report}.
 */
package org.tributary.examples.job;
