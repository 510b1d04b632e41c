package org.tributary.layer;

import org.tributary.sequence.PackedSequence;

/**
 * What a recurrent layer gave for packed rows.
 *
 * @param output of the last layer, packed as the input was, [sum of lengths, D·P]
 * @param finalState after each row's last step, in the rows' first order
 */
public record PackedOutput(PackedSequence output, RecurrentState finalState) {}
