package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;

/**
 * The files of a PyTorch tagger, a copy of those of {@code docs/golden/torch_tagger.py}, to be
 * changed.
 */
record PyTorchFiles(Path folder) {
  private static final Path GOLDEN =
      Path.of("..", "..", "core", "src", "test", "resources", "org", "tributary", "torch");

  /** Copies the files of a case to a new folder in {@code parent}. */
  static PyTorchFiles copyOf(String kind, Path parent) throws IOException {
    Path folder = Files.createTempDirectory(parent, kind);
    try (Stream<Path> files = Files.list(GOLDEN.resolve(kind))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return new PyTorchFiles(folder);
  }

  Path weights() {
    return folder.resolve("weights.safetensors");
  }

  Path mapping() {
    return folder.resolve("mapping.txt");
  }

  /** Writes a file of this name. */
  PyTorchFiles with(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return this;
  }

  /** Replaces a text of the mapping. */
  PyTorchFiles mapped(String target, String replacement) throws IOException {
    String text = Files.readString(mapping());
    if (!text.contains(target)) {
      throw new IllegalStateException("expected %s in %s".formatted(target, text));
    }
    return with("mapping.txt", text.replace(target, replacement));
  }

  /** Changes the map of tensors. */
  PyTorchFiles changed(Consumer<Map<String, FloatTensor>> change) throws IOException {
    ParameterValues old = Safetensors.read(weights());
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    old.names().forEach(name -> tensors.put(name, old.tensor(name)));
    change.accept(tensors);
    Safetensors.write(weights(), ParameterValues.of(tensors));
    return this;
  }

  PyTorchFiles without(String... tensors) throws IOException {
    return changed(all -> all.keySet().removeAll(List.of(tensors)));
  }

  /** Changes every value of a tensor. */
  PyTorchFiles changed(String tensor, UnaryOperator<Float> change) throws IOException {
    return changed(
        all -> {
          float[] values = all.get(tensor).values().clone();
          for (int k = 0; k < values.length; k++) {
            values[k] = change.apply(values[k]);
          }
          all.put(tensor, FloatTensor.of(all.get(tensor).shape(), values));
        });
  }
}
