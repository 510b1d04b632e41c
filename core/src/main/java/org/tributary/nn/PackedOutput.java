package org.tributary.nn;

import org.tributary.sequence.PackedSequence;

/**
 * The outputs of a recurrent layer on a packed sequence.
 *
 * @param output the output of the last layer, packed like the input, [sum of lengths, D·P]
 * @param finalState the state after each row's last step, in the original order of the rows
 */
public record PackedOutput(PackedSequence output, RecurrentState finalState) {}
