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
          definition.version    | 5          | stored tagger: expected a version from 1 to 4 as definition.version, got 5; was it written by a newer release?
          encoder.cell          | sru        | stored tagger: expected one of [lstm, gru, rnn] as encoder.cell, got sru; was it written by a newer release?
          encoder.connection    | dense      | stored tagger: expected one of [none, residual, highway] as encoder.connection, got dense; was it written by a newer release?
          encoder.residual      | true       | stored tagger: expected settings that this release knows, got 1 others: [encoder.residual]; was it written by a newer release?
          encoder.cell          | rnn        | parameters: expected [word_emb.weight, rnn.weight_ih_l0, rnn.weight_hh_l0,
          encoder.cell          | lstm       | parameters: expected [word_emb.weight, lstm.weight_ih_l0, lstm.weight_hh_l0,
          encoder.connection    | residual   | parameters: expected [word_emb.weight, gru.weight_ih_l0, ... gru.bias_hh_l1_reverse, hidden2tag.weight, hidden2tag.bias], got [
          encoder.connection    | none       | parameters: expected [word_emb.weight, gru.weight_ih_l0, ... gru.bias_hh_l1_reverse, hidden2tag.weight, hidden2tag.bias], got [
          encoder.layers        | 3          | parameters: expected [word_emb.weight, gru.weight_ih_l0, ... gru.weight_ih_l2,
          encoder.layers        | 1          | parameters: expected [word_emb.weight, gru.weight_ih_l0, ... gru.bias_hh_l0_reverse, hidden2tag.weight, hidden2tag.bias], got [
          encoder.bidirectional | false      | parameter gru.weight_ih_l1: expected shape [6, 2], got [6, 4]
          encoder.layers        | 1000       | parameters: expected [word_emb.weight, gru.weight_ih_l0, ... more, got [
          encoder.hidden_size   | -2         | stored tagger: GRU: expected a hidden size from 1 to below 2^28, got -2
          """)
  void malformedEncoderIsRefusedWithTheReason(String setting, String value, String message) {
    String[] parts = message.split("\\Q ... \\E");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(Stored.with(good, setting, value)))
        .withMessageStartingWith(parts[0])
        .withMessageContaining(parts[parts.length - 1])
        .withMessageNotContaining("\n");
  }
}
