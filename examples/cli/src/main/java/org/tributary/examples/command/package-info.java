/**
 * The command line: what can be asked for, checked before any work begins. Imports {@code job},
 * {@code tour} and what they stand on.
 */
package org.tributary.examples.command;
