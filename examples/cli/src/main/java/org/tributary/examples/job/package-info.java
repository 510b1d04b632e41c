/**
 * What the commands do, apart from the command line: read labelled files, train, evaluate, tag.
 * Imports {@code console}, {@code files}, {@code figures} and {@code report}.
 */
package org.tributary.examples.job;
