package org.tributary.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.testing.ArgumentCall;

/**
 * Calls every public constructor and method whose arguments must fit each other, with each argument
 * one too short, one too long, of another rank and out of range: the message names the argument.
 */
class ArgumentsTest {
  @AfterAll
  static void close() {
    ModuleCalls.close();
    TaggerCalls.close();
  }

  static Stream<ArgumentCall> calls() {
    return Stream.of(
            ParamCalls.all(),
            SequenceCalls.all(),
            ModuleCalls.all(),
            SpanCalls.all(),
            SearchCalls.all(),
            FeatureCalls.all(),
            HeadCalls.all(),
            DefinitionCalls.all(),
            TaggerCalls.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyWrongArgumentIsNamed(ArgumentCall call) {
    assertThat(call.problems()).as(call.toString()).isEmpty();
  }
}
