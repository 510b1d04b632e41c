/**
 * The {@code bench} program: a command for each benchmark. {@code docs/results.md} lists results
 * with machine, versions and command.
 */
package org.tributary.examples.bench;
