/** The command line: commands and options, validated before any work begins. */
package org.tributary.examples.command;
