package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;

/** Reproduction with a third-party data source that records hashes as Tribuo's sources do. */
class ForeignSourceTest {
  @TempDir private Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void write() throws IOException {
    first = Files.writeString(folder.resolve("first"), "a X\nb Y\na Y\n");
    second = Files.writeString(folder.resolve("second"), "b X\n");
  }

  /** A data source with one token and label per line, each line a sentence, from several files. */
  static final class Lines implements Configurable, SequenceDataSource<Label> {
    @Config(mandatory = true)
    private Path path;

    @Config private List<Path> others = new ArrayList<>();
    @Config private Map<String, Path> named = new HashMap<>();

    private final List<SequenceExample<Label>> sequences = new ArrayList<>();
    private HashOnly provenance;

    /** No-argument constructor for OLCUT. */
    private Lines() {}

    Lines(Path path, List<Path> others, Map<String, Path> named) throws IOException {
      this.path = path;
      this.others = others;
      this.named = named;
      postConfig();
    }

    @Override
    public void postConfig() throws IOException {
      List<Path> files = new ArrayList<>(List.of(path));
      files.addAll(others);
      files.addAll(named.values());
      for (Path file : files) {
        for (String line : Files.readAllLines(file)) {
          List<String> columns = List.of(line.split(" ", -1));
          sequences.add(
              TokenSequences.of(
                  new TaggedSentence(columns.subList(0, 1), columns.subList(1, 2)),
                  new WordFeatureExtractor()));
        }
      }
      provenance = new HashOnly(this, path);
    }

    @Override
    public Iterator<SequenceExample<Label>> iterator() {
      return sequences.iterator();
    }

    @Override
    public OutputFactory<Label> getOutputFactory() {
      return new LabelFactory();
    }

    @Override
    public ConfiguredDataSourceProvenance getProvenance() {
      return provenance;
    }
  }

  /** A provenance with the file's hash but not its size. */
  static final class HashOnly extends SkeletalConfiguredObjectProvenance
      implements ConfiguredDataSourceProvenance {
    private static final long serialVersionUID = 1L;
    private final HashProvenance hash;

    HashOnly(Configurable host, Path path) {
      super(host, "DataSource");
      this.hash =
          new HashProvenance(
              DEFAULT_HASH_TYPE,
              RESOURCE_HASH,
              ProvenanceUtil.hashResource(DEFAULT_HASH_TYPE, path));
    }

    @Override
    public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
      Map<String, PrimitiveProvenance<?>> values = super.getInstanceValues();
      values.put(RESOURCE_HASH, hash);
      return values;
    }
  }

  private static LstmTaggerModel trained(Lines source) {
    return LstmTaggerTrainer.builder()
        .embeddingSize(3)
        .hiddenSize(3)
        .layers(1)
        .forwardOnly()
        .epochs(1)
        .build()
        .train(new MutableSequenceDataset<>(source));
  }

  @Test
  void hashWithoutASizeIsChecked() throws Exception {
    try (LstmTaggerModel model = trained(new Lines(first, List.of(), Map.of()))) {
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance());
      assertThat(Reproduction.of(model, training, TrainingListener.silent()).isSame()).isTrue();
      Files.writeString(first, "a Y\nb X\na Y\n");
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(training::recover)
          .withMessageStartingWith(
              "training data: the file %s has changed since training: expected SHA-256 "
                  .formatted(first));
    }
  }

  @Test
  void movedFilesInListsAndMapsAreFound() throws Exception {
    Path third = Files.writeString(folder.resolve("third"), "c X\n");
    Lines source = new Lines(first, List.of(second), Map.of("last", third));
    try (LstmTaggerModel model = trained(source)) {
      Path moved = Files.createDirectory(folder.resolve("moved"));
      for (Path file : List.of(first, second, third)) {
        Files.move(file, moved.resolve(file.getFileName()));
      }
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance()).filesIn(moved);
      assertThat(Reproduction.of(model, training, TrainingListener.silent()).isSame()).isTrue();
    }
  }
}
