package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.protos.CharacterLstmProto;
import org.tributary.tribuo.protos.EncoderCellProto;
import org.tributary.tribuo.protos.InputProto;
import org.tributary.tribuo.protos.LstmTaggerDefinitionProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.SkipConnectionProto;

/** Refusal of stored encoders that are invalid or do not match the parameters. */
class MalformedEncoderTest {
  private static LstmTaggerProto good;

  @BeforeAll
  static void train() {
    // E = 3, H = 2, two layers, two directions
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .embeddingSize(3)
            .cell(TaggerCell.GRU)
            .hiddenSize(2)
            .layers(2)
            .connection(TaggerSkipConnection.HIGHWAY)
            .epochs(1)
            .build()
            .train(SequenceDataGenerator.generateGorillaDataset(1))) {
      good = Stored.proto(model);
    }
  }

  private record Fault(UnaryOperator<LstmTaggerDefinitionProto.Builder> change, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            d -> d.setCellValue(3),
            "stored tagger: expected a cell of 0 (LSTM), 1 (GRU) or 2 (RNN), got 3; was it written"
                + " by a newer release?"),
        new Fault(
            d -> d.setCellValue(-7),
            "stored tagger: expected a cell of 0 (LSTM), 1 (GRU) or 2 (RNN), got -7; "),
        new Fault(
            d -> d.setConnectionValue(3),
            "stored tagger: expected a connection of 0 (none), 1 (residual) or 2 (highway), got 3;"
                + " was it written by a newer release?"),
        new Fault(
            d ->
                d.addInputs(
                    InputProto.newBuilder()
                        .setName("char")
                        .setGroup("word")
                        .setCharacterLstm(
                            CharacterLstmProto.newBuilder()
                                .setSize(3)
                                .setHiddenSize(2)
                                .setPoolingValue(2))),
            "stored tagger: expected a pooling of 0 (last) or 1 (maximum), got 2; was it written by"
                + " a newer release?"),
        new Fault(
            d -> d.setCell(EncoderCellProto.CELL_RNN),
            "stored tagger: expected the parameter rnn.weight_ih_l0, got 'gru.weight_ih_l0'"),
        new Fault(
            LstmTaggerDefinitionProto.Builder::clearCell,
            "stored tagger: expected the parameter lstm.weight_ih_l0, got 'gru.weight_ih_l0'"),
        // 1 table, 2 layers x 2 directions x 4, 2 of the gate, 2 of the linear layer
        new Fault(
            d -> d.setConnection(SkipConnectionProto.CONNECTION_RESIDUAL),
            "stored tagger: expected 19 parameters for "),
        new Fault(
            LstmTaggerDefinitionProto.Builder::clearConnection,
            "stored tagger: expected 19 parameters for "),
        new Fault(d -> d.setLayers(3), "stored tagger: expected 31 parameters for "),
        new Fault(d -> d.setLayers(1), "stored tagger: expected 11 parameters for "),
        new Fault(d -> d.setBidirectional(false), "stored tagger: expected 13 parameters for "),
        new Fault(d -> d.setLayers(1000), "stored tagger: expected 10001 parameters for "),
        new Fault(
            d -> d.setHiddenSize(-2),
            "encoder: expected a hidden size from 1 to below 2^28, got -2"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void malformedEncoderIsRefusedWithTheReason(Fault fault) {
    LstmTaggerProto bad =
        good.toBuilder()
            .setDefinition(fault.change().apply(good.getDefinition().toBuilder()))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LstmTaggerModel.deserializeFromProto(
                    0, LstmTaggerModel.class.getName(), Any.pack(bad)))
        .withMessageStartingWith(fault.message())
        .withMessageNotContaining("\n");
  }
}
