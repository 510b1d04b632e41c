package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.value;

import java.util.List;
import org.tributary.span.Span;
import org.tributary.span.TagScheme;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code span}. */
final class SpanCalls {
  private SpanCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(TagScheme.class, "convert(List, TagScheme)")
            .on(TagScheme.BIO)
            .with(labels(), fixed(TagScheme.BIOES)),
        ArgumentCall.of(TagScheme.class, "read(List)").on(TagScheme.BIO).with(labels()),
        ArgumentCall.of(TagScheme.class, "write(int, List)")
            .on(TagScheme.BIO)
            .with(
                value(3).refusing("negative", -1).refusing("one less", 2),
                list(new Span("PER", 0, 1), new Span("PER", 2, 3))
                    .allowing("one shorter")
                    .refusing("too long", List.of(new Span("PER", 2, 4)))));
  }

  private static Argument labels() {
    return list("O", "B-PER", "I-PER")
        .ofAnyLength()
        .refusing("of another scheme", List.of("O", "X-PER"))
        .named("label", "labels");
  }
}
