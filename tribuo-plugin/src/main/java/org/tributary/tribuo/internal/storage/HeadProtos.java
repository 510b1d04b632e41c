package org.tributary.tribuo.internal.storage;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tributary.head.Head;
import org.tributary.head.HeadCodec;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.protos.CrfProto;
import org.tributary.tribuo.protos.LstmTaggerDefinitionProto;

/** The protobuf format of the output head: a message for each head except softmax. */
public final class HeadProtos {
  private HeadProtos() {}

  /**
   * Writes a head.
   *
   * @throws IllegalArgumentException if the head has no stored form
   */
  public static void write(Head head, LstmTaggerDefinitionProto.Builder to) {
    Map<String, String> texts = HeadCodec.write(head);
    switch (texts.get("head")) {
      case "softmax" -> {}
      case "crf" ->
          to.setCrf(
              CrfProto.newBuilder()
                  .setScheme(texts.getOrDefault("head.scheme", "").toUpperCase(Locale.ROOT)));
      default ->
          throw new IllegalStateException("no protobuf message for the head " + texts.get("head"));
    }
  }

  /**
   * Reads a head.
   *
   * @throws IllegalArgumentException if the scheme is unknown
   */
  public static Head read(LstmTaggerDefinitionProto proto) {
    if (!proto.hasCrf()) {
      return Head.softmax();
    }
    String stored = proto.getCrf().getScheme();
    if (stored.isEmpty()) {
      return Head.crf();
    }
    for (TagScheme scheme : TagScheme.values()) {
      if (scheme.name().equals(stored)) {
        return Head.crf(scheme);
      }
    }
    throw new IllegalArgumentException(
        "stored tagger: expected a scheme of %s, got '%s'; was it written by a newer release?"
            .formatted(List.of(TagScheme.values()), stored.replaceAll("\\s+", " ")));
  }
}
