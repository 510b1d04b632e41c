package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.TaskPool;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;

/**
 * An encoder of tokens: a feature extractor followed by an {@link ExampleEncoder}. If features
 * depend on one token only, encoded tokens are cached. Thread-safe.
 */
public final class TokenEncoder {
  /** Maximum cached tokens, of about 2 KB each. */
  private static final int MAX_CACHED_TOKENS = 16_384;

  /** Maximum length of a cached token, in chars; longer ones seldom recur. */
  private static final int MAX_CACHED_LENGTH = 128;

  private final ExampleEncoder encoder;
  private final TokenFeatureExtractor extractor;
  private final boolean cachesTokens;
  private final BoundedCache<String, FeatureSequence> cache = new BoundedCache<>(MAX_CACHED_TOKENS);

  /** Creates an encoder with an empty cache. */
  public TokenEncoder(ExampleEncoder encoder, TokenFeatureExtractor extractor) {
    this.encoder = encoder;
    this.extractor = extractor;
    this.cachesTokens = extractor.readsTokenAlone() && encoder.reader().cachesSteps();
  }

  /**
   * Encodes sentences in parallel.
   *
   * @throws IllegalArgumentException if the extractor returns invalid features
   */
  public List<FeatureSequence> readAll(List<List<String>> sentences) {
    return cachesTokens
        ? TaskPool.map(sentences, this::read)
        : encoder
            .reader()
            .readAll(TaskPool.map(sentences, tokens -> TokenSequences.of(tokens, extractor)))
            .stream()
            .map(EncodedExample::features)
            .toList();
  }

  private FeatureSequence read(List<String> tokens) {
    List<FeatureSequence> steps = new ArrayList<>(tokens.size());
    for (int index = 0; index < tokens.size(); index++) {
      steps.add(step(tokens, index));
    }
    return FeatureSequence.ofSteps(steps);
  }

  private FeatureSequence step(List<String> tokens, int index) {
    String token = tokens.get(index);
    return token.length() > MAX_CACHED_LENGTH
        ? newStep(tokens, index)
        : cache.get(token, unknown -> newStep(tokens, index));
  }

  private FeatureSequence newStep(List<String> tokens, int index) {
    return encoder
        .reader()
        .readStep(TokenSequences.step(tokens, index, extractor), index)
        .features();
  }

  /** Returns the caches of tokens and of encoded steps. */
  public TaggerCache cache() {
    return TaggerCache.of(
        List.of(TaggerCache.of(cache::size, cache::clear), encoder.reader().cache()));
  }
}
