package org.tributary.examples.programs;

import java.util.List;
import java.util.SplittableRandom;
import org.tributary.module.RecurrentModule;
import org.tributary.module.Stepper;
import org.tributary.param.ParameterValues;

/**
 * A sampler of text from a trained character model, one character at a time by a stepper.
 *
 * @param alphabet characters by index
 * @param network network of the model
 * @param trained trained parameters
 * @param temperature divisor of the logits: below 1 for more probable text
 */
record CharacterSampler(
    List<String> alphabet, CharacterNetwork network, ParameterValues trained, double temperature) {

  /** Samples a text that begins with the character of index {@code first}. */
  String sample(int first, int length, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    try (RecurrentModule lstm = RecurrentModule.of(CharacterNetwork.LSTM, trained.part("lstm"))) {
      Stepper stepper = lstm.stepper();
      int character = first;
      for (int t = 0; t < length; t++) {
        text.append(alphabet.get(character));
        character = draw(network.next(character, stepper, trained).values(), random);
      }
    }
    return text.toString();
  }

  /** Draws an index from the softmax of logits over the temperature: the Gumbel-max trick. */
  private int draw(float[] logits, SplittableRandom random) {
    int best = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      double noisy = logits[k] / temperature - Math.log(-Math.log(random.nextDouble(1e-12, 1)));
      if (noisy > greatest) {
        greatest = noisy;
        best = k;
      }
    }
    return best;
  }
}
