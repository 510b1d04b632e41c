package org.tributary.examples.programs;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.graph.head.Softmax;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.EmbeddingLayer;
import org.tributary.graph.layer.LinearLayer;
import org.tributary.graph.layer.RecurrentForward;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.layer.Embedding;
import org.tributary.layer.Recurrent;
import org.tributary.module.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.train.GraphFeed;
import org.tributary.train.gradient.LossGradients;

/**
 * The network of a character language model in a graph: an embedding, an LSTM and a linear layer,
 * which predict each next character, with the loss and its gradients.
 */
final class CharacterNetwork {
  /** The LSTM, which a stepper runs for sampling. */
  static final Recurrent LSTM = Recurrent.lstm(24).hidden(128).batchFirst();

  private final EmbeddingLayer embedding;
  private final LinearLayer linear;
  private final Variables variables;
  private final Operand<TInt32> read; // [N, L]
  private final Operand<TInt32> next; // [N·L]
  private final Operand<TFloat32> loss; // a scalar, the mean over all characters
  private final ParameterGradients gradients;

  CharacterNetwork(Ops tf, int characters) {
    embedding = new EmbeddingLayer(new Embedding(characters, LSTM.inputSize(), 1));
    linear = new LinearLayer(LSTM.hiddenSize(), characters);
    variables = new Variables(tf, parameters());
    read = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
    next = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> vectors =
        embedding.lookup(tf, variables, "embedding.weight", read); // [N, L, E]
    RecurrentForward run =
        new RecurrentLayer(tf, LSTM, name -> variables.read("lstm." + name))
            .forward(vectors, Dropout.off());
    Operand<TFloat32> hidden =
        tf.reshape(run.output(), tf.array(-1, LSTM.hiddenSize())); // [N·L, H]
    loss = Softmax.loss(tf, linear.forward(tf, hidden, variables, "linear"), next);
    gradients = LossGradients.of(tf, loss).to(variables);
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> all =
        new ArrayList<>(ParameterSpec.within("embedding", embedding.definition().parameters()));
    all.addAll(ParameterSpec.within("lstm", LSTM.parameters()));
    all.addAll(ParameterSpec.within("linear", linear.definition().parameters()));
    return all;
  }

  Variables variables() {
    return variables;
  }

  Operand<TFloat32> loss() {
    return loss;
  }

  ParameterGradients gradients() {
    return gradients;
  }

  /** Feeds windows of L + 1 characters: the first L are read, the last L predicted. */
  void feed(GraphFeed feed, int[][] windows) {
    int steps = windows[0].length - 1;
    int[][] inputs = new int[windows.length][steps];
    int[] targets = new int[windows.length * steps];
    for (int n = 0; n < windows.length; n++) {
      System.arraycopy(windows[n], 0, inputs[n], 0, steps);
      System.arraycopy(windows[n], 1, targets, n * steps, steps);
    }
    feed.put(read, inputs).put(next, targets);
  }

  /** Returns the logits of the character after {@code character}, [characters]. */
  FloatTensor next(int character, Stepper stepper, ParameterValues trained) {
    FloatTensor vector = trained.tensor("embedding.weight").at(character); // [E]
    return linear.definition().forward(stepper.step(vector), trained.part("linear"));
  }
}
