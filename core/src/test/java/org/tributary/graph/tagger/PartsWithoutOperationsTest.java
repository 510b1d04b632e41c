package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.Input;
import org.tributary.graph.Dropout;
import org.tributary.graph.RecurrentLayer;
import org.tributary.head.Head;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Eval;

/** Parts of a user's own that are neither the library's nor implement the interface for graphs. */
class PartsWithoutOperationsTest {
  @Test
  void eachKindIsRefused() {
    SkipConnection connection = part(SkipConnection.class);
    Recurrent definition = Recurrent.lstm(2).hidden(2).layers(2).skipConnection(connection);
    requireRefused(
        "skip connection",
        connection,
        "GraphSkipConnection",
        () -> RecurrentLayer.requireContracts(definition));
    Input<?> input = part(Input.class);
    requireRefused("input own", input, "GraphInput", () -> InputGraphs.build(input, null, 3));
    CharacterEncoder encoder = part(CharacterEncoder.class);
    requireRefused(
        "character encoder",
        encoder,
        "GraphCharacterEncoder",
        () -> CharacterEncoders.forward(encoder, null, null, null, null));
    Head head = part(Head.class);
    requireRefused(
        "output head", head, "GraphHead", () -> HeadLosses.of(head, null, null, null, null));
  }

  @Test
  void cellIsRefusedByItsLayer() {
    Recurrent definition = Recurrent.of(new Unit(2));
    ParameterValues weights = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(3));
    try (Eval eval = new Eval()) {
      RecurrentLayer layer =
          new RecurrentLayer(
              eval.tf(),
              definition,
              name -> eval.floats(weights.values(name), weights.shape(name).asArray()));
      requireRefused(
          "cell",
          definition.cell(),
          "GraphCell or ScanCell",
          () -> layer.forward(eval.floats(new float[6], 3, 1, 2), Dropout.off()));
    }
  }

  private record Unit(int inputSize) implements Cell {
    @Override
    public String name() {
      return "unit";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int hiddenSize() {
      return 2;
    }

    @Override
    public Cell withInputSize(int size) {
      return new Unit(size);
    }
  }

  private static void requireRefused(
      String what, Object part, String interfaceName, ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: expected a part with operations of a graph, got %s with inference alone; implement %s to train it"
                .formatted(what, part.getClass().getName(), interfaceName));
  }

  /** Returns a part with a name and without parameters. */
  private static <T> T part(Class<T> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> "own";
                  case "parameters" -> List.of();
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> method.getReturnType() == boolean.class ? false : null;
                }));
  }
}
