/**
 * Console output of commands: lines and training progress. Imports {@code figures}, and core's
 * {@code train}.
 */
package org.tributary.examples.console;
