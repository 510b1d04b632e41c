package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TorchRandom;

/** Tests layers on weights from a PyTorch file, whose order differs from the layer's. */
class TorchFilesTest {
  private static final Recurrent LSTM = Recurrent.lstm(3).hidden(2).layers(2).bidirectional();

  @TempDir private Path folder;

  @Test
  void torchWeightsAreLoaded() throws IOException {
    ParameterValues written = Safetensors.read(file());
    assertThat(written.names()).startsWith("bias_hh_l0");
    try (RecurrentModule read = RecurrentModule.of(LSTM, written);
        RecurrentModule drawn = RecurrentModule.of(LSTM, TorchRandom.seeded(0));
        RecurrentModule set = RecurrentModule.of(LSTM, TorchRandom.seeded(1))) {
      assertThat(read.parameters()).isEqualTo(drawn.parameters());
      set.set(written);
      assertThat(set.parameters()).isEqualTo(drawn.parameters());
    }
  }

  @Test
  void weightsOfAnotherLayerAreRejectedBeforeAllocation() throws IOException {
    ParameterValues written = Safetensors.read(file());
    RecurrentModule.of(LSTM, written).close(); // one-time allocations are done
    long before = Pointer.totalCount();
    for (Recurrent other :
        new Recurrent[] {LSTM.layers(1), LSTM.withoutBias(), Recurrent.gru(3).hidden(2)}) {
      assertThatThrownBy(() -> RecurrentModule.of(other, written))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are these values of another model?");
    }
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  private Path file() throws IOException {
    try (InputStream stream = ParameterValues.class.getResourceAsStream("lstm.safetensors")) {
      Path file = folder.resolve("lstm.safetensors");
      Files.write(file, stream.readAllBytes());
      return file;
    }
  }
}
