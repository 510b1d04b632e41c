package org.tributary.tribuo.data.conllu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import org.tributary.tribuo.data.Texts;
import org.tributary.tribuo.data.text.ColumnDataSource;

/**
 * Tests of the readers on real corpora. Expected counts come from the corpora or awk, hashes from
 * sha256sum in upper case.
 *
 * <p>The system property {@code tributary.data} names the folder; the default is a folder beside
 * the repository.
 */
class CorporaTest {
  private static final String EWT_TRAIN_SHA256 =
      "3FB78E2B55482C8EE00CAA653AF436C88C9E5BC9A73CE26E4AE3DDC79D2B7E7B";

  private static Path corpus(String name) {
    Path file = Path.of(System.getProperty("tributary.data", "../../shared/data"), name);
    assumeTrue(
        Files.exists(file), () -> "SKIPPED: no corpus at " + file + "; set -Dtributary.data");
    return file;
  }

  @Test
  void ewtTrainIsRead() throws IOException {
    ConlluDataSource source =
        new ConlluDataSource(corpus("ud-english-ewt/en_ewt-ud-train.conllu"), ConlluColumn.UPOS);
    assertThat(source.counts()).isEqualTo(new ConlluReader.Counts(12_544, 204_577, 2614, 37));
    assertThat(ProvenanceUtil.convertToMap(source.getProvenance()))
        .containsEntry("resource-hash", EWT_TRAIN_SHA256)
        .containsEntry("file-size", "14203025");
    MutableSequenceDataset<Label> dataset = new MutableSequenceDataset<>(source);
    assertThat(dataset.size()).isEqualTo(12_544);
    assertThat(dataset.getFeatureMap().size()).isEqualTo(19_674);
    assertThat(dataset.getOutputs()).hasSize(17);
  }

  @Test
  void ewtTrainRoundTripsByteForByte() throws IOException {
    MessageDigest digest = DataSourceProvenance.DEFAULT_HASH_TYPE.getDigest();
    Set<String> xpos = new HashSet<>();
    try (ConlluReader reader = ConlluReader.open(corpus("ud-english-ewt/en_ewt-ud-train.conllu"))) {
      for (Optional<ConlluSentence> s = reader.read(); s.isPresent(); s = reader.read()) {
        xpos.addAll(s.get().column(ConlluColumn.XPOS));
        ConlluSentence same =
            s.get().withColumn(ConlluColumn.UPOS, s.get().column(ConlluColumn.UPOS));
        digest.update(Texts.utf8(same.text()));
      }
    }
    assertThat(ProvenanceUtil.bytesToHexString(digest.digest())).isEqualTo(EWT_TRAIN_SHA256);
    assertThat(xpos).hasSize(49);
  }

  @Test
  void ewtDevIsRead() throws IOException {
    ConlluDataSource source =
        new ConlluDataSource(corpus("ud-english-ewt/en_ewt-ud-dev.conllu"), ConlluColumn.XPOS);
    assertThat(source.counts()).isEqualTo(new ConlluReader.Counts(2001, 25_147, 359, 4));
  }

  @Test
  void wnut17IsRead() throws IOException {
    SequenceDataset<Label> train =
        new MutableSequenceDataset<>(
            new ColumnDataSource(corpus("wnut17/wnut17train.conll"), 1, 2));
    SequenceDataset<Label> dev =
        new MutableSequenceDataset<>(
            new ColumnDataSource(corpus("wnut17/emerging.dev.conll"), 1, 2));
    assertThat(train.size()).isEqualTo(3394);
    assertThat(train.getFlatDataset()).hasSize(62_730);
    assertThat(dev.size()).isEqualTo(1009);
    assertThat(dev.getFlatDataset()).hasSize(15_733);
  }
}
