/** Console output of commands: lines and training progress. */
package org.tributary.examples.console;
