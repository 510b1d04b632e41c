package org.tributary.tagger;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tributary.feature.Input;
import org.tributary.internal.HeapBudget;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.internal.tagger.TaggerFileFormat;
import org.tributary.internal.tagger.TaggerFiles;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;

/**
 * The file format of word taggers: a safetensors file with the parameters under PyTorch's names.
 * Its metadata, a map of strings, are the settings of {@link DefinitionCodec}, the vocabularies
 * ({@code input.word.entries}) and labels as JSON lists, and the information about its training
 * ({@code metadata.epochs}), with those of {@link TaggerTensors}. See {@link Safetensors}.
 *
 * <p>{@link #VERSION} is the version of everything but the definition, which has its own ({@link
 * DefinitionCodec#VERSION}). Increment it with every change of names outside the definition, of the
 * checksum or of the order of a vocabulary.
 */
final class WordTaggerFile {
  static final String VERSION = "1";

  private static final TaggerTensors.Format FORMAT =
      new TaggerTensors.Format(
          TaggerFileFormat.MARKER,
          VERSION,
          "expected a tagger written by WordTagger.save, got other tensors; read them with"
              + " Safetensors.read, or import a tagger of PyTorch with TorchTagger.read");

  private static final String LABELS = "labels";
  private static final String ENTRIES = "entries";
  private static final String INFORMATION = "metadata.";

  private WordTaggerFile() {}

  /**
   * The reader of such files, which name no classes. It recognizes every safetensors file, so that
   * one without a tagger is refused with the reason.
   */
  static final class Reader implements TaggerReader {
    @Override
    public boolean recognizes(byte[] head) {
      TaggerFileFormat format = TaggerFileFormat.of(head);
      return format == TaggerFileFormat.TAGGER || format == TaggerFileFormat.TENSORS;
    }

    @Override
    public Tagger read(TaggerSource source, Set<Class<?>> allowed) throws IOException {
      return load(source);
    }
  }

  /**
   * A word tagger without its parameters.
   *
   * @param vocabularies the vocabulary of each input
   * @param information texts by name that predictions do not depend on, such as the time of the
   *     training
   */
  record Content(
      TaggerDefinition definition,
      List<Vocabulary> vocabularies,
      Vocabulary labels,
      Map<String, String> information) {
    /** Copies list and map. */
    Content {
      vocabularies = List.copyOf(vocabularies);
      information = Map.copyOf(information);
    }

    /** Returns this content with the inputs' files in the folders of the tagger. */
    Content locatedIn(List<Path> folders) throws IOException {
      return new Content(
          TaggerFiles.locateInputFiles(definition, folders), vocabularies, labels, information);
    }

    /**
     * Returns the metadata, sorted by name.
     *
     * @throws IllegalArgumentException if an input, the encoder or the head has no stored form
     */
    Map<String, String> texts() {
      Map<String, String> texts = new TreeMap<>(DefinitionCodec.write(definition));
      List<Input<?>> inputs = definition.inputs().all();
      for (int k = 0; k < inputs.size(); k++) {
        String prefix = DefinitionCodec.inputPrefix(inputs.get(k).name());
        texts.put(prefix + ENTRIES, Settings.text(vocabularies.get(k).entries()));
      }
      texts.put(LABELS, Settings.text(labels.entries()));
      information.forEach((name, text) -> texts.put(INFORMATION + name, text));
      return texts;
    }

    /**
     * Parses the metadata of {@link #texts}.
     *
     * @throws IllegalArgumentException if a text is missing, malformed, out of range or unknown
     */
    static Content of(Settings from) {
      TaggerDefinition definition = DefinitionCodec.read(from);
      List<Vocabulary> vocabularies = new ArrayList<>();
      for (Input<?> input : definition.inputs().all()) {
        Settings settings = from.within(DefinitionCodec.inputPrefix(input.name()));
        vocabularies.add(new Vocabulary(settings.list(ENTRIES)));
      }
      Vocabulary labels = new Vocabulary(from.list(LABELS));
      Map<String, String> information = from.within(INFORMATION).all();
      from.requireAllRead();
      return new Content(definition, vocabularies, labels, information);
    }
  }

  /** The content of a file. */
  record Stored(Content content, ParameterValues parameters) {
    /** Returns the content of the file of a tagger, which may be closed. */
    static Stored of(WordTagger tagger) {
      return new Stored(
          new Content(
              tagger.definition(),
              tagger.vocabularies(),
              tagger.vocabulary(),
              tagger.information()),
          tagger.parameters());
    }
  }

  static void write(Path file, Stored stored, VectorStorage vectors) throws IOException {
    TaggerDefinition definition = stored.content().definition();
    TaggerTensors tensors = new TaggerTensors(stored.content().texts(), stored.parameters());
    try {
      TaggerFiles.copyInputFiles(definition, file);
      if (vectors == VectorStorage.BESIDE) {
        tensors = tensors.movedBeside(file, definition.inputs().vectorTables());
      }
    } catch (IOException e) {
      throw new IOException("word tagger %s: %s".formatted(file, e.getMessage()), e);
    }
    write(file, tensors);
  }

  static void write(Path file, TaggerTensors tensors) throws IOException {
    try {
      tensors.write(file, FORMAT);
    } catch (IOException e) {
      throw new IOException("word tagger " + e.getMessage(), e);
    }
  }

  /** Loads a tagger. */
  static WordTagger load(TaggerSource file) throws IOException {
    Stored stored = read(file);
    Content content = stored.content();
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
    if (file.format() == TaggerFileFormat.TRIBUO) {
      throw new IOException(
          "word tagger %s: expected a file of WordTagger.save, got a Tribuo model; load it with Tagger.load and %s on the class path"
              .formatted(file, TaggerLoader.TRIBUO_ARTIFACT));
    }
    try (SeekableByteChannel channel = file.open()) {
      long size = channel.size();
      TaggerTensors tensors = TaggerTensors.read(file.name(), channel, 0, size, FORMAT);
      List<Path> folders = TaggerFiles.foldersOf(file.file());
      Content content =
          Content.of(Settings.of(tensors.texts(), HeapBudget.ofFile(size))).locatedIn(folders);
      int ofEncoder = content.definition().encoder().parameters().size();
      if (ofEncoder > tensors.parameters().names().size()) {
        throw new IllegalArgumentException(
            "expected at least %d parameters for the encoder's layers, got %d"
                .formatted(ofEncoder, tensors.parameters().names().size()));
      }
      List<String> tables = content.definition().inputs().vectorTables();
      return new Stored(content, withVectors(file, tensors, folders, tables));
    } catch (IllegalArgumentException e) {
      throw inconsistent(file, e);
    } catch (IOException e) {
      throw new IOException("word tagger " + e.getMessage(), e);
    }
  }

  private static ParameterValues withVectors(
      TaggerSource file, TaggerTensors tensors, List<Path> folders, List<String> tables)
      throws IOException {
    try {
      return tensors.allParameters(folders, tables);
    } catch (IOException e) {
      throw new IOException("%s: vectors: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static IOException inconsistent(TaggerSource file, IllegalArgumentException cause) {
    return new IOException("word tagger %s: %s".formatted(file, cause.getMessage()), cause);
  }
}
