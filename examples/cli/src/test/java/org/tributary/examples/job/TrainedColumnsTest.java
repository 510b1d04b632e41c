package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.data.text.ColumnDataSource;

/** Columns of the training file in a tagger's metadata. */
class TrainedColumnsTest {
  private static TrainedColumns of(Map<String, String> provenance) {
    return TrainedColumns.of(
        new TaggerMetadata("format", Optional.empty(), Map.of(), Map.of(), provenance));
  }

  @Test
  void columnsAreThoseOfTheTrainingData() {
    assertThat(
            of(
                Map.of(
                    "dataset.datasource.class-name",
                    ConlluDataSource.class.getName(),
                    "dataset.datasource.column",
                    "XPOS")))
        .isEqualTo(
            new TrainedColumns(Optional.of(new LabelColumnChoice("xpos")), Optional.empty()));
    assertThat(
            of(
                Map.of(
                    "dataset.datasource.class-name",
                    ColumnDataSource.class.getName(),
                    "dataset.datasource.tokenColumn",
                    "3",
                    "dataset.datasource.labelColumn",
                    "2")))
        .isEqualTo(new TrainedColumns(Optional.of(new LabelColumnChoice("2")), Optional.of(3)));
    assertThat(of(Map.of("instance-values.dev-dataset.datasource.column", "UPOS")))
        .isEqualTo(new TrainedColumns(Optional.empty(), Optional.empty()));
  }

  /** The record of core's tagger is among the values of the model's instance. */
  @Test
  void columnsOfAModelMadeOfACoreTagger() {
    Map<String, String> provenance =
        Map.of(
            "instance-values.training.sentences",
            "9",
            "instance-values.dataset.datasource.class-name",
            ColumnDataSource.class.getName(),
            "instance-values.dataset.datasource.labelColumn",
            "2");
    TaggerMetadata made =
        new TaggerMetadata(
            LstmTaggerModel.class.getName(), Optional.empty(), Map.of(), Map.of(), provenance);
    assertThat(TrainedColumns.of(made).labels()).contains(new LabelColumnChoice("2"));
    assertThat(of(provenance).labels())
        .as("a word tagger made of that model")
        .contains(new LabelColumnChoice("2"));
  }
}
