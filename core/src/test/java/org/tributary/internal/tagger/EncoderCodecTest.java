package org.tributary.internal.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.internal.Settings;
import org.tributary.layer.Recurrent;
import org.tributary.testing.MinimalGatedUnit;
import org.tributary.testing.OffsetConnection;

/** Refusals of encoders; {@code StoredDefinitionTest} stores every other one. */
class EncoderCodecTest {

  private record Unstored(Recurrent encoder, String message) {}

  private static List<Unstored> unstored() {
    Recurrent lstm = Recurrent.lstm(3).hidden(4);
    return List.of(
        new Unstored(
            lstm.skipConnection(new OffsetConnection("residual")),
            "stored tagger: expected a skip connection that can be stored, one of [none, residual, highway], got the class org.tributary.testing.OffsetConnection;"),
        new Unstored(
            Recurrent.of(new MinimalGatedUnit(3, 4)),
            "stored tagger: expected a cell that can be stored, one of [lstm, gru, rnn], got the class org.tributary.testing.MinimalGatedUnit;"),
        new Unstored(
            lstm.initializer((shape, random) -> new float[(int) shape.size()]),
            "stored tagger: expected initializers of the library, [uniform, normal, "));
  }

  @ParameterizedTest
  @MethodSource("unstored")
  void encoderWithoutStoredFormIsRefusedByName(Unstored unstored) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncoderCodec.write(unstored.encoder()))
        .withMessageStartingWith(unstored.message());
  }

  @Test
  void inputSizeIsThatOfTheInputs() {
    Recurrent encoder = Recurrent.gru(3).hidden(4).layers(2).bidirectional().highway();
    Map<String, String> settings = EncoderCodec.write(encoder);
    assertThat(EncoderCodec.read(Settings.of(settings), 5)).isEqualTo(encoder.withInputSize(5));
  }

  @Test
  void retiredKernelIsReadAsTheOneThatComputesTheSame() {
    Map<String, String> settings =
        new TreeMap<>(EncoderCodec.write(Recurrent.lstm(3).hidden(4).kernel(() -> "scan")));
    settings.put("kernel", "scan-bfloat16");
    assertThat(EncoderCodec.read(Settings.of(settings), 3).kernel()).contains("scan");
  }

  /** Version 1 had no settings of training, of the bias, of a projection or of a nonlinearity. */
  @Test
  void settingsOfVersion1AreRead() {
    Map<String, String> settings =
        Map.of(
            "cell", "rnn",
            "hidden_size", "4",
            "layers", "2",
            "bidirectional", "true",
            "connection", "residual");
    assertThat(EncoderCodec.read(Settings.of(settings), 3))
        .isEqualTo(Recurrent.rnn(3).hidden(4).layers(2).bidirectional().residual());
  }

  @Test
  void invalidSettingsAreRefused() {
    Map<String, String> settings =
        new TreeMap<>(EncoderCodec.write(Recurrent.lstm(3).hidden(4).projection(2)));
    for (var wrong :
        Map.of(
                "cell", "mlp",
                "connection", "skip",
                "bidirectional", "maybe",
                "bias", "some",
                "projection", "4",
                "dropout", "1",
                "locked_dropout", "half",
                "kernel", "warp",
                "nonlinearity", "relu",
                "initializer.weight_ih", "[\"normal\"]")
            .entrySet()) {
      Map<String, String> changed = new TreeMap<>(settings);
      changed.put(wrong.getKey(), wrong.getValue());
      assertThatIllegalArgumentException()
          .as(wrong.toString())
          .isThrownBy(() -> EncoderCodec.read(Settings.of(changed), 3));
    }
  }
}
