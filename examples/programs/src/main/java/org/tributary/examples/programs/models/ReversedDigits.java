package org.tributary.examples.programs.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.ModelStepper;
import org.tributary.nn.Network;
import org.tributary.nn.RecurrentPart;

/** Sequence to sequence with attention: reverses strings of 3 to 10 digits. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class ReversedDigits {
  private static final int START = 10;
  private static final int END = 11;

  record Pair(int[] source, int[] read, int[] next) {}

  static Floats network(Network<Pair> m) {
    Floats source = m.embedding("source", 12, 16).forward(m.indices(Pair::source));
    Floats target = m.embedding("target", 12, 16).forward(m.indices(Pair::read));
    Recurrent lstm = Recurrent.lstm(16).hidden(48);
    RecurrentPart.Result encoded = m.recurrent("encoder", lstm).whole().forward(source);
    Floats decoded = m.recurrent("decoder", lstm).forward(target, encoded.state()).output();
    Floats context = m.dotAttention().forward(decoded, encoded.output());
    Floats mixed = m.linear("combine", 96, 48).forward(decoded.concat(context)).tanh();
    Floats logits = m.linear("head", 48, 12).forward(mixed);
    m.output(logits);
    return m.crossEntropy(logits, m.indices(Pair::next));
  }

  static int[] digits(Random random) {
    return random.ints(3 + random.nextInt(8), 0, 10).toArray();
  }

  static int[] reversed(int[] digits) {
    return IntStream.range(0, digits.length).map(k -> digits[digits.length - 1 - k]).toArray();
  }

  static Pair pair(int[] digits) {
    IntStream answer = IntStream.of(reversed(digits));
    int[] next = IntStream.concat(answer, IntStream.of(END)).toArray();
    int[] read = IntStream.range(0, next.length).map(k -> k == 0 ? START : next[k - 1]).toArray();
    return new Pair(digits, read, next);
  }

  static int[] greedy(Model<Pair> model, int[] digits) {
    ModelStepper<Pair> decoder = model.stepper();
    List<Integer> answer = new ArrayList<>();
    for (int id = START; answer.size() < 12; answer.add(id)) {
      id = decoder.step(new Pair(digits, new int[] {id}, null)).argMax();
      if (id == END) {
        break;
      }
    }
    return answer.stream().mapToInt(id -> id).toArray();
  }

  /** Returns how many of 100 new strings are reversed. */
  static long run() {
    Random random = new Random(1);
    List<Pair> pairs = IntStream.range(0, 19_200).mapToObj(k -> pair(digits(random))).toList();
    try (Model<Pair> model = Model.of(ReversedDigits::network)) {
      model.fit(pairs, Fit.epochs(1).learningRate(0.005).clipNorm(1));
      return IntStream.range(0, 100)
          .mapToObj(k -> digits(random))
          .filter(d -> java.util.Arrays.equals(greedy(model, d), reversed(d)))
          .count();
    }
  }

  public static void main(String[] args) {
    System.out.println(run() + " of 100 strings are reversed");
  }
}
