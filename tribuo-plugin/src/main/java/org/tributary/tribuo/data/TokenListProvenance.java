package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.tagger.TaggedSentence;

/**
 * The provenance of sentences in memory.
 *
 * @param description the caller's description of their origin
 * @param hash the SHA-256 of the sentences written as a column file: token, tab, label, a tab and
 *     {@code name=value} for each further column in the order of their names, LF, and one more LF
 *     after each sentence
 * @param sentences the number of sentences
 * @param tokens the number of tokens
 * @param created the creation time of the source
 * @param extractor the provenance of the feature extractor
 */
public record TokenListProvenance(
    StringProvenance description,
    HashProvenance hash,
    LongProvenance sentences,
    LongProvenance tokens,
    DateTimeProvenance created,
    ConfiguredObjectProvenance extractor)
    implements DataSourceProvenance {
  private static final long serialVersionUID = 1L;
  private static final String DESCRIPTION = "description";
  private static final String SENTENCES = "num-sentences";
  private static final String TOKENS = "num-tokens";
  private static final String EXTRACTOR = "extractor";

  /** Restores a stored provenance for OLCUT. */
  public TokenListProvenance(Map<String, Provenance> stored) {
    this(
        field(stored, DESCRIPTION, StringProvenance.class),
        field(stored, RESOURCE_HASH, HashProvenance.class),
        field(stored, SENTENCES, LongProvenance.class),
        field(stored, TOKENS, LongProvenance.class),
        field(stored, DATASOURCE_CREATION_TIME, DateTimeProvenance.class),
        field(stored, EXTRACTOR, ConfiguredObjectProvenance.class));
  }

  static TokenListProvenance of(
      String description, List<TaggedSentence> sentences, TokenFeatureExtractor extractor) {
    return new TokenListProvenance(
        new StringProvenance(DESCRIPTION, description),
        new HashProvenance(DEFAULT_HASH_TYPE, RESOURCE_HASH, sha256(sentences)),
        new LongProvenance(SENTENCES, sentences.size()),
        new LongProvenance(TOKENS, sentences.stream().mapToLong(s -> s.tokens().size()).sum()),
        new DateTimeProvenance(DATASOURCE_CREATION_TIME, OffsetDateTime.now(ZoneOffset.UTC)),
        extractor.getProvenance());
  }

  private static String sha256(List<TaggedSentence> sentences) {
    MessageDigest digest = DEFAULT_HASH_TYPE.getDigest();
    for (TaggedSentence sentence : sentences) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < sentence.tokens().size(); i++) {
        text.append(sentence.tokens().get(i)).append('\t');
        text.append(sentence.labels().get(i));
        for (Map.Entry<String, List<String>> column :
            new TreeMap<>(sentence.columns()).entrySet()) {
          text.append('\t').append(column.getKey()).append('=').append(column.getValue().get(i));
        }
        text.append('\n');
      }
      digest.update(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
    return ProvenanceUtil.bytesToHexString(digest.digest());
  }

  private static <T extends Provenance> T field(
      Map<String, Provenance> stored, String key, Class<T> type) {
    return ObjectProvenance.checkAndExtractProvenance(
        stored, key, type, TokenListProvenance.class.getSimpleName());
  }

  @Override
  public String getClassName() {
    return TokenListDataSource.class.getName();
  }

  @Override
  public Iterator<Pair<String, Provenance>> iterator() {
    return List.of(
            new Pair<String, Provenance>(DESCRIPTION, description),
            new Pair<String, Provenance>(RESOURCE_HASH, hash),
            new Pair<String, Provenance>(SENTENCES, sentences),
            new Pair<String, Provenance>(TOKENS, tokens),
            new Pair<String, Provenance>(DATASOURCE_CREATION_TIME, created),
            new Pair<String, Provenance>(EXTRACTOR, extractor))
        .iterator();
  }

  @Override
  public String toString() {
    return generateString("DataSource");
  }
}
