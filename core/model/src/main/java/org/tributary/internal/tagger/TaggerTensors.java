package org.tributary.internal.tagger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.feature.InputFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.LibraryVersion;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorType;

/**
 * The settings and parameters of a stored tagger in safetensors format: a tagger's file of core,
 * and the larger part of a Tribuo model. A format version, the version of Tributary that wrote it
 * and a checksum are among its texts.
 *
 * @param texts the texts by name, without those that this class adds
 * @param parameters the parameters in the format itself, under PyTorch's names
 * @param beside the files beside the tagger that have the values of further parameters, by name
 */
public record TaggerTensors(
    Map<String, String> texts, ParameterValues parameters, Map<String, InputFile> beside) {
  private static final String WRITER = "tributary.version";
  private static final String CHECKSUM = "tributary.crc32";
  private static final String TORCH = "format"; // a text that Safetensors adds

  /** Prefix of the name of a parameter whose values are in a file beside the tagger. */
  private static final String BESIDE = "vectors.sha256.";

  /**
   * A kind of stored tagger.
   *
   * @param marker the name of the text that marks it and holds the version; it is the first one
   * @param version the version
   * @param missingMarker the message for a file without the marker
   */
  public record Format(String marker, String version, String missingMarker) {}

  /** Creates tensors without files beside the tagger. */
  public TaggerTensors(Map<String, String> texts, ParameterValues parameters) {
    this(texts, parameters, Map.of());
  }

  /**
   * Moves tables of pretrained vectors to files beside a tagger that is about to be written, after
   * {@link TaggerFiles#copyInputFiles}, which checks that it can be.
   *
   * @param tagger the file of the tagger
   * @param tables the names of the tables
   * @throws IOException if one of the vectors cannot be written
   */
  public TaggerTensors movedBeside(Path tagger, List<String> tables) throws IOException {
    Map<String, FloatTensor> inside = new LinkedHashMap<>(parameters.tensors());
    inside.keySet().removeAll(tables);
    Map<String, InputFile> moved = new LinkedHashMap<>();
    for (String table : tables) {
      moved.put(
          table,
          TaggerFiles.writeVectors(tagger.toAbsolutePath().getParent(), parameters.tensor(table)));
    }
    return new TaggerTensors(texts, ParameterValues.of(inside), moved);
  }

  /**
   * Writes a file atomically.
   *
   * @throws IOException if it cannot be written, with the reason in one line
   */
  public void write(Path file, Format format) throws IOException {
    Safetensors.write(file, parameters, allTexts(format), this::smallestType);
  }

  /** Writes the bytes of {@link #write(Path, Format)} to a stream, which stays open. */
  public void write(OutputStream to, Format format) throws IOException {
    Safetensors.write(to, parameters, allTexts(format), this::smallestType);
  }

  private Map<String, String> allTexts(Format format) {
    Map<String, String> all = new TreeMap<>(texts);
    beside.forEach((name, file) -> all.put(BESIDE + name, file.sha256()));
    all.put(format.marker(), format.version());
    all.put(WRITER, LibraryVersion.get());
    all.put(CHECKSUM, TensorChecksum.of(all, parameters));
    Map<String, String> markerFirst = new LinkedHashMap<>();
    markerFirst.put(format.marker(), format.version());
    markerFirst.putAll(all);
    return markerFirst;
  }

  /** Returns the smaller type that holds the values, for pretrained vectors of 16 bits. */
  private TensorType smallestType(String name) {
    return TensorType.F16.holds(parameters.tensor(name)) ? TensorType.F16 : TensorType.F32;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param name the file's name in messages
   * @param channel a channel, which the caller closes
   * @param begin the position of the first byte in the channel
   * @param size the number of bytes
   * @throws IllegalArgumentException if it is of another format or version, or damaged
   * @throws SafetensorsFile.InvalidFileException if it is not in safetensors format
   * @throws IOException if the channel cannot be read
   */
  public static TaggerTensors read(
      String name, SeekableByteChannel channel, long begin, long size, Format format)
      throws IOException {
    SafetensorsFile file = SafetensorsFile.open(name, channel, begin, size);
    Map<String, String> texts = new TreeMap<>(file.texts());
    requireTorch(texts.remove(TORCH));
    requireVersion(texts.get(format.marker()), format);
    ParameterValues parameters = file.values();
    requireChecksum(texts.remove(CHECKSUM), texts, parameters);
    texts.keySet().removeAll(List.of(format.marker(), WRITER));
    Map<String, InputFile> beside = new TreeMap<>();
    for (String text : List.copyOf(texts.keySet())) {
      if (text.startsWith(BESIDE)) {
        beside.put(text.substring(BESIDE.length()), TaggerFiles.vectors(texts.remove(text)));
      }
    }
    return new TaggerTensors(texts, parameters, beside);
  }

  /** Checks the only text that the checksum does not cover. */
  private static void requireTorch(String value) {
    if (value != null && !value.equals("pt")) {
      throw new IllegalArgumentException(
          "expected %s pt in the metadata, got %s; the file was damaged or changed since it was written: copy it again or train again"
              .formatted(TORCH, Excerpt.of(value)));
    }
  }

  private static void requireVersion(String version, Format format) {
    if (version == null) {
      throw new IllegalArgumentException(format.missingMarker());
    }
    if (!version.equals(format.version())) {
      throw new IllegalArgumentException(
          "expected version %s, got %s; was it written by a newer release?"
              .formatted(format.version(), version));
    }
  }

  private static void requireChecksum(
      String expected, Map<String, String> texts, ParameterValues parameters) {
    if (expected == null) {
      throw new IllegalArgumentException(
          "expected a checksum as %s, got none; the file was changed since it was written: copy it again or train again"
              .formatted(CHECKSUM));
    }
    String actual = TensorChecksum.of(texts, parameters);
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "expected checksum %s, got %s; the file was damaged or changed since it was written: copy it again or train again"
              .formatted(expected, actual));
    }
  }

  /**
   * Returns the parameters, those of files beside the tagger included.
   *
   * @param folders the folders of the tagger's file, in the order of search; none for a stream
   * @param tables the names of the parameters that may be in files: tables of pretrained vectors
   * @throws IllegalArgumentException if a file is missing, has another hash or is not expected
   * @throws IOException if a file cannot be read
   */
  public ParameterValues allParameters(List<Path> folders, List<String> tables) throws IOException {
    Map<String, FloatTensor> all = new LinkedHashMap<>(parameters.tensors());
    for (Map.Entry<String, InputFile> vectors : beside.entrySet()) {
      String name = vectors.getKey();
      if (!tables.contains(name)) {
        throw new IllegalArgumentException(
            "vectors: expected the values of %s in the tagger's file, got a file beside it, which only pretrained vectors may have"
                .formatted(name));
      }
      if (all.put(name, TaggerFiles.readVectors(vectors.getValue(), folders)) != null) {
        throw new IllegalArgumentException(
            "vectors: expected the values of %s once, got them in the tagger's file and beside it"
                .formatted(name));
      }
    }
    return ParameterValues.of(all);
  }
}
