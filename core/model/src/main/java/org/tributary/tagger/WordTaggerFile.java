package org.tributary.tagger;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.internal.check.HeapBudget;
import org.tributary.internal.definition.InputFiles;
import org.tributary.internal.definition.TaggerFileFormat;
import org.tributary.internal.definition.TensorChecksum;
import org.tributary.internal.definition.VectorFile;
import org.tributary.internal.definition.VectorFiles;
import org.tributary.internal.param.Settings;
import org.tributary.internal.runtime.LibraryVersion;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorType;

/**
 * The file format of word taggers: a safetensors file with the parameters under PyTorch's names,
 * and {@link WordTaggerMetadata} as its metadata, with a format version, the version of Tributary
 * that wrote it and a checksum. See {@link Safetensors}.
 *
 * <p>{@link #VERSION} is the version of everything but the definition, which has its own ({@link
 * org.tributary.internal.definition.DefinitionCodec#VERSION}). Increment it with every change of
 * names outside the definition, of the checksum or of the order of a vocabulary.
 */
final class WordTaggerFile {
  static final String VERSION = "1";

  private static final String FORMAT = "format"; // a name that Safetensors adds
  private static final String WRITER = "tributary.version";
  private static final String CHECKSUM = "tributary.crc32";

  /** Prefix of the name of a parameter whose values are in a file beside the tagger. */
  private static final String BESIDE = "vectors.sha256.";

  private WordTaggerFile() {}

  /** The content of a file. */
  record Stored(WordTaggerMetadata.Content content, ParameterValues parameters) {
    /** Returns the content of the file of a tagger, which may be closed. */
    static Stored of(WordTagger tagger) {
      return new Stored(
          new WordTaggerMetadata.Content(
              tagger.definition(),
              tagger.vocabularies(),
              tagger.vocabulary(),
              tagger.information()),
          tagger.parameters());
    }
  }

  static void write(Path file, Stored stored, VectorStorage vectors) throws IOException {
    Map<String, String> metadata = new TreeMap<>(WordTaggerMetadata.write(stored.content()));
    try {
      InputFiles.copy(stored.content().definition(), file);
    } catch (IOException e) {
      throw new IOException("word tagger %s: %s".formatted(file, e.getMessage()), e);
    }
    if (vectors == VectorStorage.INSIDE) {
      write(file, metadata, stored.parameters());
      return;
    }
    Map<String, FloatTensor> inside = new LinkedHashMap<>();
    stored.parameters().names().forEach(n -> inside.put(n, stored.parameters().tensor(n)));
    try {
      VectorFiles.write(
              file, stored.content().definition().inputs().vectorTables(), stored.parameters())
          .forEach(
              (table, values) -> {
                metadata.put(BESIDE + table, values.hex());
                inside.remove(table);
              });
    } catch (IOException e) {
      throw new IOException("word tagger %s: %s".formatted(file, e.getMessage()), e);
    }
    write(file, metadata, ParameterValues.of(inside));
  }

  /** Writes a file with version and checksum for the given metadata. */
  static void write(Path file, Map<String, String> metadata, ParameterValues parameters)
      throws IOException {
    Map<String, String> texts = new TreeMap<>(metadata);
    texts.put(TaggerFileFormat.MARKER, VERSION);
    texts.put(WRITER, LibraryVersion.get());
    texts.put(CHECKSUM, TensorChecksum.of(texts, parameters));
    Map<String, String> markerFirst = new LinkedHashMap<>();
    markerFirst.put(TaggerFileFormat.MARKER, VERSION);
    markerFirst.putAll(texts);
    try {
      Safetensors.write(
          file, parameters, markerFirst, name -> smallestType(parameters.tensor(name)));
    } catch (IOException e) {
      throw new IOException("word tagger " + e.getMessage(), e);
    }
  }

  /** Returns the smaller type that holds the values, for pretrained vectors of 16 bits. */
  private static TensorType smallestType(FloatTensor values) {
    return TensorType.F16.holds(values) ? TensorType.F16 : TensorType.F32;
  }

  /** Loads a tagger. */
  static WordTagger load(TaggerSource file) throws IOException {
    Stored stored = read(file);
    WordTaggerMetadata.Content content = stored.content();
    try {
      return WordTagger.of(
          content.definition(),
          content.vocabularies(),
          content.labels(),
          stored.parameters(),
          content.information());
    } catch (IllegalArgumentException e) {
      throw inconsistent(file, e);
    }
  }

  static Stored read(TaggerSource file) throws IOException {
    requireFormat(file);
    try (SeekableByteChannel channel = file.open()) {
      SafetensorsFile stored = SafetensorsFile.open(file.name(), channel);
      Map<String, String> texts = new TreeMap<>(stored.texts());
      requireVersion(file, texts.get(TaggerFileFormat.MARKER));
      ParameterValues parameters = stored.values();
      requireChecksum(file, texts, parameters);
      texts.keySet().removeAll(List.of(FORMAT, TaggerFileFormat.MARKER, WRITER, CHECKSUM));
      Map<String, VectorFile> beside = removeBeside(texts);
      List<Path> folders =
          file.file().isPresent() ? VectorFiles.foldersOf(file.file().get()) : List.of();
      WordTaggerMetadata.Content content =
          WordTaggerMetadata.read(Settings.of(texts, HeapBudget.ofFile(channel.size())))
              .locatedIn(folders);
      int ofEncoder = content.definition().encoder().parameters().size();
      if (ofEncoder > parameters.names().size()) {
        throw new IllegalArgumentException(
            "expected at least %d parameters for the encoder's layers, got %d"
                .formatted(ofEncoder, parameters.names().size()));
      }
      return new Stored(content, withVectors(parameters, beside, content, file, folders));
    } catch (IllegalArgumentException e) {
      throw inconsistent(file, e);
    } catch (IOException e) {
      throw new IOException("word tagger " + e.getMessage(), e);
    }
  }

  /** Removes the references to files of vectors; returns the files by the parameter's name. */
  private static Map<String, VectorFile> removeBeside(Map<String, String> texts) {
    Map<String, VectorFile> files = new TreeMap<>();
    for (String name : List.copyOf(texts.keySet())) {
      if (name.startsWith(BESIDE)) {
        files.put(name.substring(BESIDE.length()), VectorFile.ofHex(texts.remove(name)));
      }
    }
    return files;
  }

  private static ParameterValues withVectors(
      ParameterValues parameters,
      Map<String, VectorFile> beside,
      WordTaggerMetadata.Content content,
      TaggerSource file,
      List<Path> folders)
      throws IOException {
    if (beside.isEmpty()) {
      return parameters;
    }
    VectorFiles files = new VectorFiles(folders, content.definition().inputs().vectorTables());
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    parameters.names().forEach(name -> all.put(name, parameters.tensor(name)));
    for (Map.Entry<String, VectorFile> vectors : beside.entrySet()) {
      if (all.put(vectors.getKey(), read(files, vectors, file)) != null) {
        throw new IllegalArgumentException(
            "vectors: expected the values of %s once, got them in the tagger's file and beside it"
                .formatted(vectors.getKey()));
      }
    }
    return ParameterValues.of(all);
  }

  private static FloatTensor read(
      VectorFiles files, Map.Entry<String, VectorFile> vectors, TaggerSource file)
      throws IOException {
    try {
      return files.read(vectors.getKey(), vectors.getValue());
    } catch (IOException e) {
      throw new IOException("%s: vectors: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void requireFormat(TaggerSource file) throws IOException {
    if (file.format() == TaggerFileFormat.TRIBUO) {
      throw new IOException(
          "word tagger %s: expected a file of WordTagger.save, got a Tribuo model; load it with Tagger.load and %s on the class path"
              .formatted(file, TaggerLoader.TRIBUO_ARTIFACT));
    }
  }

  private static IOException inconsistent(TaggerSource file, IllegalArgumentException cause) {
    return new IOException("word tagger %s: %s".formatted(file, cause.getMessage()), cause);
  }

  private static void requireVersion(TaggerSource file, String version) throws IOException {
    if (version == null) {
      throw new IOException(
          "%s: expected a tagger written by WordTagger.save, got other tensors; read them with Safetensors.read, or import a tagger of PyTorch with TorchTagger.read"
              .formatted(file));
    }
    if (!version.equals(VERSION)) {
      throw new IOException(
          "%s: expected version %s, got %s; was it written by a newer release?"
              .formatted(file, VERSION, version));
    }
  }

  private static void requireChecksum(
      TaggerSource file, Map<String, String> texts, ParameterValues parameters) throws IOException {
    Map<String, String> others = new TreeMap<>(texts);
    others.remove(FORMAT);
    String expected = others.remove(CHECKSUM);
    if (expected == null) {
      throw new IOException(
          "%s: expected a checksum as %s, got none; the file was changed since it was written: copy it again or train again"
              .formatted(file, CHECKSUM));
    }
    String actual = TensorChecksum.of(others, parameters);
    if (!actual.equals(expected)) {
      throw new IOException(
          "%s: expected checksum %s, got %s; the file was damaged or changed since it was written: copy it again or train again"
              .formatted(file, expected, actual));
    }
  }
}
