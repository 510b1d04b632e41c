/**
 * What a command says to the person who runs it: lines, and the progress of a training run. Imports
 * {@code figures}, and core's {@code train}.
 */
package org.tributary.examples.console;
