package org.tributary.nn;

import java.util.Optional;
import org.tributary.param.FloatTensor;

/**
 * The outputs of a recurrent layer.
 *
 * @param output the output of the last layer, [L, N, D·P], or [N, L, D·P] for a batch-first layer,
 *     or [L, D·P] for a single sequence; zero in the padding
 * @param finalState the state after each row's last valid step; for a row of length 0 its initial
 *     state
 * @param lastForward the forward direction's output at each row's last valid step, [N, P] or [P];
 *     zeros for length 0
 * @param lastReverse the reverse direction's output at step 0, after the whole row, [N, P] or [P];
 *     zeros for length 0, empty for a unidirectional layer
 */
public record RecurrentOutput(
    FloatTensor output,
    RecurrentState finalState,
    FloatTensor lastForward,
    Optional<FloatTensor> lastReverse) {}
