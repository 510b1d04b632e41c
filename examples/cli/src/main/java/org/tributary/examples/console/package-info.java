/**
 * Console output of commands: lines and training progress. Imports {@code text}, and core's {@code
 * train}.
 */
package org.tributary.examples.console;
