package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * Training and storage of every cell with every skip connection; by default three of the pairs,
 * with each cell and each connection.
 */
class EncoderChoiceTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(2);

  private static List<Arguments> encoders() {
    List<TaggerCell> cells = List.of(TaggerCell.values());
    List<TaggerSkipConnection> connections = List.of(TaggerSkipConnection.values());
    List<Arguments> pairs = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      for (int j = 0; j < connections.size(); j++) {
        if (CaseSelection.includes(3, i, j)) {
          pairs.add(Arguments.of(cells.get(i), connections.get(j)));
        }
      }
    }
    return pairs;
  }

  private static LstmTaggerTrainerBuilder trainer(
      TaggerCell cell, TaggerSkipConnection connection) {
    return Data.smallTrainer().cell(cell).connection(connection).layers(2);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void trainsAndPredictsTheSameAfterLoading(TaggerCell cell, TaggerSkipConnection connection) {
    try (LstmTaggerModel model = trainer(cell, connection).epochs(30).build().train(GORILLAS);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(new LabelSequenceEvaluator().evaluate(model, GORILLAS).accuracy()).isEqualTo(1);
      assertThat(Stored.proto(model).getDefinitionMap())
          .containsEntry("encoder.cell", cell.name().toLowerCase(Locale.ROOT))
          .containsEntry("encoder.connection", connection.name().toLowerCase(Locale.ROOT));
      assertThat(read.serialize().toByteString()).isEqualTo(model.serialize().toByteString());
      SequenceExample<Label> example = GORILLAS.getExample(0);
      assertThat(Data.probabilities(read.predict(example)))
          .isEqualTo(Data.probabilities(model.predict(example)));
    }
  }

  @Test
  void parameterNamesAndShapesDependOnTheCell() {
    // H = 20, two layers, two directions, E = 10
    assertThat(shapes(TaggerCell.GRU, TaggerSkipConnection.NONE))
        .hasSize(1 + 2 * 2 * 4 + 2)
        .contains("gru.weight_ih_l0 [60, 10]", "gru.weight_ih_l1_reverse [60, 40]");
    assertThat(shapes(TaggerCell.RNN, TaggerSkipConnection.RESIDUAL))
        .hasSize(1 + 2 * 2 * 4 + 2)
        .contains("rnn.weight_ih_l0 [20, 10]", "rnn.weight_hh_l1_reverse [20, 20]");
    assertThat(shapes(TaggerCell.LSTM, TaggerSkipConnection.HIGHWAY))
        .hasSize(1 + 2 * 2 * 4 + 2 + 2)
        .contains("lstm.highway_weight_l1 [40, 40]", "lstm.highway_bias_l1 [40]");
  }

  private static List<String> shapes(TaggerCell cell, TaggerSkipConnection connection) {
    try (LstmTaggerModel model = trainer(cell, connection).epochs(1).build().train(GORILLAS)) {
      return Stored.proto(model).getParametersList().stream()
          .map((ParameterProto p) -> p.getName() + " " + p.getShapeList())
          .toList();
    }
  }
}
