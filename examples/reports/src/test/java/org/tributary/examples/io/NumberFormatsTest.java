package org.tributary.examples.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class NumberFormatsTest {

  @Test
  void fractionsAreFormatted() {
    assertThat(NumberFormats.percent(0.97314)).isEqualTo("97.31 %");
    assertThat(NumberFormats.percent(OptionalDouble.of(1))).isEqualTo("100.00 %");
    assertThat(NumberFormats.percent(OptionalDouble.empty())).isEqualTo("–");
  }

  @Test
  void sizesAreFormatted() {
    assertThat(NumberFormats.bytes(999)).isEqualTo("999 B");
    assertThat(NumberFormats.bytes(1000)).isEqualTo("1.0 kB");
    assertThat(NumberFormats.bytes(999_949)).isEqualTo("999.9 kB");
    assertThat(NumberFormats.bytes(999_950)).isEqualTo("1.0 MB");
    assertThat(NumberFormats.bytes(12_345_678_901L)).isEqualTo("12.3 GB");
  }

  @Test
  void durationsAreFormatted() {
    assertThat(NumberFormats.seconds(0.04)).isEqualTo("0.0 s");
    assertThat(NumberFormats.seconds(9.949)).isEqualTo("9.9 s");
    assertThat(NumberFormats.seconds(9.96)).isEqualTo("10 s");
    assertThat(NumberFormats.seconds(59.6)).isEqualTo("1 min 0 s");
    assertThat(NumberFormats.seconds(200)).isEqualTo("3 min 20 s");
  }

  @Test
  void countsAndRatesAreFormatted() {
    assertThat(NumberFormats.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(NumberFormats.fourDecimals(0.04125)).isEqualTo("0.0413");
    assertThat(NumberFormats.rate(1000, 0.5)).isEqualTo("2,000");
    assertThat(NumberFormats.rate(1000, 0)).isEqualTo("–");
  }
}
