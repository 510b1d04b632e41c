package org.tributary.tribuo.data.internal;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.internal.LabelCheck;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;

/** A data source over a file of tokens, which is read once. */
public abstract class TokenFileSource implements LabelledSequenceSource {
  @Config(mandatory = true, description = "The file, plain or gzip.")
  private Path path;

  @Config(description = "The feature extractor for words.")
  private TokenFeatureExtractor extractor = new WordFeatureExtractor();

  private List<SequenceExample<Label>> sequences;
  private TokenFileProvenance provenance;

  /** A streaming reader of the sentences of a file. */
  @FunctionalInterface
  protected interface Sentences {
    /** Returns the next sentence, or empty at the end of the file. */
    Optional<TaggedSentence> read() throws IOException;
  }

  /** Creates an unconfigured source for OLCUT. */
  protected TokenFileSource() {}

  protected TokenFileSource(Path path, TokenFeatureExtractor extractor) {
    this.path = path;
    this.extractor = extractor;
  }

  /**
   * Opens a reader.
   *
   * @param file the content of the file, which is closed afterwards
   * @param name the name of the file in messages
   */
  protected abstract Sentences open(InputStream file, String name) throws IOException;

  /** Returns the name of the label column in messages. */
  protected abstract String labelColumn();

  /** Returns the further options as text. */
  protected abstract String options();

  /** Reads the file; called by OLCUT. */
  @Override
  public void postConfig() throws IOException {
    String name = path.toString();
    List<SequenceExample<Label>> read = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    LabelCheck check = new LabelCheck();
    try (FingerprintInputStream file = FingerprintInputStream.open(path)) {
      Sentences reader = open(file, name);
      for (Optional<TaggedSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        read.add(TokenSequences.of(sharing(texts, next.get()), extractor));
        check.add(next.get().labels());
      }
      check.requireLabels(name, labelColumn());
      sequences = Collections.unmodifiableList(read);
      path = path.toAbsolutePath().normalize();
      provenance = new TokenFileProvenance(this, file.finish());
    }
  }

  /** Returns a sentence whose texts are those of {@code texts}, so that equal ones share memory. */
  private static TaggedSentence sharing(Map<String, String> texts, TaggedSentence sentence) {
    UnaryOperator<List<String>> shared =
        all -> all.stream().map(text -> texts.computeIfAbsent(text, first -> first)).toList();
    Map<String, List<String>> columns = new LinkedHashMap<>();
    sentence.columns().forEach((name, column) -> columns.put(name, shared.apply(column)));
    return new TaggedSentence(
        shared.apply(sentence.tokens()),
        shared.apply(sentence.labels()),
        columns,
        sentence.numbers());
  }

  @Override
  public final Iterator<SequenceExample<Label>> iterator() {
    return sequences.iterator();
  }

  @Override
  public final ConfiguredDataSourceProvenance getProvenance() {
    return provenance;
  }

  @Override
  public final String toString() {
    return "%s(path=%s,%s,extractor=%s)"
        .formatted(getClass().getSimpleName(), path, options(), extractor);
  }
}
