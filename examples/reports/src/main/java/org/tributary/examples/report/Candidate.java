package org.tributary.examples.report;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tributary.examples.analysis.TextEvaluation;

/**
 * A model of a comparison.
 *
 * @param name the name, such as a file name
 * @param evaluation its scores
 * @param seconds the tagging time in seconds; empty if it was not measured
 * @param bytes the size of the model file in bytes; empty without a file
 */
public record Candidate(
    String name, TextEvaluation evaluation, OptionalDouble seconds, OptionalLong bytes) {}
