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
 *
 * @param vocabularies the vocabulary of each input
 * @param information texts by name that predictions do not depend on, such as the time of the
 *     training
 */
record WordTaggerFile(
    TaggerDefinition definition,
    List<Vocabulary> vocabularies,
    Vocabulary labels,
    Map<String, String> information,
    ParameterValues parameters) {
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

  /** Copies list and map. */
  WordTaggerFile {
    vocabularies = List.copyOf(vocabularies);
    information = Map.copyOf(information);
  }

  /** Returns the file of a tagger, which may be closed. */
  static WordTaggerFile of(WordTagger tagger) {
    return new WordTaggerFile(
        tagger.definition(),
        tagger.vocabularies(),
        tagger.vocabulary(),
        tagger.information(),
        tagger.parameters());
  }

  /**
   * Parses the metadata of {@link #texts}.
   *
   * @throws IllegalArgumentException if a text is missing, malformed, out of range or unknown
   */
  static WordTaggerFile of(Settings texts, ParameterValues parameters) {
    TaggerDefinition definition = DefinitionCodec.read(texts);
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      Settings settings = texts.within(DefinitionCodec.inputPrefix(input.name()));
      vocabularies.add(new Vocabulary(settings.list(ENTRIES)));
    }
    Vocabulary labels = new Vocabulary(texts.list(LABELS));
    Map<String, String> information = texts.within(INFORMATION).all();
    texts.requireAllRead();
    return new WordTaggerFile(definition, vocabularies, labels, information, parameters);
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
      texts.put(prefix + ENTRIES, Settings.text(vocabularies.get(k).symbols()));
    }
    texts.put(LABELS, Settings.text(labels.symbols()));
    information.forEach((name, text) -> texts.put(INFORMATION + name, text));
    return texts;
  }

  void write(Path file, VectorStorage vectors) throws IOException {
    TaggerTensors tensors = new TaggerTensors(texts(), parameters);
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
  static WordTagger load(TaggerSource source) throws IOException {
    WordTaggerFile read = read(source);
    try {
      return WordTagger.of(
          read.definition, read.vocabularies, read.labels, read.parameters, read.information);
    } catch (IllegalArgumentException e) {
      throw inconsistent(source, e);
    }
  }

  static WordTaggerFile read(TaggerSource source) throws IOException {
    if (source.format() == TaggerFileFormat.TRIBUO) {
      throw new IOException(
          "word tagger %s: expected a file of WordTagger.save, got a Tribuo model; load it with Tagger.load and %s on the class path"
              .formatted(source, TaggerLoader.TRIBUO_ARTIFACT));
    }
    try (SeekableByteChannel channel = source.open()) {
      long size = channel.size();
      TaggerTensors tensors = TaggerTensors.read(source.name(), channel, 0, size, FORMAT);
      List<Path> folders = TaggerFiles.foldersOf(source.file());
      WordTaggerFile inside =
          of(Settings.of(tensors.texts(), HeapBudget.ofFile(size)), tensors.parameters());
      TaggerDefinition definition = TaggerFiles.locateInputFiles(inside.definition, folders);
      int ofEncoder = definition.encoder().parameters().size();
      if (ofEncoder > tensors.parameters().names().size()) {
        throw new IllegalArgumentException(
            "expected at least %d parameters for the encoder's layers, got %d"
                .formatted(ofEncoder, tensors.parameters().names().size()));
      }
      return new WordTaggerFile(
          definition,
          inside.vocabularies,
          inside.labels,
          inside.information,
          withVectors(source, tensors, folders, definition.inputs().vectorTables()));
    } catch (IllegalArgumentException e) {
      throw inconsistent(source, e);
    } catch (IOException e) {
      throw new IOException("word tagger " + e.getMessage(), e);
    }
  }

  private static ParameterValues withVectors(
      TaggerSource source, TaggerTensors tensors, List<Path> folders, List<String> tables)
      throws IOException {
    try {
      return tensors.allParameters(folders, tables);
    } catch (IOException e) {
      throw new IOException("%s: vectors: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static IOException inconsistent(TaggerSource source, IllegalArgumentException cause) {
    return new IOException("word tagger %s: %s".formatted(source, cause.getMessage()), cause);
  }
}
