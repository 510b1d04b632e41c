package org.tributary.layer;

import java.util.Optional;
import org.tributary.param.FloatTensor;

/**
 * What a recurrent layer gave.
 *
 * @param output of the last layer, [L, N, D·P], or [N, L, D·P] where the layer is batch-first, or
 *     [L, D·P] of a single sequence; zero in the padding
 * @param finalState after each row's last valid step; of a row of length 0 its initial state
 * @param lastForward the forward direction's output at each row's last valid step, [N, P] or [P];
 *     zeros for length 0
 * @param lastReverse the reverse direction's output at step 0, where it has read the whole row, [N,
 *     P] or [P]; zeros for length 0, empty where the layer reads forward only
 */
public record RecurrentOutput(
    FloatTensor output,
    RecurrentState finalState,
    FloatTensor lastForward,
    Optional<FloatTensor> lastReverse) {}
