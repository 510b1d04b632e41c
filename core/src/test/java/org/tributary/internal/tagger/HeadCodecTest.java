package org.tributary.internal.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.tagger.GraphHead;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.internal.Settings;
import org.tributary.span.TagScheme;

/** The stored form of heads. */
class HeadCodecTest {

  /** A head with the name and the settings of another one. */
  private record Imitation() implements GraphHead {
    @Override
    public String name() {
      return "softmax";
    }

    @Override
    public HeadLoss loss(
        Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
      throw new AssertionError();
    }

    @Override
    public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
      throw new AssertionError();
    }

    @Override
    public Optional<Map<String, String>> settings() {
      return Optional.of(Map.of());
    }
  }

  @Test
  void headsRoundTrip() {
    assertThat(HeadCodec.write(Head.softmax())).isEqualTo(Map.of("head", "softmax"));
    assertThat(HeadCodec.write(Head.crf(TagScheme.BIO).constrainTraining()))
        .isEqualTo(Map.of("head", "crf", "head.scheme", "bio", "head.constrains_training", "true"));
    assertThat(
            HeadCodec.read(
                Settings.of(
                    Map.of(
                        "head", "crf", "head.scheme", "bio", "head.constrains_training", "true"))))
        .isEqualTo(Head.crf(TagScheme.BIO).constrainTraining());
    assertThat(HeadCodec.read(Settings.of(Map.of("head", "softmax")))).isEqualTo(Head.softmax());
    assertThat(HeadCodec.read(Settings.of(Map.of("head", "crf")))).isEqualTo(Head.crf());
    assertThat(
            HeadCodec.read(Settings.of(Map.of("head", "crf", "head.scheme", "bio", "other", "x"))))
        .isEqualTo(Head.crf(TagScheme.BIO));
  }

  @Test
  void headOfAnotherClassIsRefusedByItsClass() {
    assertThatThrownBy(() -> HeadCodec.write(new Imitation()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stored tagger: expected a head that can be stored, one of [softmax, crf], got the class org.tributary.internal.tagger.HeadCodecTest$Imitation; use it in memory, or train by a TaggerFitter and write its parameters with Safetensors");
  }
}
