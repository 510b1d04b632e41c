package org.tributary.tribuo;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.feature.InputFile;
import org.tributary.head.DecodedSequence;
import org.tributary.internal.SentenceChecks;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.model.TokenEncoder;

/** A Tribuo model as a tagger of tokens, which it owns. */
final class ModelTagger implements Tagger {
  private final LstmTaggerModel model;
  private final TokenEncoder encoder;
  private final TaggerSizes sizes;
  private final TaggerWeights weights;
  private final TaggerCache cache;
  private final List<String> labels;

  ModelTagger(LstmTaggerModel model, TokenEncoder encoder, TaggerSizes sizes, TaggerCache cache) {
    this.model = model;
    this.encoder = encoder;
    this.sizes = sizes;
    this.weights = model.weights();
    this.cache = cache;
    this.labels = sizes.columns().get(0).names().orElseThrow();
  }

  @Override
  public List<Tagging> tagAll(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    List<DecodedSequence> decoded = model.decode(sentences, encoder::readAll);
    return IntStream.range(0, sentences.size())
        .mapToObj(k -> Tagging.of(sentences.get(k), labels, decoded.get(k)))
        .toList();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public Optional<TagScheme> scheme() {
    return weights.definition().columns().get(0).head().scheme();
  }

  @Override
  public List<InputFile> files() {
    return weights.definition().inputs().files();
  }

  @Override
  public TaggerMetadata metadata() {
    return TaggerMetadata.of(
            LstmTaggerModel.class.getName(), weights.definition(), sizes, weights.parameters())
        .withProvenance(TrainingTexts.of(model));
  }

  @Override
  public Optional<String> parametersSha256() {
    return Optional.of(model.parametersSha256());
  }

  /** Returns the model's caches; those of the extractor are its own. */
  @Override
  public TaggerCache cache() {
    return cache;
  }

  @Override
  public void close() {
    model.close();
  }
}
