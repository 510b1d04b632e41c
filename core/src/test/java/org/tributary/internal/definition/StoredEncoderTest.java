package org.tributary.internal.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Nonlinearity;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.layer.SkipGradients;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;

class StoredEncoderTest {

  /** A user's connection: y = h. */
  private record OwnConnection() implements SkipConnection {
    @Override
    public String name() {
      return "residual";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of();
    }

    @Override
    public Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights) {
      return Forward.of(h, g -> new SkipGradients(Optional.empty(), g, Map.of()));
    }
  }

  private record Unstored(Recurrent encoder, String message) {}

  private static List<Unstored> unstored() {
    Recurrent lstm = Recurrent.lstm(3).hidden(4);
    return List.of(
        new Unstored(
            lstm.kernel(Kernels.named("scan")),
            "encoder: model files hold encoders without a kernel of their own, got the kernel scan;"),
        new Unstored(
            lstm.projection(2),
            "encoder: model files hold cells with projection OptionalInt.empty, got projection OptionalInt[2];"),
        new Unstored(
            lstm.withoutBias(),
            "encoder: model files hold cells with bias PRESENT, got bias ABSENT;"),
        new Unstored(
            Recurrent.rnn(3).hidden(4).nonlinearity(Nonlinearity.RELU),
            "encoder: model files hold cells with the default nonlinearity, got RnnCell[inputSize=3, hiddenSize=4, bias=PRESENT, nonlinearity=RELU];"),
        new Unstored(
            lstm.skipConnection(new OwnConnection()),
            "encoder: model files hold skip connections of [none, residual, highway], got org.tributary.internal.definition.StoredEncoderTest$OwnConnection;"));
  }

  @ParameterizedTest
  @MethodSource("unstored")
  void encoderWithoutStoredFormIsRefusedByName(Unstored unstored) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoredEncoder.of(unstored.encoder()))
        .withMessageStartingWith(unstored.message())
        .withMessageEndingWith("; leave it out to save the tagger");
  }

  @Test
  void storedFormKeepsWhatPredictionsDependOn() {
    Recurrent encoder = Recurrent.gru(3).hidden(4).layers(2).bidirectional().highway();
    StoredEncoder stored = StoredEncoder.of(encoder);
    assertThat(stored).isEqualTo(new StoredEncoder("gru", 4, 2, true, "highway"));
    assertThat(stored.recurrent(3)).isEqualTo(encoder);
    assertThat(stored.recurrent(5)).isEqualTo(encoder.withInputSize(5));
    assertThat(
            StoredEncoder.of(
                encoder
                    .lockedDropout(0.5)
                    .recurrentDropout(0.5)
                    .initializer(Initializer.normal(1))))
        .isEqualTo(stored);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoredEncoder("mlp", 4, 2, true, "none"))
        .withMessage("encoder: expected a cell of [lstm, gru, rnn], got mlp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoredEncoder("lstm", 4, 2, true, "skip"))
        .withMessage("encoder: expected a skip connection of [none, residual, highway], got skip");
  }
}
