package org.tributary.internal.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.cell.Nonlinearity;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.param.Initializer;
import org.tributary.testing.OffsetConnection;

class StoredEncoderTest {

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
            lstm.skipConnection(new OffsetConnection("residual")),
            "encoder: model files hold skip connections of [none, residual, highway], got org.tributary.testing.OffsetConnection;"));
  }

  @ParameterizedTest
  @MethodSource("unstored")
  void encoderWithoutStoredFormIsRefusedByName(Unstored unstored) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoredEncoder.of(unstored.encoder()))
        .withMessageStartingWith(unstored.message())
        .withMessageEndingWith("; save a tagger without it, or its weights by Safetensors");
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
