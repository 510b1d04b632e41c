package org.tributary.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The reader of the files of {@code docs/golden/recurrent.py}, which documents the format. */
public final class GoldenCases {

  /** The cells with golden files. */
  public static final List<String> CELLS = List.of("rnn_tanh", "rnn_relu", "lstm", "gru");

  private final JsonNode index;
  private final FloatBuffer values;

  private GoldenCases(JsonNode index, FloatBuffer values) {
    this.index = index;
    this.values = values;
  }

  /** Returns all cases of a cell, one of {@link #CELLS}. */
  public static List<GoldenCase> of(String cell) {
    try (InputStream in = GoldenCases.class.getResourceAsStream(cell + ".golden.gz")) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the cases of a cell from the script's output in {@code folder}. */
  public static List<GoldenCase> in(Path folder, String cell) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(cell + ".golden.gz"))) {
      return read(in);
    }
  }

  private static List<GoldenCase> read(InputStream in) throws IOException {
    try (InputStream unzipped = new GZIPInputStream(in)) {
      ByteBuffer content = ByteBuffer.wrap(unzipped.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      byte[] index = new byte[content.getInt()];
      content.get(index);
      FloatBuffer values = content.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      return new GoldenCases(new ObjectMapper().readTree(index), values).cases();
    }
  }

  private List<GoldenCase> cases() {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonNode entry : index.get("cases")) {
      cases.add(
          new GoldenCase(
              index.get("cell").textValue(),
              sizes(entry.has("sizes") ? entry.get("sizes") : index.get("sizes")),
              entry.get("layers").intValue(),
              entry.get("bidirectional").booleanValue(),
              entry.get("bias").booleanValue(),
              entry.get("batchFirst").booleanValue(),
              entry.get("projection").intValue(),
              lengths(entry.get("lengths")),
              entry.get("initialState").booleanValue(),
              entry.get("seed").longValue(),
              GoldenCase.Use.valueOf(entry.path("use").asText("once").toUpperCase(Locale.ROOT)),
              entry.path("weightScale").asInt(1),
              entry.path("inputScale").asInt(1),
              entry.path("nan").asInt(-1),
              entry.get("drawnCrc32").textValue(),
              results(entry.get("tensors"), entry.path("rounding"))));
    }
    return List.copyOf(cases);
  }

  private static GoldenCase.Sizes sizes(JsonNode sizes) {
    return new GoldenCase.Sizes(
        sizes.get("batch").intValue(),
        sizes.get("steps").intValue(),
        sizes.get("input").intValue(),
        sizes.get("hidden").intValue());
  }

  private Map<String, GoldenTensor> results(JsonNode tensors, JsonNode rounding) {
    Map<String, GoldenTensor> results = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tensor : tensors.properties()) {
      int[] shape = integers(tensor.getValue().get("shape"));
      float[] read = new float[GoldenTensor.size(shape)];
      values.get(tensor.getValue().get("offset").intValue(), read);
      String name = tensor.getKey();
      results.put(name, new GoldenTensor(name, shape, read, rounding.path(name).asDouble(0)));
    }
    return Collections.unmodifiableMap(results);
  }

  private static Optional<List<Integer>> lengths(JsonNode lengths) {
    return lengths.isNull()
        ? Optional.empty()
        : Optional.of(Arrays.stream(integers(lengths)).boxed().toList());
  }

  private static int[] integers(JsonNode array) {
    int[] read = new int[array.size()];
    Arrays.setAll(read, i -> array.get(i).intValue());
    return read;
  }
}
