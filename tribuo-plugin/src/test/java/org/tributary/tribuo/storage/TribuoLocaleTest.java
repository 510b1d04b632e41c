package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.sequence.SequenceModel;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.internal.storage.StorableData;

class TribuoLocaleTest {
  private static final String MESSAGE =
      "locale: expected one that writes i as I in capitals, got tr_TR; Tribuo stores no model in"
          + " it: call Locale.setDefault(Locale.ROOT) ";

  private final List<String> logged = new ArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record.getParameters()[0].toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Test
  void trainingInTurkishLogsAWarning() {
    Locale before = Locale.getDefault();
    Logger logger = Logger.getLogger(StorableData.class.getName());
    logger.addHandler(log);
    try {
      trained().close();
      assertThat(logged).isEmpty();
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      trained().close();
      assertThat(logged).containsExactly(MESSAGE + "before the model is saved");
    } finally {
      Locale.setDefault(before);
      logger.removeHandler(log);
    }
  }

  @Test
  void modelInTurkishLoadsAndPredictsButDoesNotSave() {
    Locale before = Locale.getDefault();
    try (LstmTaggerModel model = trained()) {
      SequenceModelProto stored = model.serialize();
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThatIllegalStateException()
          .isThrownBy(model::serialize)
          .withMessage(MESSAGE + "and save again");
      try (LstmTaggerModel read = (LstmTaggerModel) SequenceModel.deserialize(stored)) {
        assertThat(read.predict(Data.random(1, 1, 2).get(0))).hasSize(1);
      }
      Locale.setDefault(Locale.ROOT);
      assertThat(model.serialize()).isEqualTo(stored);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static LstmTaggerModel trained() {
    return Data.smallTrainer()
        .hiddenSize(2)
        .epochs(1)
        .build()
        .train(Data.dataset(Data.random(6, 4, 1)));
  }
}
