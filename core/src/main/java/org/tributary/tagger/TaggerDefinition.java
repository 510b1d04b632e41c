package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.param.ParameterSpec;
import org.tributary.train.TrainingListener;

/**
 * The definition of a tagger: embeddings, a recurrent encoder and a softmax over labels. An
 * immutable value without tensors, of which each method gives a changed copy.
 *
 * @param embeddingSize the size of a word's vector
 * @param embeddingDeviation σ: word vectors are first drawn from N(0, σ²)
 * @param encoder the recurrent part
 * @param dropout the probability that an element of the embeddings, of a layer's output or of the
 *     encoder's output is dropped in training
 */
public record TaggerDefinition(
    int embeddingSize, double embeddingDeviation, EncoderDefinition encoder, double dropout) {
  static final String EMBEDDING = "word_emb";
  static final String HEAD = "hidden2tag";

  /** Checks what the parts do not check themselves. */
  public TaggerDefinition {
    Objects.requireNonNull(encoder, "encoder");
    if (embeddingSize < 1) {
      throw new IllegalArgumentException(
          "tagger: expected an embedding size of at least 1, got %d".formatted(embeddingSize));
    }
    if (!(embeddingDeviation > 0) || Double.isInfinite(embeddingDeviation)) {
      throw new IllegalArgumentException(
          "tagger: expected a finite embedding deviation above 0, got %s"
              .formatted(embeddingDeviation));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "tagger: expected a dropout probability from 0 to below 1, got %s".formatted(dropout));
    }
  }

  /** Gives each word a vector of {@code embeddingSize}. */
  public TaggerDefinition words(int embeddingSize) {
    return new TaggerDefinition(embeddingSize, embeddingDeviation, encoder, dropout);
  }

  /**
   * Draws the first word vectors from N(0, deviation²). PyTorch's 1 drowns rare words, which few
   * steps touch, in what they were drawn as; the default is smaller.
   */
  public TaggerDefinition embeddingDeviation(double deviation) {
    return new TaggerDefinition(embeddingSize, deviation, encoder, dropout);
  }

  /** Changes the recurrent part: {@code encode(e -> e.lstm(200).layers(2))}. */
  public TaggerDefinition encode(UnaryOperator<EncoderDefinition> change) {
    return new TaggerDefinition(embeddingSize, embeddingDeviation, change.apply(encoder), dropout);
  }

  /** Drops elements before, between and after the layers in training. */
  public TaggerDefinition dropout(double probability) {
    return new TaggerDefinition(embeddingSize, embeddingDeviation, encoder, probability);
  }

  /** Trains a tagger over words, without held-out data and in silence. */
  public WordTagger train(List<TaggedSentence> sentences, TrainingOptions options) {
    return WordTagger.train(this, sentences, List.of(), options, TrainingListener.silent());
  }

  /**
   * Every parameter in the order of registration: {@code word_emb}, {@code lstm} (or the encoder's
   * other cell), {@code hidden2tag}, each with PyTorch's names and initial distribution.
   */
  public List<ParameterSpec> parameters(TaggerSizes sizes) {
    List<ParameterSpec> specs = new ArrayList<>();
    embedding(sizes).parameters().forEach(p -> specs.add(p.within(EMBEDDING)));
    specs.addAll(stack().parameters());
    linear(sizes).parameters().forEach(p -> specs.add(p.within(HEAD)));
    return specs;
  }

  Embedding embedding(TaggerSizes sizes) {
    return new Embedding(sizes.features(), embeddingSize, embeddingDeviation);
  }

  RecurrentStack stack() {
    return new RecurrentStack(encoder, embeddingSize, dropout);
  }

  Linear linear(TaggerSizes sizes) {
    return new Linear(stack().outputSize(), sizes.labels());
  }
}
