/** The console of commands, training progress, Ctrl-C, and settings of the process. */
package org.tributary.examples.console;
