package org.tributary.examples.workshop.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.tributary.examples.workshop.LayerCase;
import org.tributary.examples.workshop.Peer;

/** PyTorch's native library through DJL, on TorchScript layers generated for the run. */
public final class LibtorchPeer implements Peer {
  private Path folder;

  /** Creates the peer for the service loader. */
  public LibtorchPeer() {}

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public void prepare(List<LayerCase> cases) {
    String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
    System.setProperty("ai.djl.pytorch.num_threads", threads);
    System.setProperty("ai.djl.offline", "true");
    try {
      folder = Files.createTempDirectory("libtorch-layers");
      folder.toFile().deleteOnExit();
      Path script = folder.resolve("layers.py");
      try (InputStream source = LibtorchPeer.class.getResourceAsStream("layers.py")) {
        Files.copy(source, script);
      }
      Process python =
          new ProcessBuilder("/usr/bin/python3", script.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var lines = python.getOutputStream()) {
        String requests =
            cases.stream().map(this::request).distinct().collect(Collectors.joining("\n")) + "\n";
        lines.write(requests.getBytes(StandardCharsets.UTF_8));
      }
      if (python.waitFor() != 0) {
        throw new IllegalStateException(
            "libtorch: python3 could not generate the layers; is PyTorch installed (Debian:"
                + " python3-torch)?");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "libtorch: the layers cannot be generated: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("libtorch: interrupted while generating the layers", e);
    }
  }

  private String request(LayerCase layer) {
    return "%s %s %d %d %s %s"
        .formatted(
            file(layer),
            LayerCase.lower(layer.cell()),
            layer.shape().input(),
            layer.shape().hidden(),
            LayerCase.lower(layer.lengths()),
            LayerCase.lower(layer.mode()));
  }

  private Path file(LayerCase layer) {
    return folder.resolve(
        "%s-%d-%d-%s-%s.pt"
            .formatted(
                LayerCase.lower(layer.cell()),
                layer.shape().input(),
                layer.shape().hidden(),
                LayerCase.lower(layer.lengths()),
                LayerCase.lower(layer.mode())));
  }

  @Override
  public Peer.Layer open(LayerCase layer) {
    return new TorchLayer(layer, file(layer));
  }

  private static final class TorchLayer implements Peer.Layer {
    private final boolean training;
    private final Model model;
    private final NDManager manager;
    private final NDList input;
    private final ParameterStore parameters;

    TorchLayer(LayerCase layer, Path file) {
      this.training = layer.mode() == LayerCase.Mode.TRAINING;
      this.model = Model.newInstance(file.getFileName().toString(), "PyTorch");
      try {
        model.load(file, null, Map.of("trainParam", Boolean.toString(training)));
      } catch (Exception e) {
        throw new IllegalStateException("libtorch: " + file + " cannot be loaded", e);
      }
      this.manager = model.getNDManager().newSubManager();
      LayerCase.LayerShape shape = layer.shape();
      float[] values = new float[shape.steps() * shape.rows() * shape.input()];
      Random random = new Random(1);
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      NDArray x = manager.create(values, new Shape(shape.steps(), shape.rows(), shape.input()));
      long[] lengths = Arrays.stream(layer.rowLengths()).asLongStream().toArray();
      this.input = new NDList(x, manager.create(lengths));
      this.parameters = new ParameterStore(manager, false);
    }

    @Override
    public void run() {
      try (NDManager scope = manager.newSubManager()) {
        forward().attach(scope);
      }
    }

    @SuppressWarnings("try") // an open collector enables gradients
    private NDList forward() {
      if (!training) {
        return model.getBlock().forward(parameters, input, false);
      }
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        return model.getBlock().forward(parameters, input, true);
      }
    }

    @Override
    public void close() {
      manager.close();
      model.close();
    }
  }
}
