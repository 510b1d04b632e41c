package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** Reads, positions and the end of a channel over memory. */
class ByteArrayChannelTest {
  @Test
  void bytesAreReadFromThePosition() throws IOException {
    try (ByteArrayChannel channel = new ByteArrayChannel(new byte[] {1, 2, 3, 4, 5})) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertThat(channel.read(two)).isEqualTo(2);
      assertThat(two.array()).containsExactly(1, 2);
      assertThat(channel.position()).isEqualTo(2);
      assertThat(channel.size()).isEqualTo(5);
      assertThat(channel.position(4)).isSameAs(channel);
      assertThat(channel.read(two.clear())).isEqualTo(1);
      assertThat(two.array()).containsExactly(5, 2);
      assertThat(channel.read(two.clear())).isEqualTo(-1);
      assertThat(channel.position(0).read(two.clear())).isEqualTo(2);
    }
  }

  @Test
  void closedChannelRefusesReads() {
    ByteArrayChannel channel = new ByteArrayChannel(new byte[1]);
    assertThat(channel.isOpen()).isTrue();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.position(0)).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void negativePositionIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ByteArrayChannel(new byte[1]).position(-1));
  }
}
