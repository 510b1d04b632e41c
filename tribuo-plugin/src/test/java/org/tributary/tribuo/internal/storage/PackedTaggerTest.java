package org.tributary.tribuo.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

class PackedTaggerTest {
  private static ParameterProto parameter(String name, int bytes) {
    byte[] values = new byte[bytes];
    new Random(bytes).nextBytes(values);
    return ParameterProto.newBuilder()
        .setName(name)
        .addAllShape(List.of(bytes / 4L, 1L))
        .setValues(ByteString.copyFrom(values))
        .build();
  }

  @Test
  void bytesEqualProtobufs() {
    LstmTaggerProto message =
        LstmTaggerProto.newBuilder()
            .setMetadata(Any.pack(StringValue.of("labels")))
            .putDefinition("z", "1")
            .putDefinition("a", "2")
            .addParameters(parameter("large", 300_000))
            .addParameters(parameter("empty", 0))
            .addParameters(parameter("small", 4))
            .addHistory(EpochProto.newBuilder().setEpoch(1).setLoss(0.5))
            .addHistory(EpochProto.newBuilder().setEpoch(2).setDevScore(0))
            .setTributaryVersion("1.2.3")
            .setChecksum(0)
            .build();
    assertThat(PackedTagger.pack(message)).isEqualTo(Any.pack(message));
    LstmTaggerProto empty = LstmTaggerProto.getDefaultInstance();
    assertThat(PackedTagger.pack(empty)).isEqualTo(Any.pack(empty));
  }
}
