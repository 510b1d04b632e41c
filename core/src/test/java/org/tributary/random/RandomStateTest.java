package org.tributary.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomStateTest {

  @Property(tries = 100)
  void restoredGeneratorContinues(
      @ForAll long seed,
      @ForAll @IntRange(max = 1300) int words,
      @ForAll @IntRange(max = 3) int normals) {
    TorchRandom random = TorchRandom.seeded(seed);
    random.uniform(words, 0, 1);
    random.normal(normals);
    RandomState state = random.state();
    float[] next = random.normal(5);

    random.restore(state);
    assertThat(random.normal(5)).isEqualTo(next);
    TorchRandom other = TorchRandom.seeded(0);
    other.restore(RandomState.fromBytes(state.toBytes()));
    assertThat(other.normal(5)).isEqualTo(next);
    assertThat(other.state()).isEqualTo(random.state()).hasSameHashCodeAs(random.state());
  }

  @Test
  void stateIsImmutableValue() {
    TorchRandom random = TorchRandom.seeded(-8);
    random.normal(1);
    RandomState state = random.state();
    assertThat(state.toString()).startsWith("RandomState[seed=-8, next=4, kept=OptionalDouble[");
    random.normal(1);
    assertThat(random.state()).isNotEqualTo(state);

    byte[] bytes = state.toBytes();
    RandomState copy = RandomState.fromBytes(bytes);
    bytes[30]++;
    state.toBytes()[30]++;
    assertThat(copy).isEqualTo(state);
  }

  @Test
  void unusedPyTorchGeneratorWithZeroIndexIsAccepted() {
    byte[] bytes = TorchRandom.seeded(3).state().toBytes();
    bytes[16] = 0;
    bytes[17] = 0;
    TorchRandom random = TorchRandom.seeded(0);
    random.restore(RandomState.fromBytes(bytes));
    assertThat(random.nextInt64()).isEqualTo(TorchRandom.seeded(3).nextInt64());
  }

  @Test
  void wrongNumberOfBytesIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomState.fromBytes(new byte[16]))
        .withMessage(
            "bytes: expected the 5056 bytes of a CPU generator's state, got 16; are they cut"
                + " short, or the state of another device's generator?");
  }

  @Test
  void bytesOfNoStateAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomState.fromBytes(new byte[RandomState.BYTES]))
        .withMessage(
            "bytes: expected the state of a seeded generator, with 1 to 624 words left and the next"
                + " word's index in step with them, got seeded 0, left 0, next 0; are they damaged,"
                + " or written on a big-endian machine?");
  }

  @Test
  void inconsistentIndexIsRejected() {
    TorchRandom random = TorchRandom.seeded(3);
    random.nextInt32();
    byte[] bytes = random.state().toBytes();
    bytes[8]--;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomState.fromBytes(bytes))
        .withMessageContaining("got seeded 1, left 623, next 1;");
  }

  @Test
  void tooManyWordsLeftAreRejected() {
    byte[] bytes = TorchRandom.seeded(3).state().toBytes();
    bytes[9] = 3;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomState.fromBytes(bytes))
        .withMessageContaining("left 769,");
  }
}
