package org.tributary.golden;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.param.TorchRandom;

/** The random draws of {@code docs/golden/recurrent.py}, repeated from a case's seed. */
final class GoldenDraw {

  private final GoldenCase golden;
  private final TorchRandom random;
  private final Map<String, GoldenTensor> tensors = new LinkedHashMap<>();

  private GoldenDraw(GoldenCase golden) {
    this.golden = golden;
    this.random = TorchRandom.seeded(golden.seed());
  }

  static Map<String, GoldenTensor> of(GoldenCase golden) {
    GoldenDraw draw = new GoldenDraw(golden);
    draw.parameters();
    draw.data();
    draw.scaleAndTie();
    return Collections.unmodifiableMap(draw.tensors);
  }

  private void parameters() {
    int hidden = golden.sizes().hidden();
    int gates =
        switch (golden.cell()) {
          case "lstm" -> 4;
          case "gru" -> 3;
          default -> 1;
        };
    for (int layer = 0; layer < golden.layers(); layer++) {
      int input = layer == 0 ? golden.sizes().input() : golden.directions() * golden.outputSize();
      for (int direction = 0; direction < golden.directions(); direction++) {
        String suffix = "_l" + layer + (direction == 1 ? "_reverse" : "");
        uniform("weight_ih" + suffix, gates * hidden, input);
        uniform("weight_hh" + suffix, gates * hidden, golden.outputSize());
        if (golden.bias()) {
          uniform("bias_ih" + suffix, gates * hidden);
          uniform("bias_hh" + suffix, gates * hidden);
        }
        if (golden.projection() > 0) {
          uniform("weight_hr" + suffix, golden.projection(), hidden);
        }
      }
    }
  }

  private void data() {
    int batch = golden.sizes().batch();
    int steps = golden.sizes().steps();
    int first = golden.batchFirst() ? batch : steps;
    int second = golden.batchFirst() ? steps : batch;
    int states = golden.layers() * golden.directions();
    boolean hasCellState = golden.cell().equals("lstm");
    normal("input", first, second, golden.sizes().input());
    if (golden.initialState()) {
      normal("h_0", states, batch, golden.outputSize());
      if (hasCellState) {
        normal("c_0", states, batch, golden.sizes().hidden());
      }
    }
    normal("loss.output", first, second, golden.directions() * golden.outputSize());
    normal("loss.h_n", states, batch, golden.outputSize());
    if (hasCellState) {
      normal("loss.c_n", states, batch, golden.sizes().hidden());
    }
  }

  private void scaleAndTie() {
    scale("input", golden.inputScale());
    if (golden.nan() >= 0) {
      float[] values = tensors.get("input").values();
      values[golden.nan()] = Float.NaN;
      put("input", tensors.get("input").shape(), values);
    }
    for (String name : List.copyOf(tensors.keySet())) {
      if (name.startsWith("weight_") || name.startsWith("bias_")) {
        String source = golden.source(name);
        if (source.equals(name)) {
          scale(name, golden.weightScale());
        } else {
          put(name, tensors.get(source).shape(), tensors.get(source).values());
        }
      }
    }
  }

  private void scale(String name, int factor) {
    float[] values = tensors.get(name).values();
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
    put(name, tensors.get(name).shape(), values);
  }

  private void uniform(String name, int... shape) {
    double bound = 1 / Math.sqrt(golden.sizes().hidden());
    put(name, shape, random.uniform(GoldenTensor.size(shape), -bound, bound));
  }

  private void normal(String name, int... shape) {
    put(name, shape, random.normal(GoldenTensor.size(shape)));
  }

  private void put(String name, int[] shape, float[] values) {
    tensors.put(name, new GoldenTensor(name, shape, values));
  }
}
