/**
 * The command line: commands and options, validated before any work begins. Imports {@code job},
 * {@code tour} and their dependencies.
 */
package org.tributary.examples.command;
