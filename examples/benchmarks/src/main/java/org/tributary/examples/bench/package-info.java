/**
 * Benchmarks: our layers' time, alone or beside a peer's in one run. Programs, not tests; their
 * figures stand in {@code docs/results.md} with machine, versions and command.
 */
package org.tributary.examples.bench;
