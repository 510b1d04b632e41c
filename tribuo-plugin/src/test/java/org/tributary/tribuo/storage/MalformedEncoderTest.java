package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          definition.version    | 4          | stored tagger: expected a version from 1 to 3 as definition.version, got 4; was it written by a newer release?
          encoder.cell          | sru        | stored tagger: expected one of [lstm, gru, rnn] as encoder.cell, got sru; was it written by a newer release?
          encoder.connection    | dense      | stored tagger: expected one of [none, residual, highway] as encoder.connection, got dense; was it written by a newer release?
          encoder.residual      | true       | stored tagger: expected settings that this release knows, got 1 others: [encoder.residual]; was it written by a newer release?
          encoder.cell          | rnn        | parameters: expected [word_emb.weight
          encoder.cell          | lstm       | parameters: expected [word_emb.weight
          encoder.connection    | residual   | parameters: expected [word_emb.weight
          encoder.connection    | none       | parameters: expected [word_emb.weight
          encoder.layers        | 3          | parameters: expected [word_emb.weight
          encoder.layers        | 1          | parameters: expected [word_emb.weight
          encoder.bidirectional | false      | parameter gru.weight_ih_l1: expected shape [6, 2], got [6, 4]
          encoder.layers        | 1000       | parameters: expected [word_emb.weight
          encoder.hidden_size   | -2         | stored tagger: encoder: expected a hidden size from 1 to below 2^28, got -2
          """)
  // 1 table, 2 layers x 2 directions x 4, 2 of the gate, 2 of the linear layer
  void malformedEncoderIsRefusedWithTheReason(String setting, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(Stored.with(good, setting, value)))
        .withMessageStartingWith(message)
        .withMessageNotContaining("\n");
  }
}
